import { householdEvents } from '@linli/contracts';
import { accept, aggregate, refuse } from '@linli/event-sourcing';
import type * as commands from './household.commands.ts';

interface Household {
  readonly areaPath?: string;
  readonly registration?: string;
  /** Day of the latest conversion. */
  readonly since?: string;
}

/** A household with its registration, stream `household-<id>`. */
export const household = aggregate<typeof commands, Household>()('household', householdEvents, {
  initial: {},
  areaPath: ({ areaPath }) => areaPath,
  evolve: {
    HouseholdRegistered: (_, { areaPath, registration }) => ({ areaPath, registration }),
    HouseholdRegistrationConverted: (before, { registration, day }) => ({
      ...before,
      registration,
      since: day,
    }),
  },
  decide: {
    RegisterHousehold(command, { areaPath }) {
      if (areaPath !== undefined)
        return refuse('R-01', 'registered-before', 'the household has been registered before', 'household');
      return accept({ type: 'HouseholdRegistered', data: command });
    },
    ConvertHouseholdRegistration({ registration, day }, before, { id }) {
      if (before.areaPath === undefined)
        return refuse('R-01', 'household-unknown', 'no such household has been registered');
      if (registration === before.registration) return accept();
      if (before.since !== undefined && day <= before.since)
        return refuse('R-01', 'day-too-early', `it has been so since ${before.since}`, 'day');
      const data = { household: id, registration, day };
      return accept({ type: 'HouseholdRegistrationConverted', data });
    },
  },
});
