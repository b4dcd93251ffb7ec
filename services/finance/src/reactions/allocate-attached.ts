import { delegatedTaskEvents, financeReactionEvents, shanghaiDay } from '@linli/contracts';
import { reaction, view } from '@linli/service-kit';
import { type Static, Type } from 'typebox';
import { fund } from '../fund/fund.ts';
import { nextYearOf } from './carry-remainders.ts';

const { FundsAttached } = delegatedTaskEvents;

/**
 * What was attached to a task goes to the community's fiscal fund of the year in which it was attached (F-04, X5): money
 * that comes when the old year is over is the next one's.
 */
export const allocateAttached = reaction('allocate-attached', {
  on: [FundsAttached],
  ask: fund,
  id: ({ recordedAt, data: { areaPath } }) =>
    `${areaPath.replaceAll('/', '')}-fiscal-${shanghaiDay(recordedAt).slice(0, 4)}`,
  command: ({ data: { amount, line, areaPath } }) => ({ type: 'AllocateBudget', line, amount, areaPath }),
  startAt: 'beginning',
});

const { amount, line, areaPath } = FundsAttached.data.properties;
const document = { amount, line, areaPath };

/** Money that was attached, by the event that says so. */
export const attachedFunds = view('attached-funds', 1, {
  of: { FundsAttached },
  document,
  key: ({ id }) => id,
  on: { FundsAttached: (_, { data: { amount, line, areaPath } }) => ({ amount, line, areaPath }) },
});

/** What was attached in the last moments of a year that was closed before it got there goes to the next (F-04, X5). */
export const allocateLate = reaction('allocate-late', {
  on: [financeReactionEvents.FinanceReactionDeclined],
  ask: fund,
  id: ({ data: { asked } }) => nextYearOf(fund.idOf(asked) ?? ''),
  async command({ data, metadata }, look) {
    if (data.reaction !== 'allocate-attached' || data.code !== 'year-closed') return undefined;
    const at = await look.view('attached-funds');
    const [found] = await at.get<Static<Type.TObject<typeof document>>>(
      'attached-funds',
      metadata.causationId ?? '',
    );
    return found && { type: 'AllocateBudget', ...found.body };
  },
  startAt: 'beginning',
});
