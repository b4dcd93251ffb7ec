import { delegatedTaskEvents, transferEvents } from '@linli/contracts';
import { reaction } from '@linli/service-kit';
import { delegatedTask } from '../delegated-task/delegated-task.ts';
import { transfersFor } from '../transfer/transfer.view.ts';

/**
 * Money and the order that it is for come in either order; the second of the two finds the first (F-04, X5). A transfer
 * looks for its task in the log itself, and a task looks for its transfers in a view that has absorbed the task's event:
 * whichever of the two stands behind the other in the log sees it.
 */
export const attachTransfer = reaction('attach-transfer', {
  on: [transferEvents.TransferRecorded, delegatedTaskEvents.TaskDelegated],
  ask: delegatedTask,
  id: ({ data: { order } }) => order ?? '',
  async command({ type, data }, look) {
    const { order } = data;
    if (order === undefined) return undefined;
    const isTask = type === 'TaskDelegated';
    if (!isTask && (await look.stream(delegatedTask, order)) === undefined) return undefined;
    const found = isTask ? await transfersFor(order, look) : [data];
    if (found.length === 0) return undefined;
    return {
      type: 'AttachFunds',
      transfers: found.map(({ transfer, amount, line, areaPath }) => ({ transfer, amount, line, areaPath })),
    };
  },
  startAt: 'beginning',
});
