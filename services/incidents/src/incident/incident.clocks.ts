import {
  advance,
  due,
  measure,
  type CalendarRules,
  type ClockStarted,
  type ClockStopped,
  type DeadlineMissed,
  type DueTimeRecomputed,
  type EventOf,
} from '@linli/contracts';
import { deadlineFor, type ClockStage, type Deadlines, type Severity } from '../deadlines/deadline-rules.ts';
import type { Category, IncidentState, RunningClock } from './incident.state.ts';

/**
 * The clocks of an incident (C-4, B-5.3). One after another, so that exactly one party is on the clock at any moment:
 *
 * - `triage`: from the report to the routing, on the command centre;
 * - `dispatch`: from the routing to the acceptance, on the lead unit; it runs on through returns, since passing a task
 *   back gains nobody time (I-20);
 * - `handling`: from the acceptance to the completion, on the unit that works. It starts with the acceptance and not
 *   with the dispatch, since signing in has its own limit in practice (B-5.6: 签收 2 h) and that is the dispatch clock;
 * - `check`: from the completion to the closing, on the supervision centre.
 *
 * Work done again after a failed check gets a new handling clock of the next round (I-29).
 */
export type ClockEvent =
  | EventOf<typeof ClockStarted>
  | EventOf<typeof ClockStopped>
  | EventOf<typeof DueTimeRecomputed>
  | EventOf<typeof DeadlineMissed>;

export interface ClockPolicies {
  readonly deadlines: Deadlines;
  readonly calendar: CalendarRules & { readonly version: number };
}

export interface ClockSubject {
  readonly category: Category | undefined;
  readonly severity: Severity;
  readonly unit?: string;
}

/** One clock of a stage, or none when no time limit is set for it. */
export function startClock(
  state: IncidentState,
  stage: ClockStage,
  at: number,
  { deadlines, calendar }: ClockPolicies,
  { category, severity, unit }: ClockSubject,
): readonly ClockEvent[] {
  const limit = deadlineFor(deadlines, { ...(category === undefined ? {} : { category }), severity, stage });
  if (limit === undefined) return [];
  return [
    {
      type: 'ClockStarted',
      data: {
        stage,
        round: (state.rounds[stage] ?? 0) + 1,
        kind: limit.kind,
        amount: limit.amount,
        startedAt: instant(at),
        due: instant(due(at, limit.kind, limit.amount, calendar)),
        ...(unit === undefined ? {} : { unit }),
        deadlinesVersion: deadlines.version,
        calendarVersion: calendar.version,
      },
    },
  ];
}

/** Stops the clocks of a stage, or all of them. One that is already over its due time is recorded as missed first. */
export function stopClocks(state: IncidentState, at: number, stage?: ClockStage): readonly ClockEvent[] {
  return state.clocks
    .filter((clock) => stage === undefined || clock.stage === stage)
    .flatMap((clock) => {
      const late = isOverdue(state, clock, at);
      const { stage, round } = clock;
      const stopped: ClockEvent = {
        type: 'ClockStopped',
        data: { stage, round, stoppedAt: instant(at), missed: clock.missed || late },
      };
      return late ? [deadlineMissed(clock), stopped] : [stopped];
    });
}

/**
 * Whether a clock has run past its due time without that being recorded. Being done at the due time is in time. A clock
 * that stands still cannot be missed (C-4.3), and none is missed twice (C-4.4).
 */
export function isOverdue(state: IncidentState, clock: RunningClock, at: number): boolean {
  return state.parked === undefined && !clock.missed && at > clock.due;
}

export function deadlineMissed({ stage, round, due, unit }: RunningClock): ClockEvent {
  return {
    type: 'DeadlineMissed',
    data: { stage, round, due: instant(due), ...(unit === undefined ? {} : { unit }) },
  };
}

/**
 * New due times after a pause (C-4.3): what was left of each clock, in its own kind of time, is given again from now on.
 * A clock missed before the pause keeps its due time.
 */
export function resumeClocks(
  state: IncidentState,
  since: number,
  at: number,
  calendar: CalendarRules,
): readonly ClockEvent[] {
  return state.clocks.flatMap((clock) => {
    const left = measure(since, clock.due, clock.kind, calendar);
    const moved = advance(at, clock.kind, left, calendar);
    if (clock.missed || moved <= clock.due) return [];
    const { stage, round } = clock;
    return [
      {
        type: 'DueTimeRecomputed' as const,
        data: { stage, round, due: instant(moved), cause: 'resumed' as const },
      },
    ];
  });
}

export function instant(at: number): string {
  return new Date(at).toISOString();
}
