import { contextModule, serve } from '@linli/service-kit';
import { access } from './access.ts';
import { budgetLines } from './fund/budget-lines.ts';
import * as fundCommands from './fund/fund.commands.ts';
import { fund } from './fund/fund.ts';
import { budgetLedger, trialBalance } from './fund/fund.view.ts';

/** The context of public money so far: the funds of communities and their budget lines. */
export const FinanceModule = contextModule('finance', {
  access,
  aggregates: [
    serve(fund, fundCommands, {
      known: { CorrectClosedYear: { closed: ({ closed }, look) => look.stream(fund, closed) } },
    }),
  ],
  policies: [budgetLines],
  views: [budgetLedger, trialBalance],
});
