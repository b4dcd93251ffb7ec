import type { EventOf, IncidentReported, IncidentsEvent, RecordedEvent, TimeKind } from '@linli/contracts';
import type { ClockStage, Severity } from '../deadlines/deadline-rules.ts';

/**
 * An incident's event as it is folded. Where it stands in the log decides which policies were in force when the
 * incident opened, and when the log took it says when a pause began.
 */
export type IncidentFact = IncidentsEvent & Partial<Pick<RecordedEvent, 'position' | 'recordedAt'>>;

type Report = EventOf<typeof IncidentReported>['data'];
export type Category = NonNullable<Report['category']>;
export type Point = NonNullable<Report['point']>;

/** What one unit has to do. One task suffices for now; joint tasks (I-17) add more to the list. */
export interface Task {
  readonly taskId: string;
  readonly unit: string;
  readonly state: 'dispatched' | 'accepted' | 'returned' | 'completed';
  /** How often it was given back, over all units (I-20). */
  readonly returns: number;
}

/** A clock that runs, or stands still while the incident is parked. */
export interface RunningClock {
  readonly stage: ClockStage;
  readonly round: number;
  readonly kind: TimeKind;
  /** Milliseconds since 1970 UTC, as all instants here. */
  readonly startedAt: number;
  readonly due: number;
  readonly missed: boolean;
  readonly unit?: string;
}

/** Policy versions the incident's own events name. */
export interface PolicyVersions {
  readonly catalogue?: number;
  readonly deadlines?: number;
  readonly calendar?: number;
  readonly routing?: number;
}

export interface IncidentState {
  readonly report?: Report;
  /** Place of the report in the log; policies in force there judge the incident for good (I-02, I-04). */
  readonly openedAt?: number;
  readonly versions: PolicyVersions;
  readonly category?: Category;
  readonly place?: { readonly point: Point; readonly gridCode: string; readonly areaPath: string };
  readonly route?: {
    readonly basis: 'rule' | 'territory';
    readonly lead?: string;
    readonly support: readonly string[];
  };
  readonly tasks: readonly Task[];
  readonly checks: number;
  readonly checkPassed: boolean;
  readonly parked?: { readonly since?: number };
  readonly closed?: 'handled' | 'voided';
  readonly clocks: readonly RunningClock[];
  /** How many clocks of each stage have been started. */
  readonly rounds: Readonly<Partial<Record<ClockStage, number>>>;
  /** The latest instant the stream knows of: time never goes back within an incident. */
  readonly latest: number;
}

export const unreported: IncidentState = {
  versions: {},
  tasks: [],
  checks: 0,
  checkPassed: false,
  clocks: [],
  rounds: {},
  latest: -Infinity,
};

