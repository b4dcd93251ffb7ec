import { describe, expect, test } from '@jest/globals';
import type { DataOf, PatrolFindingEvent, patrolFindingEvents } from '@linli/contracts';
import { given } from '@linli/testing';
import fc from 'fast-check';
import { calendar } from '../calendar/calendar.ts';
import { play } from '../../test/play.ts';
import { dissuasionTimes, patrolFinding } from './patrol-finding.ts';

const at = '2026-05-11T01:05:00.000Z';
const due = '2026-05-11T02:05:00.000Z';
const stall = { standard: 'GB/T-47678.5', kind: 'matter', code: '09006' } as const;
const point = { lon: 114.2005, lat: 30.5505 };
const seen = { category: stall, severity: 'normal', point, areaPath: '42/01/05/011/010/' } as const;
const log = { type: 'LogPatrolFinding', ...seen } as const;
const logged = (
  changes: Partial<DataOf<typeof patrolFindingEvents.PatrolFindingLogged>> = {},
): PatrolFindingEvent => ({ type: 'PatrolFindingLogged', data: { ...seen, due, policy: 1, ...changes } });
const dissuade = (result: 'succeeded' | 'failed' | 'pending') =>
  ({ type: 'RecordDissuasion', result }) as const;
const attempted = (attempt: number): PatrolFindingEvent => ({
  type: 'DissuasionAttempted',
  data: { attempt },
});
const succeeded: PatrolFindingEvent = { type: 'DissuasionSucceeded', data: { attempt: 1 } };
const failed: PatrolFindingEvent = { type: 'DissuasionFailed', data: { attempt: 1 } };
const report = { type: 'ReportToEnforcement' } as const;
const unit = 'enforcement:420105';
const reported: PatrolFindingEvent = { type: 'ReportedToEnforcement', data: { unit } };
const open = given(patrolFinding).events(logged());
const inVain = open.events(attempted(1), failed);

describe('I-01: patrol, dissuade, report', () => {
  test('I-01: a finding is logged once', () => {
    given(patrolFinding).when(log, { at }).then(logged());
    open.when(log, { at }).thenRefused('I-01', 'logged-before');
  });

  test('I-01: a word has come to something, to nothing, or waits; each attempt is counted', () => {
    open.when(dissuade('succeeded')).then(attempted(1), succeeded);
    open.when(dissuade('failed')).then(attempted(1), failed);
    open.when(dissuade('pending')).then(attempted(1));
    open
      .events(attempted(1))
      .when(dissuade('failed'))
      .then(attempted(2), { type: 'DissuasionFailed', data: { attempt: 2 } });
  });

  test('I-01: a dissuasion ends once, and nobody is dissuaded of what is with the enforcement', () => {
    given(patrolFinding).when(dissuade('failed')).thenRefused('I-01', 'patrol-finding-unknown');
    inVain.when(dissuade('succeeded')).thenRefused('I-01', 'dissuasion-over');
    open.events(attempted(1), succeeded).when(dissuade('failed')).thenRefused('I-01', 'dissuasion-over');
    open.events(reported).when(dissuade('succeeded')).thenRefused('I-01', 'reported-before');
  });

  test('I-01: is reported when a dissuasion has failed, not before', () => {
    given(patrolFinding).when(report).thenRefused('I-01', 'patrol-finding-unknown');
    inVain.when(report).then(reported);
    open.when(report).thenRefused('I-01', 'not-dissuaded');
    open.events(attempted(1)).when(report).thenRefused('I-01', 'not-dissuaded');
    open.events(attempted(1), succeeded).when(report).thenRefused('I-01', 'not-dissuaded');
    inVain.events(reported).when(report).thenRefused('I-01', 'reported-before');
  });

  test('I-01: an emergency is reported without a word before, with its reason', () => {
    const emergency = 'danger_to_life';
    open.when({ ...report, emergency }).then({ type: 'ReportedToEnforcement', data: { unit, emergency } });
    inVain
      .events(reported)
      .when({ ...report, emergency })
      .thenRefused('I-01', 'reported-before');
  });

  test('I-01: is reported to the enforcement that the policy of its day names', () => {
    const other = { ...dissuasionTimes.first, enforcement: 'enforcement:420106' };
    inVain
      .when(report, { policies: [[dissuasionTimes, other]] })
      .then({ type: 'ReportedToEnforcement', data: { unit: 'enforcement:420106' } });
  });
});

