import {
  Amount,
  AreaPath,
  BudgetLine,
  GovernmentTier,
  OrderId,
  PublicService,
  TransferId,
  UnitId,
  within,
} from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';
import { type Static, Type } from 'typebox';

@Door('POST /v1/transfers', {
  may: 'transfer.record',
  id: 'transfer',
  area: 'areaPath',
  summary: 'Record money that an upper tier has given for a duty, and for an order where it names one',
})
export class RecordTransfer {
  @Field(TransferId) readonly transfer: string;
  @Field(UnitId) readonly from: string;
  @Field(GovernmentTier) readonly tier: Static<typeof GovernmentTier>;
  @Field(PublicService) readonly service: string;
  @Field(within(Amount, { maximum: 1_000_000_000_000 })) readonly amount: number;
  @Field(BudgetLine) readonly line: string;
  @Field(Type.Optional(OrderId)) readonly order?: string;
  @Field(AreaPath) readonly areaPath: string;
}
