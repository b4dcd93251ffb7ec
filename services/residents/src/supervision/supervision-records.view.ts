import { AreaPath, Instant, Subject, supervisionEvents } from '@linli/contracts';
import { view } from '@linli/service-kit';
import { Type } from 'typebox';
import { supervision } from './supervision.ts';

const State = Type.Enum(['open', 'closed']);
const { resident, kind } = supervisionEvents.SupervisionRecordOpened.data.properties;

/** Records of supervision below an area (R-55, for RM-R1): pseudonyms and counts for those who keep them, the rest with clearance. */
export const supervisionRecords = view('supervision-records', 1, {
  of: supervisionEvents,
  stream: supervision,
  document: {
    ...{ record: Subject, areaPath: AreaPath, resident, kind, state: State },
    ...{ checkIns: Type.Integer({ minimum: 0 }), seen: Type.Optional(Instant) },
  },
  fields: { areaPath: 'text', state: 'text' },
  indexes: [['areaPath'], ['state', 'areaPath']],
  on: {
    SupervisionRecordOpened: (_, { data }) => ({ ...data, state: 'open' as const, checkIns: 0 }),
    SupervisionCheckInRecorded: (one, { data: { occurredAt } }) =>
      one && { ...one, checkIns: one.checkIns + 1, seen: occurredAt },
    SupervisionRecordClosed: (one) => one && { ...one, state: 'closed' as const },
  },
  doors: {
    list: 'GET /v1/supervision-records',
    one: 'GET /v1/supervision-records/:id',
    plain: { path: 'POST /v1/supervision-records/plain', may: 'supervision.keep' },
    may: 'supervision.keep',
    summary: 'Records of people under supervision below an area, sealed',
    filters: { state: State },
    unknown: 'supervision-unknown',
  },
});
