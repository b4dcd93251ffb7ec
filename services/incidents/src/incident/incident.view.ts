import {
  AreaPath,
  type Catalogue,
  Category,
  Channel,
  ChiefId,
  ClockKind,
  ClockStage,
  HolderId,
  IncidentStage,
  Instant,
  LocalCode,
  Point,
  Severity,
  Source,
  Subject,
  TaskId,
  ticketOf,
  UnitId,
  Version,
  ConflictKind,
  IncidentId,
  PoliceFunction,
  Uncertainty,
} from '@linli/contracts';
import type { Reading } from '@linli/service-kit';
import { type Static, Type } from 'typebox';
import { groupsOf } from '../catalogue/catalogue-classes.ts';
import { instant } from './incident.clocks.ts';
import { type IncidentState, severityOf, stageOf } from './incident.state.ts';

const Task = Type.Object({
  taskId: TaskId,
  unit: UnitId,
  state: Type.Enum(['dispatched', 'accepted', 'returned', 'completed']),
  returns: Type.Integer({ description: 'how often it was given back, over all units (I-20)' }),
  forced: Type.Optional(Type.Boolean({ description: 'with the lead by force (I-20)' })),
});
const Clock = Type.Object({
  stage: ClockStage,
  round: Type.Integer(),
  kind: ClockKind,
  startedAt: Instant,
  due: Instant,
  state: Type.Enum(['running', 'paused']),
  missed: Type.Boolean(),
  unit: Type.Optional(UnitId),
  calendar: Version,
});
const Named = { zh: Type.String(), en: Type.String() };

/** An incident as its own log tells it. */
export const IncidentDocument = Type.Object({
  incidentId: Type.String({ format: 'uuid' }),
  ticket: Type.String({ description: 'the number people say, such as 48-2093-7511' }),
  revision: Type.Integer(),
  position: Type.String({ description: 'such as incidents:184203' }),
  stage: IncidentStage,
  severity: Severity,
  channel: Channel,
  occurredAt: Instant,
  reportedAt: Instant,
  source: Type.Optional(Source),
  subject: Type.Optional(Subject),
  category: Type.Optional(Category),
  place: Type.Optional(Type.Object({ point: Point, gridCode: LocalCode, areaPath: AreaPath })),
  leadUnit: Type.Optional(UnitId),
  holder: Type.Optional(HolderId),
  streetChief: Type.Optional(ChiefId),
  supportUnits: Type.Array(UnitId),
  uncertain: Type.Array(Uncertainty, { description: 'what is not known of it (I-14)' }),
  policeFunction: Type.Optional(PoliceFunction),
  conflict: Type.Optional(Type.Object({ conflict: ConflictKind, cause: Type.Optional(IncidentId) })),
  tasks: Type.Array(Task),
  checks: Type.Integer({ description: 'checks made so far, passed or failed' }),
  clocks: Type.Array(Clock),
  judgedBy: Type.Partial(
    Type.Object({ catalogue: Version, deadlines: Version, calendar: Version, routing: Version }),
    { description: 'policy versions the case is judged by, as far as its events name them' },
  ),
  shownUnder: Type.Array(
    Type.Object({ view: Type.String(), ...Named, groups: Type.Array(Type.Object(Named)) }),
    { description: 'under which groups of each view of the catalogue it is shown (I-04)' },
  ),
});
export type IncidentDocument = Static<typeof IncidentDocument>;

/** `catalogue`: through whose views the incident is looked at, which need not be the version it is judged by. */
export function incidentDocument(
  incidentId: string,
  { state, revision, position, openedAt }: Reading<IncidentState>,
  catalogue: Catalogue,
): IncidentDocument | undefined {
  const stage = stageOf(state);
  const { report, category, place, route } = state;
  if (stage === undefined || report === undefined) return undefined;
  return {
    incidentId,
    ticket: ticketOf(incidentId),
    revision,
    position: `incidents:${position}`,
    stage,
    severity: severityOf(state),
    channel: report.channel,
    occurredAt: report.occurredAt,
    reportedAt: instant(openedAt),
    ...(report.source && { source: report.source }),
    ...(report.subject !== undefined && { subject: report.subject }),
    ...(category && { category }),
    ...(place && { place }),
    ...(route?.lead !== undefined && { leadUnit: route.lead }),
    ...(route?.holder !== undefined && { holder: route.holder }),
    ...(route?.streetChief !== undefined && { streetChief: route.streetChief }),
    supportUnits: [...(route?.support ?? [])],
    uncertain: [...state.uncertain],
    ...(state.policeFunction && { policeFunction: state.policeFunction }),
    ...(state.conflict && { conflict: state.conflict }),
    tasks: [...state.tasks],
    checks: state.checks,
    clocks: state.clocks.map(({ startedAt, due, ...clock }) => ({
      ...clock,
      startedAt: instant(startedAt),
      due: instant(due),
      state: state.parked === undefined ? ('running' as const) : ('paused' as const),
    })),
    judgedBy: state.versions,
    shownUnder: catalogue.views.map(({ id, zh, en }) => ({
      view: id,
      zh,
      en,
      groups: category === undefined ? [] : [...groupsOf(catalogue, id, category)],
    })),
  };
}
