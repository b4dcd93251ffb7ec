import { fundEvents } from '@linli/contracts';
import { reaction } from '@linli/service-kit';
import { fund, partsOfFund } from '../fund/fund.ts';

/** What a closed year had left is money of the next (F-03); what a package has left goes back (F-15). */
export const carryRemainders = reaction('carry-remainders', {
  on: [fundEvents.BudgetYearClosed],
  ask: fund,
  id: ({ streamId }) => nextYearOf(fund.idOf(streamId) ?? ''),
  command({ streamId }) {
    const closed = fund.idOf(streamId) ?? '';
    return partsOfFund(closed).kind === 'package' ? undefined : { type: 'CarryRemainders', closed };
  },
  startAt: 'beginning',
});

/** The same fund a year later. */
export function nextYearOf(id: string): string {
  const { community, kind, year } = partsOfFund(id);
  return `${community}-${kind}-${Number(year) + 1}`;
}