export function evolve(before: IncidentState, event: IncidentFact): IncidentState {
  const state =
    event.recordedAt !== undefined && event.recordedAt > before.latest
      ? { ...before, latest: event.recordedAt }
      : before;
  switch (event.type) {
    case 'IncidentReported':
      return {
        ...state,
        report: event.data,
        ...(event.position === undefined ? {} : { openedAt: event.position }),
      };
    case 'IncidentClassified':
      return {
        ...state,
        category: event.data.category,
        versions: { ...state.versions, catalogue: event.data.catalogueVersion },
      };
    case 'IncidentLocated': {
      const { point, gridCode, areaPath } = event.data;
      return { ...state, place: { point, gridCode, areaPath } };
    }
    case 'IncidentRouted':
      return {
        ...state,
        route: { basis: event.data.basis, support: [] },
        versions: { ...state.versions, routing: event.data.routingVersion },
      };
    case 'LeadUnitAssigned':
      return { ...state, route: { basis: 'territory', support: [], ...state.route, lead: event.data.unit } };
    case 'SupportUnitAssigned': {
      const route = state.route ?? { basis: 'territory', support: [] };
      return { ...state, route: { ...route, support: [...route.support, event.data.unit] } };
    }
    case 'TaskDispatched':
      return withTask(state, event.data.taskId, { unit: event.data.unit, state: 'dispatched' });
    case 'TaskAccepted':
      return withTask(state, event.data.taskId, { unit: event.data.unit, state: 'accepted' });
    case 'TaskReturned':
      return withTask(state, event.data.taskId, {
        unit: event.data.unit,
        state: 'returned',
        returns: event.data.returns,
      });
    case 'TaskCompleted':
      return withTask(state, event.data.taskId, { unit: event.data.unit, state: 'completed' });
    case 'CheckPassed':
      return { ...state, checks: event.data.round, checkPassed: true };
    case 'CheckFailed':
      return {
        ...state,
        checks: event.data.round,
        // 返工: who had finished works again.
        tasks: state.tasks.map((task) =>
          task.state === 'completed' ? { ...task, state: 'accepted' } : task,
        ),
      };
    case 'IncidentClosed':
      return { ...state, closed: event.data.outcome };
    case 'IncidentParked':
      return { ...state, parked: event.recordedAt === undefined ? {} : { since: event.recordedAt } };
    case 'IncidentResumed': {
      const { parked: _, ...resumed } = state;
      return resumed;
    }
    case 'ClockStarted': {
      const { stage, round, kind, unit, deadlinesVersion, calendarVersion } = event.data;
      const startedAt = Date.parse(event.data.startedAt);
      const clock: RunningClock = {
        stage,
        round,
        kind,
        startedAt,
        due: Date.parse(event.data.due),
        missed: false,
        ...(unit === undefined ? {} : { unit }),
      };
      return {
        ...state,
        clocks: [...state.clocks, clock],
        rounds: { ...state.rounds, [stage]: round },
        versions: { ...state.versions, deadlines: deadlinesVersion, calendar: calendarVersion },
        latest: Math.max(state.latest, startedAt),
      };
    }
    case 'DueTimeRecomputed':
      return withClock(state, event.data, { due: Date.parse(event.data.due) });
    case 'DeadlineMissed':
      // C-4.5: whatever recomputes the due time later does not take this back.
      return withClock(state, event.data, { missed: true });
    case 'ClockStopped':
      return {
        ...state,
        clocks: state.clocks.filter((clock) => !sameClock(clock, event.data)),
        latest: Math.max(state.latest, Date.parse(event.data.stoppedAt)),
      };
    default:
      return state;
  }
}

export function sameClock(
  clock: Pick<RunningClock, 'stage' | 'round'>,
  other: Pick<RunningClock, 'stage' | 'round'>,
): boolean {
  return clock.stage === other.stage && clock.round === other.round;
}

function withClock(
  state: IncidentState,
  which: Pick<RunningClock, 'stage' | 'round'>,
  change: Partial<RunningClock>,
): IncidentState {
  return {
    ...state,
    clocks: state.clocks.map((clock) => (sameClock(clock, which) ? { ...clock, ...change } : clock)),
  };
}

function withTask(
  state: IncidentState,
  taskId: string,
  change: Omit<Partial<Task>, 'taskId'>,
): IncidentState {
  const before = state.tasks.find((task) => task.taskId === taskId);
  const task: Task = { unit: '', state: 'dispatched', returns: 0, ...before, ...change, taskId };
  const others = state.tasks.filter((other) => other.taskId !== taskId);
  return { ...state, tasks: [...others, task] };
}

/** Where the incident is, in the words people use for it. */
export type IncidentStage =
  | 'reported'
  | 'classified'
  | 'located'
  | 'routed'
  | 'dispatched'
  | 'accepted'
  | 'returned'
  | 'completed'
  | 'checked'
  | 'parked'
  | 'closed'
  | 'voided';

/** Undefined for a stream without a report. */
export function stageOf(state: IncidentState): IncidentStage | undefined {
  if (state.report === undefined) return undefined;
  if (state.closed !== undefined) return state.closed === 'handled' ? 'closed' : 'voided';
  if (state.parked !== undefined) return 'parked';
  if (state.checkPassed) return 'checked';
  // The task that is least far says where the whole is.
  const order = ['returned', 'dispatched', 'accepted', 'completed'] as const;
  const least = order.find((step) => state.tasks.some((task) => task.state === step));
  if (least !== undefined) return least;
  if (state.route !== undefined) return 'routed';
  if (state.place !== undefined) return 'located';
  return state.category === undefined ? 'reported' : 'classified';
}

export function severityOf(state: IncidentState): Severity {
  return state.report?.severity ?? 'normal';
}
