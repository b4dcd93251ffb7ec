import { dividendSlipEvents } from '@linli/contracts';
import { accept, aggregate, refuse } from '@linli/event-sourcing';
import { move } from '@linli/patterns';
import type * as commands from './dividend-slip.commands.ts';
import type { Dividend } from './dividend.ts';

interface Slip {
  readonly areaPath?: string;
}

interface Facts {
  readonly dividend: Dividend;
}

/** What one holder is paid of one dividend (F-10), stream `dividend-slip-<collective>-<run>-<holder>`: once, as it is one stream. */
export const dividendSlip = aggregate<typeof commands, Slip, Facts>()('dividend-slip', dividendSlipEvents, {
  initial: {},
  areaPath: ({ areaPath }) => areaPath,
  evolve: { DividendPaid: (_, { areaPath }) => ({ areaPath }) },
  decide: {
    PayDividend({ dividend, list, place }, slip, { known }) {
      if (slip.areaPath !== undefined)
        return refuse('F-10', 'paid-before', 'the holder has been paid this dividend before');
      const { areaPath, perShare = 0, lists = [] } = known.dividend ?? {};
      const holders = lists[list - 1] ?? [];
      const held = holders[place];
      if (areaPath === undefined || held === undefined)
        return refuse('F-10', 'holder-unknown', `${dividend} lists nobody there`);
      const { holder, shares } = held;
      const amount = perShare * shares;
      const next = holders[place + 1]?.holder;
      return accept({
        type: 'DividendPaid',
        data: {
          ...{ dividend, areaPath, list, place, holder, shares, amount },
          ...(next !== undefined && { next }),
          postings: move(amount, 'payable', 'paid'),
        },
      });
    },
  },
});

/** The id of what a holder is paid. */
export function slipOf(dividend: string, holder: string): string {
  return `${dividend}-${holder}`;
}
