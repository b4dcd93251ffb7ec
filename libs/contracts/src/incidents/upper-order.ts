import { Type } from 'typebox';
import { defineEvents, type EventsOf } from '../define-events.ts';
import { AreaPath, Fen, Id, Instant, Name, Reason, UnitId, within } from '../fields.ts';
import { PublicService } from '../residents/duty-list.ts';

/** The number that the upper level has given its order; money for it names it too. */
export const OrderId = within(Id, {
  description: 'the number of an order of an upper level, such as 420105-2026-12',
});
/** A power that a task cannot be done without. */
export const TaskPower = within(Reason, { description: 'a code of a power, such as inspect_premises' });
/** Anything from nothing on. */
export const Expense = within(Fen, { minimum: 0, description: 'an amount in whole fen, from 0 on' });
/** What of an order one unit does. */
export const OrderTask = Type.Object({ task: Id, unit: UnitId, work: Name });
/** Ids of pictures, records and other facts that show it. */
export const OrderEvidence = Type.Array(Id, { minItems: 1, maxItems: 20 });
/** An order as it came. */
export const orderFields = {
  from: UnitId,
  matter: Name,
  service: PublicService,
  cost: Expense,
  /** What the order says comes with it. */
  funds: Expense,
  /** What it takes to do it; none where it can be done as it is. */
  powers: Type.Array(TaskPower, { maxItems: 20 }),
  areaPath: AreaPath,
};

export const upperOrderEvents = defineEvents('incidents', {
  UpperOrderReceived: {
    title: ['上级交办', 'Upper order received'],
    description: 'An upper level has given a community something to do, until a due time.',
    rows: ['I-28'],
    data: { order: OrderId, ...orderFields, due: Instant },
    shows: ['matter', 'service'],
    example: {
      order: '420105-2026-12',
      from: 'street:420105011',
      matter: '老旧院落消防通道排查',
      service: 'fire_safety',
      cost: 5_000_000,
      funds: 0,
      powers: ['inspect_premises'],
      areaPath: '42/01/05/011/010/',
      due: '2026-06-30T16:00:00.000Z',
    },
  },
  OrderSplit: {
    title: ['任务分解', 'Order split'],
    description: 'What an order asks for is shared out to units, each with its task.',
    rows: ['I-28'],
    data: { order: OrderId, tasks: Type.Array(OrderTask, { minItems: 1, maxItems: 100 }) },
    example: {
      order: '420105-2026-12',
      tasks: [{ task: 't-1', unit: 'grid:420105011010', work: '逐栋排查消防通道' }],
    },
  },
  OrderProven: {
    title: ['任务办结举证', 'Order proven'],
    description: 'Of every task of an order there is evidence that it was done.',
    rows: ['I-28'],
    data: {
      order: OrderId,
      proofs: Type.Array(Type.Object({ task: Id, evidence: OrderEvidence }), { minItems: 1, maxItems: 100 }),
    },
    example: { order: '420105-2026-12', proofs: [{ task: 't-1', evidence: ['photo-1', 'record-7'] }] },
  },
  UpperOrderOverdue: {
    title: ['交办任务超期', 'Upper order overdue'],
    description: 'The due time of an order has gone by and it is not proven.',
    rows: ['I-28'],
    data: { order: OrderId, due: Instant },
    example: { order: '420105-2026-12', due: '2026-06-30T16:00:00.000Z' },
  },
});

export type UpperOrderEvent = EventsOf<typeof upperOrderEvents>;
