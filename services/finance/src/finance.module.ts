import { financeReactionEvents } from '@linli/contracts';
import { contextModule, serve } from '@linli/service-kit';
import { access } from './access.ts';
import * as collectiveCommands from './collective/collective.commands.ts';
import { collective } from './collective/collective.ts';
import { collectives } from './collective/collective.view.ts';
import { compensationUses } from './compensation/compensation-uses.ts';
import * as compensationCommands from './compensation/compensation.commands.ts';
import { carriedMotion, carriedMotions, hashOf } from './compensation/compensation.queries.ts';
import { compensation } from './compensation/compensation.ts';
import { compensations } from './compensation/compensation.view.ts';
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
import { payDividend } from './reactions/pay-dividend.ts';
import * as dividendSlipCommands from './shares/dividend-slip.commands.ts';
import { dividendSlip } from './shares/dividend-slip.ts';
import * as dividendCommands from './shares/dividend.commands.ts';
import { dividend, dividendId } from './shares/dividend.ts';
import { dividendPayments, dividends } from './shares/dividend.view.ts';
import * as shareBookCommands from './shares/share-book.commands.ts';
import { shareBook } from './shares/share-book.ts';
import * as payIndexCommands from './pay-index/pay-index.commands.ts';
import { indexOfYear, payIndex, payIndexWeights } from './pay-index/pay-index.ts';
import { payIndexes } from './pay-index/pay-index.view.ts';
import * as payScaleCommands from './pay-scale/pay-scale.commands.ts';
import { payScale } from './pay-scale/pay-scale.ts';
import { payrollFacts, payrollStreams } from './payroll/payroll.queries.ts';
import { assessmentResults, payees } from './payroll/known.view.ts';
import * as payrollCommands from './payroll/payroll.commands.ts';
import { payroll } from './payroll/payroll.ts';
import { payAdjustments, payslips } from './payroll/payroll.view.ts';
import { commitPay, spendPay } from './reactions/pay-from-fund.ts';
import { runPayroll } from './reactions/run-payroll.ts';

/**
 * The context of public money so far: the funds of communities and what is published of them, tasks and transfers from
 * above, the pay of workers, and the money of collectives.
 */
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
    serve(compensation, compensationCommands, {
      known: { ProposeAllocation: { sha256: hashOf }, ApproveAllocation: { motion: carriedMotion } },
    }),
    serve(collective, collectiveCommands),
    serve(shareBook, shareBookCommands),
    serve(dividend, dividendCommands, {
      known: { DeclareDividend: { book: ({ collective: id }, look) => look.stream(shareBook, id) } },
      openedAs: { DeclareDividend: dividendId },
    }),
    serve(dividendSlip, dividendSlipCommands, {
      known: { PayDividend: { dividend: ({ dividend: id }, look) => look.stream(dividend, id) } },
    }),
    serve(payScale, payScaleCommands, { openedAs: { SetPayScale: ({ kind }) => kind } }),
    serve(payIndex, payIndexCommands, {
      openedAs: { RecordIndexInput: indexOfYear, ComputeIndex: indexOfYear },
    }),
    serve(payroll, payrollCommands, { known: payrollFacts, openedAs: payrollStreams }),
  ],
  policies: [budgetLines, budgetYearEnd, compensationUses, payIndexWeights],
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
    carriedMotions,
    compensations,
    collectives,
    dividends,
    dividendPayments,
    assessmentResults,
    payees,
    payslips,
    payAdjustments,
    payIndexes,
  ],
  reactions: [
    delegateOrder,
    attachTransfer,
    allocateAttached,
    allocateLate,
    carryRemainders,
    payDividend,
    runPayroll,
    commitPay,
    spendPay,
  ],
  declined: financeReactionEvents.FinanceReactionDeclined,
});
