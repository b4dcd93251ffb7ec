import { AreaPath, BusinessDay, Care, careEvents, CarePlanId, Subject } from '@linli/contracts';
import { view } from '@linli/service-kit';
import { Type } from 'typebox';
import { care } from './care.ts';

const State = Type.Enum(['running', 'ended']);

/** Who is cared for below an area, by pseudonym. */
export const carePlans = view('care-plans', 1, {
  of: careEvents,
  stream: care,
  document: {
    ...{ plan: CarePlanId, subject: Subject, care: Care, areaPath: AreaPath, state: State },
    ...{ validFrom: BusinessDay, validTo: Type.Optional(BusinessDay) },
  },
  fields: { areaPath: 'text', state: 'text', subject: 'text' },
  indexes: [['areaPath'], ['subject'], ['state']],
  on: {
    CarePlanCreated: (_, { data }) => ({ ...data, state: 'running' as const }),
    CarePlanEnded: (plan, { data: { validTo } }) => plan && { ...plan, validTo, state: 'ended' as const },
  },
  doors: {
    list: 'GET /v1/care-plans',
    one: 'GET /v1/care-plans/:id',
    may: 'care.record',
    summary: 'Care plans below an area',
    filters: { state: State, subject: Subject },
    unknown: 'care-unknown',
  },
});
