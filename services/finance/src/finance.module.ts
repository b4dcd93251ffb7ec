import { financeReactionEvents } from '@linli/contracts';
import { contextModule, serve } from '@linli/service-kit';
import { access } from './access.ts';
import * as delegatedTaskCommands from './delegated-task/delegated-task.commands.ts';
import { delegatedTask } from './delegated-task/delegated-task.ts';
import { delegatedTasks } from './delegated-task/delegated-task.view.ts';
import { dutyListOf, knownDutyLists } from './delegated-task/known-duty-lists.view.ts';
import * as dutyMatrixCommands from './duty-matrix/duty-matrix.commands.ts';
import { dutyMatrix, theMatrix } from './duty-matrix/duty-matrix.ts';
import { dutyMatrices } from './duty-matrix/duty-matrix.view.ts';
import { budgetLines, budgetYearEnd } from './fund/budget-lines.ts';
import * as fundCommands from './fund/fund.commands.ts';
import { fund } from './fund/fund.ts';
import { budgetLedger, communityBudgets, trialBalance } from './fund/fund.view.ts';
import * as ledgerExtractCommands from './ledger-extract/ledger-extract.commands.ts';
import { extractOf } from './ledger-extract/ledger-extract.queries.ts';
import { ledgerExtract } from './ledger-extract/ledger-extract.ts';
import { ledgerExtracts } from './ledger-extract/ledger-extract.view.ts';
import { allocateAttached, allocateLate, attachedFunds } from './reactions/allocate-attached.ts';
import { attachTransfer } from './reactions/attach-transfer.ts';
import { carryRemainders } from './reactions/carry-remainders.ts';
import { delegateOrder } from './reactions/delegate-order.ts';
import * as transferCommands from './transfer/transfer.commands.ts';
import { transfer } from './transfer/transfer.ts';
import { transfers } from './transfer/transfer.view.ts';

/** The context of public money so far: the funds of communities and their budget lines, and what is published of them. */
export const FinanceModule = contextModule('finance', {
  access,
  aggregates: [
    serve(fund, fundCommands, {
      known: {
        CorrectClosedYear: { closed: ({ closed }, look) => look.stream(fund, closed) },
        CarryRemainders: { closed: ({ closed }, look) => look.stream(fund, closed) },
      },
    }),
    serve(ledgerExtract, ledgerExtractCommands, { known: { PublishLedgerExtract: { extract: extractOf } } }),
    serve(delegatedTask, delegatedTaskCommands, { known: { RefuseTask: { dutyList: dutyListOf } } }),
    serve(dutyMatrix, dutyMatrixCommands),
    serve(transfer, transferCommands, {
      known: { RecordTransfer: { matrix: (_, look) => look.stream(dutyMatrix, theMatrix) } },
    }),
  ],
  policies: [budgetLines, budgetYearEnd],
  views: [
    budgetLedger,
    trialBalance,
    communityBudgets,
    ledgerExtracts,
    attachedFunds,
    knownDutyLists,
    delegatedTasks,
    dutyMatrices,
    transfers,
  ],
  reactions: [delegateOrder, attachTransfer, allocateAttached, allocateLate, carryRemainders],
  declined: financeReactionEvents.FinanceReactionDeclined,
});
