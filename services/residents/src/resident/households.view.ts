import { AreaPath, BusinessDay, householdEvents, Id, Registration, Subject } from '@linli/contracts';
import { view } from '@linli/service-kit';
import { Type } from 'typebox';
import { household } from './household.ts';

const { address } = householdEvents.HouseholdRegistered.data.properties;

/** Households below an area (R-01; RM-R2). */
export const households = view('households', 1, {
  of: householdEvents,
  stream: household,
  document: {
    ...{ household: Id, head: Subject, areaPath: AreaPath, registration: Registration, address },
    since: Type.Optional(BusinessDay),
  },
  fields: { areaPath: 'text', registration: 'text' },
  indexes: [['areaPath'], ['registration', 'areaPath']],
  on: {
    HouseholdRegistered: (_, { data }) => data,
    HouseholdRegistrationConverted: (one, { data: { registration, day } }) =>
      one && { ...one, registration, since: day },
  },
  doors: {
    list: 'GET /v1/households',
    one: 'GET /v1/households/:id',
    may: 'resident.read',
    summary: 'Households below an area, with how they are registered',
    filters: { registration: Registration },
    unknown: 'household-unknown',
  },
});
