import { Amount, AreaPath, BusinessDay, CompensationUse, Id, MotionId, within } from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';
import { type Static, Type } from 'typebox';

/** Each line says its amount, or its parts of what the amounts leave. */
const AskedLines = Type.Array(
  Type.Object({
    use: CompensationUse,
    amount: Type.Optional(within(Amount, { maximum: 1_000_000_000_000 })),
    parts: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'a number of parts' })),
  }),
  { minItems: 1, maxItems: 40 },
);

@Door('POST /v1/compensations/:compensation/receipt', {
  may: 'compensation.propose',
  area: 'areaPath',
  summary: 'Record what a collective has been paid for its land',
})
export class ReceiveCompensation {
  @Field(within(Amount, { maximum: 1_000_000_000_000 })) readonly amount: number;
  @Field(AreaPath) readonly areaPath: string;
  @Field(BusinessDay) readonly receivedOn: string;
}

@Door('POST /v1/compensations/:compensation/proposals', {
  may: 'compensation.propose',
  id: 'compensation',
  summary: 'Propose what the whole of it is used for; a later proposal takes the place of an earlier one',
})
export class ProposeAllocation {
  @Field(Id) readonly compensation: string;
  @Field(AskedLines) readonly lines: Static<typeof AskedLines>;
}

@Door('POST /v1/compensations/:compensation/approval', {
  may: 'compensation.approve',
  summary: 'Approve the proposal by a motion that was carried on it',
})
export class ApproveAllocation {
  @Field(MotionId) readonly motion: string;
}

@Door('POST /v1/compensations/:compensation/earlier-decision', {
  may: 'compensation.import',
  summary: 'Import that the proposal was decided before there were motions here; it names none',
})
export class ImportEarlierDecision {
  @Field(BusinessDay) readonly decidedOn: string;
}
