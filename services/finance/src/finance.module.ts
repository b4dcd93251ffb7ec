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

/** The context of public money so far: the funds of communities and their budget lines, and what is published of them. */
export const FinanceModule = contextModule('finance', {
  access,
  aggregates: [
    serve(fund, fundCommands, {
      known: { CorrectClosedYear: { closed: ({ closed }, look) => look.stream(fund, closed) } },
    }),
    serve(ledgerExtract, ledgerExtractCommands, { known: { PublishLedgerExtract: { extract: extractOf } } }),
  ],
  policies: [budgetLines],
  views: [budgetLedger, trialBalance, ledgerExtracts],
});
