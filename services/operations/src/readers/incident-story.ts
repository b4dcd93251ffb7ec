import type { Facet } from '@linli/read-models';
import type { ClockItem, IncidentView, Stage } from '../api.ts';
import { categoryAt, type IncidentFacts } from '../views/board/incident-facts.ts';
import { ticketOf } from '../views/board/incident-event.ts';
import type { IncidentRow } from '../views/board/incident-row.ts';

type Story = Omit<IncidentView, 'asOf' | 'timeline'>;
type TaskState = 'dispatched' | 'accepted' | 'returned' | 'completed';

/**
 * RM-I1: where one incident stands, folded out of its rows of the feed in their order. `upTo` is the position of the
 * last row that counts. Undefined when its report is not among the rows.
 */
export function incidentStory(
  incidentId: string,
  rows: readonly Facet<IncidentRow>[],
  facts: IncidentFacts | undefined,
  upTo: number,
): Story | undefined {
  const report = rows.find(({ body }) => body.type === 'IncidentReported');
  if (report === undefined) return undefined;
  const category = categoryAt(facts, upTo);
  const areaPath = rows.findLast(({ body }) => body.area !== undefined)?.body.area;
  const point = rows.findLast(({ body }) => body.point !== undefined)?.body.point;
  const leadUnit = unitsOf(rows, 'LeadUnitAssigned').at(-1);
  return {
    incidentId,
    ticket: ticketOf(incidentId),
    stage: stageOf(rows),
    ...(areaPath === undefined ? {} : { areaPath }),
    ...(point === undefined ? {} : { point }),
    ...(category === undefined ? {} : { category }),
    severity: report.body.severity ?? 'normal',
    channel: report.body.channel ?? '',
    reportedAt: new Date(report.recordedAt).toISOString(),
    ...(leadUnit === undefined ? {} : { leadUnit }),
    supportUnits: [...new Set(unitsOf(rows, 'SupportUnitAssigned'))],
    clocks: clocksOf(incidentId, rows, { areaPath, category }),
  };
}

function unitsOf(rows: readonly Facet<IncidentRow>[], type: string): readonly string[] {
  // A new routing names its units afresh.
  const from = rows.findLastIndex(({ body }) => body.type === 'IncidentRouted');
  return rows
    .slice(Math.max(0, from))
    .flatMap(({ body }) => (body.type === type && body.unit !== undefined ? [body.unit] : []));
}

const taskStates: Readonly<Record<string, TaskState>> = {
  TaskDispatched: 'dispatched',
  TaskForceAssigned: 'dispatched',
  TaskAccepted: 'accepted',
  TaskReturned: 'returned',
  TaskCompleted: 'completed',
};

/** The stage in the order people think of it: over before parked, parked before anything that waits behind it. */
function stageOf(rows: readonly Facet<IncidentRow>[]): Stage {
  const tasks = new Map<string, TaskState>();
  const seen = new Set<string>();
  let parked = false;
  let checked = false;
  for (const { body } of rows) {
    const { type, task, outcome } = body;
    seen.add(type);
    if (type === 'IncidentClosed') return outcome === 'voided' ? 'voided' : 'closed';
    if (type === 'IncidentParked') parked = true;
    if (type === 'IncidentResumed') parked = false;
    if (type === 'CheckPassed') checked = true;
    if (type === 'CheckFailed') {
      checked = false;
      // 返工: who had finished works again.
      for (const [id, state] of tasks) if (state === 'completed') tasks.set(id, 'accepted');
    }
    const state = taskStates[type];
    if (state !== undefined && task !== undefined) tasks.set(task, state);
  }
  if (parked) return 'parked';
  if (checked) return 'checked';
  // The task that is least far says where the whole is.
  const least = (['returned', 'dispatched', 'accepted', 'completed'] as const).find((state) =>
    [...tasks.values()].includes(state),
  );
  if (least !== undefined) return least;
  if (seen.has('IncidentRouted')) return 'routed';
  if (seen.has('IncidentLocated')) return 'located';
  return seen.has('IncidentClassified') ? 'classified' : 'reported';
}

/** Every clock the incident has had, in the order they were started. */
function clocksOf(
  incidentId: string,
  rows: readonly Facet<IncidentRow>[],
  now: Pick<ClockItem, 'areaPath' | 'category'>,
): readonly ClockItem[] {
  const clocks = new Map<string, ClockItem>();
  const ticket = ticketOf(incidentId);
  const place = {
    ...(now.areaPath === undefined ? {} : { areaPath: now.areaPath }),
    ...(now.category === undefined ? {} : { category: now.category }),
  };
  const change = (key: string, changed: Partial<ClockItem>): void => {
    const clock = clocks.get(key);
    if (clock !== undefined) clocks.set(key, { ...clock, ...changed });
  };
  for (const { body } of rows) {
    if (body.type === 'IncidentParked' || body.type === 'IncidentResumed') {
      const state = body.type === 'IncidentParked' ? 'paused' : 'running';
      for (const [key, clock] of clocks) if (clock.state !== 'stopped') change(key, { state });
    }
    const { clock } = body;
    if (clock === undefined) continue;
    const key = `${clock.stage} ${clock.round}`;
    if (body.type === 'ClockStarted') {
      const { stage, round, kind, amount, startedAt, due } = clock as Required<typeof clock>;
      const unit = body.unit === undefined ? {} : { unit: body.unit };
      const started = { stage, round, kind, amount, startedAt, due, ...unit };
      clocks.set(key, { incidentId, ticket, ...started, state: 'running', missed: false, ...place });
    } else if (body.type === 'DueTimeRecomputed' && clock.due !== undefined) change(key, { due: clock.due });
    else if (body.type === 'DeadlineMissed') change(key, { missed: true });
    else if (body.type === 'ClockStopped') change(key, { state: 'stopped', missed: clock.missed === true });
  }
  return [...clocks.values()];
}
