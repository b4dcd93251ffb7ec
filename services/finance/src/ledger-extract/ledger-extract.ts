import { ledgerExtractEvents, type Posting } from '@linli/contracts';
import { accept, aggregate, refuse } from '@linli/event-sourcing';
import type { Book } from '@linli/patterns';
import type * as commands from './ledger-extract.commands.ts';

/** A ledger as it stood at a position of the log. */
export interface Extract {
  readonly areaPath: string;
  readonly position: number;
  readonly balances: readonly Posting[];
  /** Of `extractText` of the balances. */
  readonly sha256: string;
}

interface LedgerExtract {
  readonly areaPath?: string;
}

/** What stands in each account, in the order of their names. */
export function balancesOf({ balances }: Book): readonly Posting[] {
  return Object.entries(balances)
    .map(([account, amount]) => ({ account, amount }))
    .sort((one, other) => (one.account < other.account ? -1 : 1));
}

/** The text that is hashed: a line for each account in the order of their names, its balance in fen behind a blank. */
export function extractText(balances: readonly Posting[]): string {
  return balances.map(({ account, amount }) => `${account} ${amount}\n`).join('');
}

/** What is shown to everybody of a fund (F-21), stream `ledger-extract-<id>`. */
export const ledgerExtract = aggregate<typeof commands, LedgerExtract, { extract: Extract }>()(
  'ledger-extract',
  ledgerExtractEvents,
  {
    initial: {},
    areaPath: ({ areaPath }) => areaPath,
    evolve: { LedgerExtractPublished: (_, { areaPath }) => ({ areaPath }) },
    decide: {
      PublishLedgerExtract({ fund }, { areaPath }, { known }) {
        if (areaPath !== undefined)
          return refuse('F-21', 'published-before', 'an extract is published once and stays as it is');
        // F-21: what is shown can be proved, so there is no extract without the ledger it is of.
        if (known.extract === undefined)
          return refuse('F-21', 'fund-unknown', `${fund} has no money in this year`, 'fund');
        const { balances, ...extract } = known.extract;
        return accept({
          type: 'LedgerExtractPublished',
          data: { fund, ...extract, balances: [...balances] },
        });
      },
    },
  },
);
