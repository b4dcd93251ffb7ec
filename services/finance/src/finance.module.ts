import { financeReactionEvents } from '@linli/contracts';
import { contextModule, serve } from '@linli/service-kit';
import { access } from './access.ts';
import { budgetLines } from './fund/budget-lines.ts';
import * as fundCommands from './fund/fund.commands.ts';
import { fund } from './fund/fund.ts';
import { budgetLedger, trialBalance } from './fund/fund.view.ts';
import * as ledgerExtractCommands from './ledger-extract/ledger-extract.commands.ts';
import { extractOf } from './ledger-extract/ledger-extract.queries.ts';
import { ledgerExtract } from './ledger-extract/ledger-extract.ts';
import { ledgerExtracts } from './ledger-extract/ledger-extract.view.ts';
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

/** The context of public money so far: the funds of communities and their budget lines, what is published of them, and the pay of workers. */
export const FinanceModule = contextModule('finance', {
  access,
  aggregates: [
    serve(fund, fundCommands, {
      known: { CorrectClosedYear: { closed: ({ closed }, look) => look.stream(fund, closed) } },
    }),
    serve(ledgerExtract, ledgerExtractCommands, { known: { PublishLedgerExtract: { extract: extractOf } } }),
    serve(payScale, payScaleCommands, { openedAs: { SetPayScale: ({ kind }) => kind } }),
    serve(payIndex, payIndexCommands, {
      openedAs: { RecordIndexInput: indexOfYear, ComputeIndex: indexOfYear },
    }),
    serve(payroll, payrollCommands, { known: payrollFacts, openedAs: payrollStreams }),
  ],
  policies: [budgetLines, payIndexWeights],
  views: [
    budgetLedger,
    trialBalance,
    ledgerExtracts,
    assessmentResults,
    payees,
    payslips,
    payAdjustments,
    payIndexes,
  ],
  reactions: [runPayroll, commitPay, spendPay],
  declined: financeReactionEvents.FinanceReactionDeclined,
});
