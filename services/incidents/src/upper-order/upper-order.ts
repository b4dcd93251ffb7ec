import { OrderId, type UpperOrderEvent, upperOrderEvents } from '@linli/contracts';
import { accept, aggregate, type Decision, refuse } from '@linli/event-sourcing';
import { firstDouble } from '@linli/patterns';
import type * as commands from './upper-order.commands.ts';

interface UpperOrder {
  readonly areaPath?: string;
  /** Tasks it has been split into. */
  readonly tasks?: readonly string[];
  readonly isProven?: true;
  readonly isOverdue?: true;
}

interface Facts {
  /** What the community has answered, as finance tells it: its task has to carry money and powers (F-04). */
  readonly answer: 'accepted' | 'refused';
}

/** From an order of an upper level to the proof that it was done (I-28), stream `upper-order-<order>`. */
export const upperOrder = aggregate<typeof commands, UpperOrder, Facts>()('upper-order', upperOrderEvents, {
  id: OrderId,
  initial: {},
  areaPath: ({ areaPath }) => areaPath,
  evolve: {
    UpperOrderReceived: (_, { areaPath }) => ({ areaPath }),
    OrderSplit: (order, { tasks }) => ({ ...order, tasks: tasks.map(({ task }) => task) }),
    OrderProven: (order) => ({ ...order, isProven: true }),
    UpperOrderOverdue: (order) => ({ ...order, isOverdue: true }),
  },
  decide: {
    ReceiveUpperOrder(command, { areaPath }, { at }) {
      if (areaPath !== undefined)
        return refuse('I-28', 'received-before', 'an order of this number has been received', 'order');
      if (Date.parse(command.due) <= at)
        return refuse('I-28', 'due-before-now', 'the due time has gone by', 'due');
      return accept({ type: 'UpperOrderReceived', data: command });
    },
    SplitOrder(command, { areaPath, tasks }, { known }) {
      if (areaPath === undefined) return unknown();
      if (tasks !== undefined) return refuse('I-28', 'split-before', 'the order has been split before');
      // I-28: nothing of an order is shared out before the community has taken it on.
      if (known.answer === 'refused')
        return refuse('I-28', 'order-refused', 'the community has refused the task');
      if (known.answer === undefined)
        return refuse('I-28', 'not-accepted', 'the community has not taken the task on yet');
      const twice = firstDouble(command.tasks.map(({ task }) => task));
      if (twice !== undefined) return refuse('I-28', 'task-twice', `${twice} stands twice`, 'tasks');
      return accept({ type: 'OrderSplit', data: command });
    },
    ProveDone(command, { areaPath, tasks, isProven }) {
      if (areaPath === undefined) return unknown();
      if (tasks === undefined) return refuse('I-28', 'not-split', 'the order has no tasks yet');
      if (isProven) return refuse('I-28', 'proven-before', 'the order has been proven before');
      const proven = command.proofs.map(({ task }) => task);
      const twice = firstDouble(proven);
      if (twice !== undefined) return refuse('I-28', 'task-twice', `${twice} stands twice`, 'proofs');
      const other = proven.find((task) => !tasks.includes(task));
      if (other !== undefined)
        return refuse('I-28', 'task-unknown', `${other} is no task of the order`, 'proofs');
      // I-28: the last mile is gone when every task is proven.
      const missing = tasks.filter((task) => !proven.includes(task));
      if (missing.length > 0)
        return refuse('I-28', 'not-proven', `without evidence: ${missing.join(', ')}`, 'proofs');
      return accept({ type: 'OrderProven', data: command });
    },
    MarkOrderOverdue({ due }, { areaPath, isProven, isOverdue }, { id }) {
      // Overdue is a mark, once; a proof that came before the timer leaves nothing to mark.
      const isOpen = areaPath !== undefined && !isProven && !isOverdue;
      return isOpen ? accept({ type: 'UpperOrderOverdue', data: { order: id, due } }) : accept();
    },
  },
  timers: {
    MarkOrderOverdue: { due: { UpperOrderReceived: 'due' }, ends: ['OrderProven', 'UpperOrderOverdue'] },
  },
});

function unknown(): Decision<UpperOrderEvent> {
  return refuse('I-28', 'upper-order-unknown', 'no such order has been received');
}
