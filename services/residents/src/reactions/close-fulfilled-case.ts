import { cobuildEvents } from '@linli/contracts';
import { reaction } from '@linli/service-kit';
import { serviceCase } from '../service-case/service-case.ts';

/**
 * A pledge that was to settle a case has been fulfilled: the case is closed, with the pledge for evidence (R-10, chain
 * X3). Where its owner has closed it before, nothing is left to do.
 */
export const closeFulfilledCase = reaction('close-fulfilled-case', {
  on: [cobuildEvents.PledgeFulfilled],
  ask: serviceCase,
  id: ({ data }) => data.case ?? '',
  command: ({ id, data }) =>
    data.case === undefined ? undefined : { type: 'CloseFulfilledCase', case: data.case, evidence: id },
  startAt: 'beginning',
});
