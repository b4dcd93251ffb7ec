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
import { budgetLines } from './fund/budget-lines.ts';
import * as fundCommands from './fund/fund.commands.ts';
import { fund } from './fund/fund.ts';
import { budgetLedger, trialBalance } from './fund/fund.view.ts';
import * as ledgerExtractCommands from './ledger-extract/ledger-extract.commands.ts';
import { extractOf } from './ledger-extract/ledger-extract.queries.ts';
import { ledgerExtract } from './ledger-extract/ledger-extract.ts';
import { ledgerExtracts } from './ledger-extract/ledger-extract.view.ts';
import { payDividend } from './reactions/pay-dividend.ts';
import * as dividendSlipCommands from './shares/dividend-slip.commands.ts';
import { dividendSlip } from './shares/dividend-slip.ts';
import * as dividendCommands from './shares/dividend.commands.ts';
import { dividend, dividendId } from './shares/dividend.ts';
import { dividendPayments, dividends } from './shares/dividend.view.ts';
import * as shareBookCommands from './shares/share-book.commands.ts';
import { shareBook } from './shares/share-book.ts';

/** The context of public money so far: the funds of communities, what is published of them, and the money of collectives. */
export const FinanceModule = contextModule('finance', {
  access,
  aggregates: [
    serve(fund, fundCommands, {
      known: { CorrectClosedYear: { closed: ({ closed }, look) => look.stream(fund, closed) } },
    }),
    serve(ledgerExtract, ledgerExtractCommands, { known: { PublishLedgerExtract: { extract: extractOf } } }),
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
  ],
  policies: [budgetLines, compensationUses],
  views: [
    budgetLedger,
    trialBalance,
    ledgerExtracts,
    carriedMotions,
    compensations,
    collectives,
    dividends,
    dividendPayments,
  ],
  reactions: [payDividend],
  declined: financeReactionEvents.FinanceReactionDeclined,
});
