import { AreaPath, BusinessDay, Id, Name, within, Worth } from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';
import { Type } from 'typebox';

/** Ten million million fen, a hundred thousand million yuan. */
const Value = within(Worth, { maximum: 10_000_000_000_000 });

@Door('POST /v1/collectives/:collective/valuations', {
  may: 'collective.record',
  area: 'areaPath',
  summary: 'Record what a collective had and owed on a day; a further one of the same day takes its place',
})
export class RecordAssetValuation {
  @Field(AreaPath) readonly areaPath: string;
  @Field(BusinessDay) readonly on: string;
  @Field(Value) readonly assets: number;
  @Field(Value) readonly debts: number;
  @Field(Type.Optional(Value)) readonly income?: number;
}

@Door('POST /v1/collectives/:collective/subsidiaries', {
  may: 'collective.record',
  summary: 'Register a company that belongs to the collective',
})
export class RegisterSubsidiary {
  @Field(Id) readonly subsidiary: string;
  @Field(Name) readonly name: string;
  @Field(BusinessDay) readonly on: string;
}

@Door('POST /v1/collectives/:collective/restructuring', {
  may: 'collective.record',
  summary: 'Record that the collective has been turned into a company',
})
export class RestructureCollective {
  @Field(Name) readonly company: string;
  @Field(BusinessDay) readonly on: string;
}
