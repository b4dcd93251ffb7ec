import { dividendEvents, dividendSlipEvents } from '@linli/contracts';
import { reaction } from '@linli/service-kit';
import { dividendSlip, slipOf } from '../shares/dividend-slip.ts';

const { DividendHoldersListed } = dividendEvents;
const { DividendPaid } = dividendSlipEvents;

/**
 * Pays a declared dividend (F-10): a list has its first holder paid, and who is paid the next one. So every event asks
 * exactly one stream, which the event itself names: an event that comes again finds its payment there already, and
 * after a crash half way the last payments of the log bring the next. Lists are paid side by side.
 */
export const payDividend = reaction('pay-dividend', {
  on: [DividendHoldersListed, DividendPaid],
  ask: dividendSlip,
  id: ({ data }) => slipOf(data.dividend, nextOf(data) ?? ''),
  command: ({ data }) =>
    nextOf(data) === undefined
      ? undefined
      : {
          type: 'PayDividend',
          dividend: data.dividend,
          list: data.list,
          place: 'place' in data ? data.place + 1 : 0,
        },
  startAt: 'beginning',
});

function nextOf(
  data: { readonly holders: readonly { readonly holder: string }[] } | { readonly next?: string },
): string | undefined {
  return 'holders' in data ? data.holders[0]?.holder : data.next;
}
