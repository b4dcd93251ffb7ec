import {
  AreaPath,
  BudgetLine,
  Amount,
  Expense,
  Name,
  OrderId,
  PublicService,
  Reason,
  RefusalGround,
  TaskPower,
  TransferId,
  UnitId,
  within,
} from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';
import { type Static, Type } from 'typebox';

const Sum = within(Expense, { maximum: 1_000_000_000_000 });
const Brought = Type.Object({
  transfer: TransferId,
  amount: Amount,
  line: BudgetLine,
  areaPath: AreaPath,
});

@Door('POST /v1/delegated-tasks', {
  may: 'task.delegate',
  id: 'order',
  area: 'areaPath',
  summary: 'Delegate a task to a community; an order that was received as such is delegated by itself',
})
export class DelegateTask {
  @Field(OrderId) readonly order: string;
  @Field(UnitId) readonly from: string;
  @Field(Name) readonly matter: string;
  @Field(PublicService) readonly service: string;
  @Field(Sum) readonly cost: number;
  @Field(Sum) readonly funds: number;
  @Field(Type.Array(TaskPower, { maxItems: 20 })) readonly powers: string[];
  @Field(AreaPath) readonly areaPath: string;
}

/** Asked when transfers for the order are known: nobody attaches money that was not transferred. */
export class AttachFunds {
  @Field(Type.Array(Brought)) readonly transfers: Static<typeof Brought>[];
}

@Door('POST /v1/delegated-tasks/:order/powers', {
  may: 'task.delegate',
  id: 'order',
  summary: 'Give the community a power that the task takes',
})
export class AttachAuthority {
  @Field(OrderId) readonly order: string;
  @Field(TaskPower) readonly power: string;
  @Field(Name) readonly basis: string;
}

@Door('POST /v1/delegated-tasks/:order/accept', {
  may: 'task.answer',
  id: 'order',
  summary: 'Take the task on; not without the money and the powers it takes',
})
export class AcceptDelegatedTask {
  @Field(OrderId) readonly order: string;
}

@Door('POST /v1/delegated-tasks/:order/refuse', {
  may: 'task.answer',
  id: 'order',
  summary: 'Refuse a task that is not on the duty list, or comes without money or powers',
})
export class RefuseTask {
  @Field(OrderId) readonly order: string;
  @Field(RefusalGround) readonly ground: Static<typeof RefusalGround>;
}

@Door('POST /v1/delegated-tasks/:order/waive-funding', {
  may: 'task.answer',
  id: 'order',
  summary: 'Ask for no more money than the task has',
})
export class WaiveFunding {
  @Field(OrderId) readonly order: string;
  @Field(Reason) readonly reason: string;
}
