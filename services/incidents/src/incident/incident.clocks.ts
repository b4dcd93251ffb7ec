import {
  advance,
  due,
  type IncidentEvent,
  measure,
  shanghaiDay,
  type TimeKind,
  type WorkCalendar,
} from '@linli/contracts';
import type { Moment } from '@linli/event-sourcing';
import { calendar, firstUncovered } from '../calendar/calendar.ts';
import { deadlineFor, type ClockStage, type Severity } from '../deadlines/deadline-rules.ts';
import { deadlines } from '../deadlines/deadlines.ts';
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
export type ClockEvent = Extract<
  IncidentEvent,
  { type: 'ClockStarted' | 'ClockStopped' | 'DueTimeRecomputed' | 'DeadlineMissed' }
>;

/** When a clock starts, stops or goes on, and the policies it is reckoned by. */
type When = Pick<Moment, 'at' | 'policy'>;

export interface ClockSubject {
  readonly category: Category | undefined;
  readonly severity: Severity;
  readonly unit?: string;
}

/** One clock of a stage, or none when no time limit is set for it. */
export function startClock(
  state: IncidentState,
  stage: ClockStage,
  { at, policy }: When,
  { category, severity, unit }: ClockSubject,
): readonly ClockEvent[] {
  const limits = policy(deadlines);
  const limit = deadlineFor(limits, { ...(category === undefined ? {} : { category }), severity, stage });
  if (limit === undefined) return [];
  const inForce = policy(calendar);
  const dueAt = due(at, limit.kind, limit.amount, inForce);
  return [
    {
      type: 'ClockStarted',
      data: {
        stage,
        round: (state.rounds[stage] ?? 0) + 1,
        kind: limit.kind,
        amount: limit.amount,
        startedAt: instant(at),
        due: instant(dueAt),
        ...(unit === undefined ? {} : { unit }),
        deadlinesVersion: limits.version,
        calendarVersion: inForce.version,
        ...uncovered(inForce, limit.kind, at, dueAt),
      },
    },
  ];
}

/** C-4.2: what no calendar covers was counted by weekday, and the due time says from which day on. */
function uncovered(inForce: WorkCalendar, kind: TimeKind, from: number, to: number) {
  if (kind === 'urgent_hours' || kind === 'natural_days') return {};
  const day = firstUncovered(inForce, shanghaiDay(from), shanghaiDay(to));
  return day === undefined ? {} : { uncoveredFrom: day };
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
 * New due times after a pause (C-4.3): what was left of each clock, in its own kind of time and by the calendar its due
 * time was issued by, is given again from now on by the calendar in force. A clock missed before the pause keeps its due
 * time.
 */
export function resumeClocks(
  state: IncidentState,
  since: number,
  { at, policy }: When,
): readonly ClockEvent[] {
  const inForce = policy(calendar);
  return state.clocks.flatMap(({ stage, round, kind, due, missed, calendar: issuedBy }) => {
    const left = measure(since, due, kind, policy(calendar, issuedBy));
    const moved = advance(at, kind, left, inForce);
    if (missed || moved <= due) return [];
    return [
      {
        type: 'DueTimeRecomputed' as const,
        data: {
          stage,
          round,
          due: instant(moved),
          cause: 'resumed' as const,
          calendarVersion: inForce.version,
          ...uncovered(inForce, kind, at, moved),
        },
      },
    ];
  });
}

export function instant(at: number): string {
  return new Date(at).toISOString();
}
