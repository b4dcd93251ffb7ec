import { delegatedTaskEvents, transferEvents } from '@linli/contracts';
import { type Look, reaction } from '@linli/service-kit';
import { delegatedTask } from '../delegated-task/delegated-task.ts';
import { transfersBefore } from '../transfer/transfer.view.ts';

/**
 * Money and the order that it is for come in either order; the second of the two in the log finds the first (F-04, X5).
 * A transfer looks for its task in the log itself, a task for its transfers in a view that has absorbed the task's event.
 * What stands behind an event is none of its business, so that it is answered alike however often it is delivered.
 */
export const attachTransfer = reaction('attach-transfer', {
  on: [transferEvents.TransferRecorded, delegatedTaskEvents.TaskDelegated],
  ask: delegatedTask,
  id: ({ data: { order } }) => order ?? '',
  async command(event, look) {
    const { order } = event.data;
    if (order === undefined) return undefined;
    const found =
      event.type === 'TaskDelegated'
        ? await transfersBefore(order, event.position, look)
        : (await isDelegatedBefore(order, event.position, look))
          ? [event.data]
          : [];
    if (found.length === 0) return undefined;
    return {
      type: 'AttachFunds',
      transfers: found.map(({ transfer, amount, line, areaPath }) => ({ transfer, amount, line, areaPath })),
    };
  },
  startAt: 'beginning',
});

async function isDelegatedBefore(order: string, position: number, look: Look): Promise<boolean> {
  const task = await look.stream(delegatedTask, order);
  return (task?.value.at ?? Infinity) < position;
}
