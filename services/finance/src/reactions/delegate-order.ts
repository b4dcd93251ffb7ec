import { upperOrderEvents } from '@linli/contracts';
import { reaction } from '@linli/service-kit';
import { delegatedTask } from '../delegated-task/delegated-task.ts';

/** An order of an upper level is a task of the community, and has to bring its money (F-04, X5). */
export const delegateOrder = reaction('delegate-order', {
  on: [upperOrderEvents.UpperOrderReceived],
  ask: delegatedTask,
  id: ({ data: { order } }) => order,
  command: ({ data: { due: _, ...order } }) => ({ type: 'DelegateTask', ...order }),
  startAt: 'beginning',
});
