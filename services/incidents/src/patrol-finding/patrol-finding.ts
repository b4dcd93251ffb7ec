import {
  type DataOf,
  due,
  incidentsPolicyEvents,
  type PatrolFindingEvent,
  patrolFindingEvents,
} from '@linli/contracts';
import { accept, aggregate, type Decision, refuse } from '@linli/event-sourcing';
import { firstDouble, versionedPolicy } from '@linli/patterns';
import { calendar } from '../calendar/calendar.ts';
import type * as commands from './patrol-finding.commands.ts';

type Logged = DataOf<typeof patrolFindingEvents.PatrolFindingLogged>;
type Times = DataOf<typeof incidentsPolicyEvents.DissuasionTimesSet>;

/** A finding as far as its rules ask. */
export interface PatrolFinding {
  readonly logged?: Logged;
  /** When it was logged, milliseconds since 1970 UTC. */
  readonly at: number;
  readonly attempts: number;
  readonly outcome?: 'succeeded' | 'failed';
  readonly missed?: true;
  readonly reported?: true;
}

/**
 * How soon a finding is to be dissuaded, and who gets it otherwise. 及时 has no number in the seed: an hour is our
 * default, four work hours for unlawful building are city A's (B-5.3). An area with an enforcement of its own sets its own.
 */
export const dissuasionTimes = versionedPolicy('dissuasion-times', incidentsPolicyEvents.DissuasionTimesSet, {
  row: 'I-02',
  judges: 'opening',
  first: {
    version: 1,
    otherwise: { kind: 'urgent_hours', amount: 1 },
    times: [{ standard: 'GB/T-47678.5', codePrefix: '06001', kind: 'work_hours', amount: 4 }],
    enforcement: 'enforcement:420105',
  },
  fault({ times }) {
    const double = firstDouble(times.map(({ standard, codePrefix }) => `${standard} ${codePrefix}`));
    return double === undefined
      ? undefined
      : refuse('I-02', 'time-set-twice', `two times are set for ${double}`, 'times');
  },
});

/** Seen on patrol, dissuaded, reported to the enforcement where words fail (I-01), stream `patrol-finding-<id>`. */
export const patrolFinding = aggregate<typeof commands, PatrolFinding>()(
  'patrol-finding',
  patrolFindingEvents,
  {
    initial: { at: 0, attempts: 0 },
    areaPath: ({ logged }) => logged?.areaPath,
    evolve: {
      PatrolFindingLogged: (finding, logged, { at }) => ({ ...finding, logged, at }),
      DissuasionAttempted: (finding, { attempt }) => ({ ...finding, attempts: attempt }),
      DissuasionSucceeded: (finding) => ({ ...finding, outcome: 'succeeded' }),
      DissuasionFailed: (finding) => ({ ...finding, outcome: 'failed' }),
      DissuasionDeadlineMissed: (finding) => ({ ...finding, missed: true }),
      ReportedToEnforcement: (finding) => ({ ...finding, reported: true }),
    },
    decide: {
      LogPatrolFinding(found, { logged }, { at, policy }) {
        if (logged !== undefined)
          return refuse('I-01', 'logged-before', 'the finding has been logged before');
        const times = policy(dissuasionTimes);
        const { kind, amount } = timeFor(times, found.category);
        const dueAt = new Date(due(at, kind, amount, policy(calendar))).toISOString();
        return accept({
          type: 'PatrolFindingLogged',
          data: { ...found, due: dueAt, policy: times.version },
        });
      },
      RecordDissuasion({ result }, { logged, attempts, outcome, reported }) {
        if (logged === undefined) return unknown();
        if (reported) return refuse('I-01', 'reported-before', 'the finding is with the enforcement');
        if (outcome !== undefined) return refuse('I-01', 'dissuasion-over', `the dissuasion has ${outcome}`);
        const attempt = { attempt: attempts + 1 };
        const ends = { succeeded: 'DissuasionSucceeded', failed: 'DissuasionFailed' } as const;
        return accept<PatrolFindingEvent>(
          { type: 'DissuasionAttempted', data: attempt },
          ...(result === 'pending' ? [] : [{ type: ends[result], data: attempt }]),
        );
      },
      ReportToEnforcement({ emergency }, { logged, outcome, reported }, { policy }) {
        if (logged === undefined) return unknown();
        if (reported) return refuse('I-01', 'reported-before', 'the finding is with the enforcement');
        // I-01: 劝阻无效的及时上报: words come first, save in an emergency, which has a reason.
        if (outcome !== 'failed' && emergency === undefined)
          return refuse('I-01', 'not-dissuaded', 'it is reported once a dissuasion has failed');
        const { enforcement: unit } = policy(dissuasionTimes);
        const data = emergency === undefined ? { unit } : { unit, emergency };
        return accept({ type: 'ReportedToEnforcement', data });
      },
      MarkDissuasionMissed({ due }, { logged, outcome, missed, reported }) {
        const isOpen = logged !== undefined && outcome === undefined && !missed && !reported;
        return isOpen ? accept({ type: 'DissuasionDeadlineMissed', data: { due } }) : accept();
      },
    },
    timers: {
      MarkDissuasionMissed: {
        due: { PatrolFindingLogged: 'due' },
        ends: [
          'DissuasionSucceeded',
          'DissuasionFailed',
          'DissuasionDeadlineMissed',
          'ReportedToEnforcement',
        ],
      },
    },
  },
);

function timeFor({ times, otherwise }: Times, { standard, code }: Logged['category']) {
  return times
    .filter((time) => time.standard === standard && code.startsWith(time.codePrefix))
    .reduce((best, time) => (time.codePrefix.length > best.codePrefix.length ? time : best), {
      codePrefix: '',
      ...otherwise,
    });
}

function unknown(): Decision<PatrolFindingEvent> {
  return refuse('I-01', 'patrol-finding-unknown', 'no such finding has been logged');
}
