import {
  AreaPath,
  Expense,
  Id,
  Instant,
  Name,
  OrderEvidence,
  OrderId,
  OrderTask,
  PublicService,
  TaskPower,
  UnitId,
  within,
} from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';
import { type Static, Type } from 'typebox';

const Sum = within(Expense, { maximum: 1_000_000_000_000 });
const Proof = Type.Object({ task: Id, evidence: OrderEvidence });

@Door('POST /v1/upper-orders', {
  may: 'order.receive',
  id: 'order',
  area: 'areaPath',
  summary: 'Record what an upper level gives a community to do',
})
export class ReceiveUpperOrder {
  @Field(OrderId) readonly order: string;
  @Field(UnitId) readonly from: string;
  @Field(Name) readonly matter: string;
  @Field(PublicService) readonly service: string;
  @Field(Sum) readonly cost: number;
  @Field(Sum) readonly funds: number;
  @Field(Type.Array(TaskPower, { maxItems: 20 })) readonly powers: string[];
  @Field(AreaPath) readonly areaPath: string;
  @Field(Instant) readonly due: string;
}

@Door('POST /v1/upper-orders/:order/split', {
  may: 'order.execute',
  id: 'order',
  summary: 'Share out an order that the community has taken on',
})
export class SplitOrder {
  @Field(OrderId) readonly order: string;
  @Field(Type.Array(OrderTask, { minItems: 1, maxItems: 100 })) readonly tasks: Static<typeof OrderTask>[];
}

@Door('POST /v1/upper-orders/:order/prove', {
  may: 'order.execute',
  id: 'order',
  summary: 'Prove every task of an order',
})
export class ProveDone {
  @Field(OrderId) readonly order: string;
  @Field(Type.Array(Proof, { minItems: 1, maxItems: 100 })) readonly proofs: Static<typeof Proof>[];
}

/** Asked by the timer. */
export class MarkOrderOverdue {
  @Field(Instant) readonly due: string;
}
