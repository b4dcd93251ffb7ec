import { delegatedTaskEvents, shanghaiDay } from '@linli/contracts';
import { reaction } from '@linli/service-kit';
import { fund } from '../fund/fund.ts';

/**
 * What was attached to a task goes to the community's fiscal fund of the year in which it was attached (F-04, X5): money
 * that comes when the old year is closed is next year's.
 */
export const allocateAttached = reaction('allocate-attached', {
  on: [delegatedTaskEvents.FundsAttached],
  ask: fund,
  id: ({ recordedAt, data: { areaPath } }) =>
    `${areaPath.replaceAll('/', '')}-fiscal-${shanghaiDay(recordedAt).slice(0, 4)}`,
  command: ({ data: { amount, line, areaPath } }) => ({ type: 'AllocateBudget', line, amount, areaPath }),
  startAt: 'beginning',
});
