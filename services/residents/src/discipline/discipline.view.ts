import { AreaPath, disciplineEvents, Id, Reason, ServiceBan, ServiceCaseId, Subject } from '@linli/contracts';
import { view } from '@linli/service-kit';
import { Type } from 'typebox';
import { discipline } from './discipline.ts';

const State = Type.Enum(['recorded', 'overturned']);

/** Breaches of the six bans, and those that an appeal has overturned (R-09, RM-R7). */
export const disciplineBreaches = view('discipline-breaches', 1, {
  of: disciplineEvents,
  stream: discipline,
  document: {
    id: Id,
    ban: ServiceBan,
    worker: Subject,
    areaPath: AreaPath,
    case: Type.Optional(ServiceCaseId),
    grounds: disciplineEvents.DisciplineBreachRecorded.data.properties.grounds,
    state: State,
    reason: Type.Optional(Reason),
  },
  fields: { areaPath: 'text', ban: 'text', worker: 'text', state: 'text' },
  indexes: [['areaPath'], ['ban', 'areaPath'], ['worker', 'areaPath'], ['state', 'areaPath']],
  on: {
    DisciplineBreachRecorded: (_, { data: { recordedBy: __, policy: ___, ...data } }, id) => ({
      ...{ id, ...data },
      state: 'recorded' as const,
    }),
    DisciplineBreachOverturned: (before, { data: { reason } }) =>
      before && { ...before, reason, state: 'overturned' as const },
  },
  doors: {
    list: 'GET /v1/discipline-breaches',
    one: 'GET /v1/discipline-breaches/:id',
    plain: { path: 'POST /v1/discipline-breaches/plain', may: 'discipline.keep' },
    may: 'discipline.keep',
    summary: 'Breaches of the six bans below an area',
    filters: { ban: ServiceBan, worker: Subject, state: State },
    unknown: 'discipline-unknown',
  },
});
