import type {
  DataOf,
  IncidentEvent,
  incidentEvents,
  IncidentStage,
  PoliceFunction,
  TimeKind,
  Uncertainty,
} from '@linli/contracts';
import type { Static } from 'typebox';
import { type RecordedMark, unchanged } from '@linli/event-sourcing';
import type { ClockStage, Severity } from '../deadlines/deadline-rules.ts';

type Report = DataOf<typeof incidentEvents.IncidentReported>;
export type Category = NonNullable<Report['category']>;
export type Point = NonNullable<Report['point']>;

/** The one grid a point was found to lie in (I-08). */
export interface GridPlace {
  /** Local code: `G0431`. */
  readonly code: string;
  readonly areaPath: string;
  /** The point as it is recorded: on the lattice the borders lie on, so that it stays on its side of them. */
  readonly point: Point;
}

/** Who answers for a place by the chain of its grid (P-02), nobody where no rung is held; and how far posts were known. */
export interface Answering {
  readonly areaPath: string;
  readonly holder?: string;
  readonly rosterPosition: string;
  /** The chief of the street on the day on which the incident happened (I-05). */
  readonly streetChief?: string;
}

/** What is known of other contexts when something is asked of an incident. */
export interface IncidentFacts {
  /** Where the command's point lies; not known where the city has no grid around it. */
  readonly grid: GridPlace;
  /** The incident that a conflict is said to come of (I-16). */
  readonly cause: IncidentState;
}

/** What one unit has to do; of a joint task (I-17) there is one for each unit. */
export interface Task {
  readonly taskId: string;
  readonly unit: string;
  readonly state: 'dispatched' | 'accepted' | 'returned' | 'completed';
  /** How often it was given back, over all units (I-20). */
  readonly returns: number;
  /** It is with the lead by force, and stays there (I-20). */
  readonly forced?: true;
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
  /** Version of the calendar that its due time was reckoned by. */
  readonly calendar: number;
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
  readonly versions: PolicyVersions;
  readonly category?: Category;
  readonly place?: { readonly point: Point; readonly gridCode: string; readonly areaPath: string };
  readonly route?: {
    readonly basis: 'rule' | 'territory';
    readonly lead?: string;
    readonly support: readonly string[];
    /** Who answers for the place, by the chain of its grid. */
    readonly holder?: string;
    readonly streetChief?: string;
  };
  /** What is not known of it (I-14). */
  readonly uncertain: readonly Static<typeof Uncertainty>[];
  readonly policeFunction?: Static<typeof PoliceFunction>;
  readonly conflict?: DataOf<typeof incidentEvents.ConflictClassified>;
  readonly tasks: readonly Task[];
  readonly checks: number;
  readonly checkPassed: boolean;
  /** When it was parked, milliseconds since 1970 UTC. */
  readonly parked?: { readonly since: number };
  readonly closed?: 'handled' | 'voided';
  readonly clocks: readonly RunningClock[];
  /** How many clocks of each stage have been started. */
  readonly rounds: Readonly<Partial<Record<ClockStage, number>>>;
}

export const unreported: IncidentState = {
  versions: {},
  uncertain: [],
  tasks: [],
  checks: 0,
  checkPassed: false,
  clocks: [],
  rounds: {},
};

type Fold = {
  readonly [Type in IncidentEvent['type']]: (
    state: IncidentState,
    data: DataOf<(typeof incidentEvents)[Type]>,
    recorded: RecordedMark,
  ) => IncidentState;
};

