import { TransferId, transferEvents } from '@linli/contracts';
import { accept, aggregate, refuse } from '@linli/event-sourcing';
import { type DutyMatrix, hasCell } from '../duty-matrix/duty-matrix.ts';
import { budgetLines } from '../fund/budget-lines.ts';
import type * as commands from './transfer.commands.ts';

interface Transfer {
  readonly areaPath?: string;
}

/** Money of an upper tier with a stated duty (F-25), stream `transfer-<number>`. */
export const transfer = aggregate<typeof commands, Transfer, { matrix: DutyMatrix }>()(
  'transfer',
  transferEvents,
  {
    id: TransferId,
    initial: {},
    areaPath: ({ areaPath }) => areaPath,
    evolve: { TransferRecorded: (_, { areaPath }) => ({ areaPath }) },
    decide: {
      RecordTransfer(command, { areaPath }, { known: { matrix }, policy }) {
        const { service, tier, line } = command;
        if (areaPath !== undefined)
          return refuse('F-25', 'recorded-before', 'a transfer has one number', 'transfer');
        if (matrix === undefined)
          return refuse('F-25', 'duty-matrix-unknown', 'no matrix of duties has been published', 'service');
        // F-25: money goes down for a duty that the tier has by the matrix (F-05), not at will.
        if (!hasCell(matrix, service, tier))
          return refuse('F-25', 'cell-unknown', `${service} is no duty of the ${tier} tier`, 'service');
        if (!policy(budgetLines).lines.some((one) => one.line === line && one.fund === 'fiscal'))
          return refuse('F-25', 'line-unknown', 'no such line is set for fiscal funds', 'line');
        return accept({ type: 'TransferRecorded', data: command });
      },
    },
  },
);
