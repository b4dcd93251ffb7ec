import {
  BaseYear,
  CostShares,
  dutyFields,
  Expense,
  GovernmentTier,
  Name,
  PublicService,
  type TierDuty,
} from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';
import { type Static, Type } from 'typebox';

@Door('POST /v1/duty-matrices/:matrix/versions', {
  may: 'duty-matrix.set',
  area: '',
  summary: 'Publish who decides, provides and pays, whole; published again, it is a new version',
})
export class PublishDutyMatrix {
  @Field(BaseYear) readonly base: number;
  @Field(Type.Array(Type.Object(dutyFields), { minItems: 1, maxItems: 500 })) readonly duties: TierDuty[];
}

@Door('POST /v1/duty-matrices/:matrix/reassignments', {
  may: 'duty-matrix.set',
  area: '',
  summary: 'Move a duty between tiers, by law; downwards only with the money it costs',
})
export class ReassignDuty {
  @Field(PublicService) readonly service: string;
  @Field(GovernmentTier) readonly decides: Static<typeof GovernmentTier>;
  @Field(GovernmentTier) readonly provides: Static<typeof GovernmentTier>;
  @Field(CostShares) readonly shares: Static<typeof CostShares>;
  @Field(Expense) readonly cost: number;
  @Field(Expense) readonly funds: number;
  @Field(Name) readonly basis: string;
}