export const evolve: Fold = {
  IncidentReported: (state, report) => ({ ...state, report }),
  IncidentClassified: (state, { category, catalogueVersion }) => ({
    ...state,
    category,
    versions: { ...state.versions, catalogue: catalogueVersion },
  }),
  IncidentLocated: (state, { point, gridCode, areaPath }) => ({
    ...state,
    place: { point, gridCode, areaPath },
  }),
  IncidentRouted: (state, { basis, routingVersion, holder, streetChief }) => ({
    ...state,
    route: {
      basis,
      support: [],
      ...(holder !== undefined && { holder }),
      ...(streetChief !== undefined && { streetChief }),
    },
    versions: { ...state.versions, routing: routingVersion },
  }),
  IncidentRerouted({ route, ...state }, { holder }) {
    if (route === undefined) return state;
    const { holder: _, ...before } = route;
    return { ...state, route: { ...before, ...(holder !== undefined && { holder }) } };
  },
  LeadUnitAssigned: (state, { unit }) => ({
    ...state,
    route: { basis: 'territory', support: [], ...state.route, lead: unit },
  }),
  SupportUnitAssigned(state, { unit }) {
    const route = state.route ?? { basis: 'territory', support: [] };
    return { ...state, route: { ...route, support: [...route.support, unit] } };
  },
  TaskDispatched: (state, { taskId, unit }) => withTask(state, taskId, { unit, state: 'dispatched' }),
  TaskAccepted: (state, { taskId, unit }) => withTask(state, taskId, { unit, state: 'accepted' }),
  TaskReturned: (state, { taskId, unit, returns }) =>
    withTask(state, taskId, { unit, state: 'returned', returns }),
  BuckPassingFlagged: unchanged,
  TaskForceAssigned: (state, { taskId, unit }) =>
    withTask(state, taskId, { unit, state: 'dispatched', forced: true }),
  TaskCompleted: (state, { taskId, unit }) => withTask(state, taskId, { unit, state: 'completed' }),
  UncertaintyTagged: (state, { uncertainty }) => ({
    ...state,
    uncertain: [...state.uncertain, uncertainty],
  }),
  UncertaintyResolved: (state, { uncertainty }) => ({
    ...state,
    uncertain: state.uncertain.filter((other) => other !== uncertainty),
  }),
  PoliceFunctionClassified: (state, { function: policeFunction }) => ({ ...state, policeFunction }),
  ConflictClassified: (state, conflict) => ({ ...state, conflict }),
  CheckPassed: (state, { round }) => ({ ...state, checks: round, checkPassed: true }),
  CheckFailed: (state, { round }) => ({
    ...state,
    checks: round,
    // 返工: who had finished works again.
    tasks: state.tasks.map((task) => (task.state === 'completed' ? { ...task, state: 'accepted' } : task)),
  }),
  IncidentClosed: (state, { outcome }) => ({ ...state, closed: outcome }),
  IncidentParked: (state, _data, { at }) => ({ ...state, parked: { since: at } }),
  IncidentResumed({ parked: _, ...state }) {
    return state;
  },
  ClockStarted(state, { stage, round, kind, unit, startedAt, due, deadlinesVersion, calendarVersion }) {
    const clock: RunningClock = {
      stage,
      round,
      kind,
      startedAt: Date.parse(startedAt),
      due: Date.parse(due),
      missed: false,
      ...(unit === undefined ? {} : { unit }),
      calendar: calendarVersion,
    };
    return {
      ...state,
      clocks: [...state.clocks, clock],
      rounds: { ...state.rounds, [stage]: round },
      versions: { ...state.versions, deadlines: deadlinesVersion, calendar: calendarVersion },
    };
  },
  DueTimeRecomputed(state, { due, calendarVersion, ...which }) {
    const recomputed = { due: Date.parse(due), ...(calendarVersion && { calendar: calendarVersion }) };
    return withClock(state, which, recomputed);
  },
  // C-4.5: whatever recomputes the due time later does not take this back.
  DeadlineMissed: (state, which) => withClock(state, which, { missed: true }),
  ClockStopped: (state, which) => ({
    ...state,
    clocks: state.clocks.filter((clock) => !sameClock(clock, which)),
  }),
};

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

/** Undefined for a stream without a report. */
export function stageOf(state: IncidentState): Static<typeof IncidentStage> | undefined {
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

/** On whom the incident waits: who has not accepted, then who has not completed, then the check (I-17). */
export function awaited(tasks: readonly Pick<Task, 'state'>[]): 'dispatch' | 'handling' | 'check' {
  if (tasks.some(({ state }) => state === 'dispatched' || state === 'returned')) return 'dispatch';
  return tasks.some(({ state }) => state === 'accepted') ? 'handling' : 'check';
}

export function severityOf(state: IncidentState): Severity {
  return state.report?.severity ?? 'normal';
}