describe('I-02: the dissuasion clock', () => {
  const mark = { type: 'MarkDissuasionMissed', due } as const;
  const missed: PatrolFindingEvent = { type: 'DissuasionDeadlineMissed', data: { due } };

  test('I-01, I-02: the time is that of the longest code prefix of the standard, or the general one', () => {
    const time = (codePrefix: string, amount: number, standard = 'GB/T-47678.5') =>
      ({ standard, codePrefix, kind: 'urgent_hours', amount }) as const;
    const content = {
      ...dissuasionTimes.first,
      version: 3,
      times: [time('09', 4), time('0900', 2), time('09006', 9, 'X'), time('08', 7)],
    };
    const policies = [[dissuasionTimes, content]] as const;
    const soon = '2026-05-11T03:05:00.000Z';
    given(patrolFinding)
      .when(log, { at, policies })
      .then(logged({ due: soon, policy: 3 }));
    const building = { ...stall, code: '06001' };
    given(patrolFinding)
      .when({ ...log, category: building }, { at, policies })
      .then(logged({ category: building, policy: 3 }));
  });

  test('I-01, I-02: unlawful building is to be stopped within four work hours of the calendar in force', () => {
    const building = { ...stall, code: '06001' };
    given(patrolFinding)
      .when({ ...log, category: building }, { at })
      .then(logged({ category: building, due: '2026-05-11T07:05:00.000Z' }));
    const officeHours = [{ from: '08:30', to: '12:30' }];
    const shorter = [[calendar, { ...calendar.first, officeHours }]] as const;
    given(patrolFinding)
      .when({ ...log, category: building }, { at, policies: shorter })
      .then(logged({ category: building, due: '2026-05-12T01:05:00.000Z' }));
  });

  test('I-02: an outcome missing at the due time is marked once', () => {
    open.when(mark).then(missed);
    open.events(attempted(1)).when(mark).then(missed);
    open.events(missed).when(mark).thenNothing();
    open.events(attempted(1), succeeded).when(mark).thenNothing();
    inVain.when(mark).thenNothing();
    open.events(reported).when(mark).thenNothing();
    given(patrolFinding).when(mark).thenNothing();
    open.events(missed).when(dissuade('succeeded')).then(attempted(1), succeeded);
  });

  test('I-02: one class has one time, and versions come in order', () => {
    const [building] = dissuasionTimes.first.times;
    const times = building === undefined ? [] : [building, { ...building, amount: 2 }];
    given(dissuasionTimes.decider)
      .when({ content: { ...dissuasionTimes.first, times } })
      .thenRefused('I-02', 'time-set-twice', 'times');
    given(dissuasionTimes.decider)
      .when({ content: { ...dissuasionTimes.first, version: 2 } })
      .thenRefused('I-02', 'version-out-of-order', 'version');
  });
});

const anything = fc.oneof(
  fc.constantFrom('succeeded' as const, 'failed' as const, 'pending' as const).map(dissuade),
  fc.constant(report),
  fc.constant({ ...report, emergency: 'danger_to_life' }),
  fc.constant({ type: 'MarkDissuasionMissed', due } as const),
  fc.constant(log),
);

test('I-01: whatever is asked, a dissuasion ends once, a report is the last word and has a failure or a reason before it', () => {
  fc.assert(
    fc.property(fc.array(anything, { maxLength: 12 }), (commands) => {
      const events = play(
        patrolFinding,
        [log, ...commands].map((command) => [command, { at }] as const),
      ).flat();
      const of = (...types: string[]) => events.filter(({ type }) => types.includes(type));
      expect(of('PatrolFindingLogged')).toHaveLength(1);
      expect(of('DissuasionSucceeded', 'DissuasionFailed').length).toBeLessThanOrEqual(1);
      expect(of('DissuasionDeadlineMissed').length).toBeLessThanOrEqual(1);
      const attempts = of('DissuasionAttempted').map(({ data }) => (data as { attempt: number }).attempt);
      expect(attempts).toEqual(attempts.map((_, index) => index + 1));
      const last = events.findIndex(({ type }) => type === 'ReportedToEnforcement');
      if (last < 0) return;
      expect(last).toBe(events.length - 1);
      const { emergency } = events[last]?.data as { emergency?: string };
      expect(emergency !== undefined || of('DissuasionFailed').length === 1).toBe(true);
    }),
  );
});
