import {
  Id,
  Instant,
  OrderEvidence,
  orderFields,
  OrderId,
  OrderTask,
  upperOrderEvents,
} from '@linli/contracts';
import { view } from '@linli/service-kit';
import { Type } from 'typebox';
import { upperOrder } from './upper-order.ts';

/** Received, then shared out, then proven; overdue where its due time has gone by before that. */
const State = Type.Enum(['received', 'split', 'proven', 'overdue']);

/** Orders of upper levels, their tasks and the proofs of these (I-28, RM-I9). */
export const upperOrders = view('upper-orders', 1, {
  of: upperOrderEvents,
  stream: upperOrder,
  document: {
    order: OrderId,
    ...orderFields,
    due: Instant,
    state: State,
    tasks: Type.Array(OrderTask),
    proofs: Type.Array(Type.Object({ task: Id, evidence: OrderEvidence })),
  },
  fields: { areaPath: 'text', due: 'text', state: 'text' },
  indexes: [['areaPath'], ['state', 'due'], ['due']],
  on: {
    UpperOrderReceived: (_, { data }) => ({ ...data, state: 'received' as const, tasks: [], proofs: [] }),
    OrderSplit: (order, { data: { tasks } }) =>
      order && { ...order, tasks, state: order.state === 'overdue' ? order.state : ('split' as const) },
    OrderProven: (order, { data: { proofs } }) => order && { ...order, proofs, state: 'proven' as const },
    UpperOrderOverdue: (order) => order && { ...order, state: 'overdue' as const },
  },
  doors: {
    list: 'GET /v1/upper-orders',
    one: 'GET /v1/upper-orders/:order',
    may: 'operations.read',
    summary: 'Orders of upper levels below an area, in the order they are due',
    filters: { state: State },
    orderBy: 'due',
    unknown: 'upper-order-unknown',
  },
});
