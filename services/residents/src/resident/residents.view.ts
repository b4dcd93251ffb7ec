import { AreaPath, BusinessDay, Id, PersonCategory, residentEvents, Subject } from '@linli/contracts';
import { view } from '@linli/service-kit';
import { Type } from 'typebox';
import { resident } from './resident.ts';

const State = Type.Enum(['resident', 'floating', 'departed']);
const { name, phone, idNumber, hukouAddress, birth } = residentEvents.ResidentRegistered.data.properties;
const document = {
  ...{ resident: Subject, areaPath: AreaPath, state: State, categories: Type.Array(PersonCategory) },
  ...{ hukouAreaPath: Type.Optional(AreaPath), household: Type.Optional(Id) },
  confirmed: Type.Optional(BusinessDay),
  ...{ name, phone, idNumber, hukouAddress, birth },
};

/** Who lives where, each person once, by pseudonym (R-01, R-03, R-54; RM-R1). */
export const residents = view('residents', 1, {
  of: residentEvents,
  stream: resident,
  document,
  fields: { areaPath: 'text', state: 'text', hukouAreaPath: 'text', household: 'text' },
  indexes: [['areaPath'], ['state', 'areaPath'], ['hukouAreaPath'], ['household']],
  on: {
    ResidentRegistered: (_, { data }) => ({ ...data, state: 'resident' as const, categories: [] }),
    ActualPopulationConfirmed: (one, { data: { day } }) => one && { ...one, confirmed: day },
    HukouResidenceSplitFlagged: (one, { data: { hukouAreaPath } }) => one && { ...one, hukouAreaPath },
    PersonCategoryTagged: (one, { data: { categories } }) => one && { ...one, categories },
    PersonCategoryUntagged: (one, { data: { categories } }) => one && { ...one, categories },
    ResidentArrived: (one, { data: { areaPath } }) => one && { ...one, areaPath, state: 'floating' as const },
    ResidentDeparted: (one) => one && { ...one, state: 'departed' as const },
  },
  doors: {
    list: 'GET /v1/residents',
    one: 'GET /v1/residents/:id',
    plain: { path: 'POST /v1/residents/plain', may: 'resident.read' },
    may: 'resident.read',
    summary: 'Who lives below an area, by pseudonym; with `hukouAreaPath`, whose registration is in a grid',
    filters: { state: State, hukouAreaPath: AreaPath, household: Id },
    unknown: 'resident-unknown',
  },
});
