import {
  AreaPath,
  Category,
  Id,
  Instant,
  patrolFindingEvents,
  Point,
  Reason,
  Severity,
  UnitId,
  Version,
} from '@linli/contracts';
import { view } from '@linli/service-kit';
import { Type } from 'typebox';
import { patrolFinding } from './patrol-finding.ts';

const State = Type.Enum(['open', 'dissuaded', 'failed', 'reported']);
const logged = { category: Category, severity: Severity, point: Point, areaPath: AreaPath };

/** Findings of patrols, those first whose dissuasion is due first (I-01, for RM-I1 and RM-I10). */
export const patrolFindings = view('patrol-findings', 1, {
  of: patrolFindingEvents,
  stream: patrolFinding,
  document: {
    id: Id,
    ...logged,
    due: Instant,
    policy: Version,
    state: State,
    attempts: Type.Integer({ description: 'how often somebody was spoken to' }),
    missed: Type.Boolean({ description: 'whether the dissuasion came to nothing by its due time' }),
    unit: Type.Optional(UnitId),
    emergency: Type.Optional(Reason),
  },
  fields: { areaPath: 'text', due: 'text', state: 'text' },
  indexes: [
    ['areaPath', 'due'],
    ['state', 'due'],
  ],
  on: {
    PatrolFindingLogged: (_, { data }, id) => ({
      id,
      ...data,
      state: 'open' as const,
      attempts: 0,
      missed: false,
    }),
    DissuasionAttempted: (finding, { data: { attempt } }) => finding && { ...finding, attempts: attempt },
    DissuasionSucceeded: (finding) => finding && { ...finding, state: 'dissuaded' as const },
    DissuasionFailed: (finding) => finding && { ...finding, state: 'failed' as const },
    DissuasionDeadlineMissed: (finding) => finding && { ...finding, missed: true },
    ReportedToEnforcement: (finding, { data }) =>
      finding && { ...finding, ...data, state: 'reported' as const },
  },
  doors: {
    list: 'GET /v1/patrol-findings',
    one: 'GET /v1/patrol-findings/:id',
    may: 'operations.read',
    summary: 'Findings of patrols below an area, in the order their dissuasion is due',
    filters: { state: State },
    orderBy: 'due',
    unknown: 'patrol-finding-unknown',
  },
});
