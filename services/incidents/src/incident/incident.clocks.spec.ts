import { describe, expect, test } from '@jest/globals';
import {
  clock,
  officeHours,
  at,
  byUnit,
  after,
  unit,
  task,
  started,
  stopped,
  report,
  routed,
  dispatched,
  handling,
  working,
  completed,
} from '../../test/clock-samples.ts';
import { defaultCalendar2026 } from '@linli/contracts';
import { calendar } from '../calendar/calendar.ts';
import { deadlines } from '../deadlines/deadlines.ts';

describe('the clocks of an incident', () => {
  test('I-02: triage runs from the report to the routing, dispatch from there to the acceptance', () => {
    after()
      .when({ type: 'ReportIncident', ...report }, at('2026-05-08 16:00'))
      .then(
        { type: 'IncidentReported', data: report },
        started('triage', ['urgent_hours', 2], '2026-05-08 16:00', '2026-05-08 18:00', {}),
      );
    const triage = started('triage', ['urgent_hours', 2], '2026-05-08 16:00', '2026-05-08 18:00', {});
    after(...routed.slice(0, 3), triage)
      .when({ type: 'RouteIncident' }, at('2026-05-08 17:00'))
      .then(
        { type: 'IncidentRouted', data: { basis: 'rule', routingVersion: 1 } },
        { type: 'LeadUnitAssigned', data: { unit: 'community:420105011010' } },
        { type: 'SupportUnitAssigned', data: { unit } },
        stopped('triage', '2026-05-08 17:00'),
        started('dispatch', ['work_hours', 2], '2026-05-08 17:00', '2026-05-11 10:00', {
          unit: 'community:420105011010',
        }),
      );
  });

  test('I-02, C-4.5: handling runs from the acceptance, by the limit of the class', () => {
    const dispatch = started('dispatch', ['work_hours', 2], '2026-05-08 16:00', '2026-05-11 09:00');
    after(...dispatched, dispatch)
      .when({ type: 'AcceptTask' }, at('2026-05-08 16:30', byUnit))
      .then({ type: 'TaskAccepted', data: task }, stopped('dispatch', '2026-05-08 16:30'), handling);
  });

  test('I-02: check runs from the completion to the closing', () => {
    const check = started('check', ['natural_days', 1], '2026-05-11 10:00', '2026-05-12 10:00', {});
    after(...working)
      .when({ type: 'CompleteTask' }, at('2026-05-11 10:00', byUnit))
      .then({ type: 'TaskCompleted', data: task }, stopped('handling', '2026-05-11 10:00'), check);
    after(...completed, stopped('handling', '2026-05-11 10:00'), check, {
      type: 'CheckPassed',
      data: { round: 1 },
    })
      .when({ type: 'CloseIncident' }, at('2026-05-11 17:00'))
      .then({ type: 'IncidentClosed', data: { outcome: 'handled' } }, stopped('check', '2026-05-11 17:00'));
  });

  test('I-29: a failed check starts a new handling clock of the second round', () => {
    after(...completed, stopped('handling', '2026-05-11 10:00'))
      .when({ type: 'FailCheck', reason: 'still_there' }, at('2026-05-11 14:00'))
      .then(
        { type: 'CheckFailed', data: { round: 1, reason: 'still_there' } },
        started('handling', ['work_hours', 4], '2026-05-11 14:00', '2026-05-12 09:00', { unit, round: 2 }),
      );
  });

  test('I-20: passing back a task that was not accepted leaves its dispatch clock running', () => {
    after(...dispatched, started('dispatch', ['work_hours', 2], '2026-05-08 16:00', '2026-05-11 09:00'))
      .when({ type: 'ReturnTask', reason: 'not_our_duty' }, at('2026-05-08 17:00', byUnit))
      .then({ type: 'TaskReturned', data: { ...task, reason: 'not_our_duty', returns: 1 } });
  });

  test('I-20: passing back an accepted task stops its handling clock and starts a new dispatch clock', () => {
    after(...working)
      .when({ type: 'ReturnTask', reason: 'not_our_duty' }, at('2026-05-11 10:00', byUnit))
      .then(
        { type: 'TaskReturned', data: { ...task, reason: 'not_our_duty', returns: 1 } },
        stopped('handling', '2026-05-11 10:00'),
        started('dispatch', ['work_hours', 2], '2026-05-11 10:00', '2026-05-11 12:00'),
      );
  });

  test('I-02: voiding stops the running clock', () => {
    after(...working)
      .when({ type: 'VoidIncident', reason: 'not_found' }, at('2026-05-11 10:00'))
      .then(
        { type: 'IncidentClosed', data: { outcome: 'voided', reason: 'not_found' } },
        stopped('handling', '2026-05-11 10:00'),
      );
  });

  test('I-02: a stage without a time limit has no clock', () => {
    after()
      .when(
        { type: 'ReportIncident', ...report },
        at('2026-05-08 16:00', { policies: [[deadlines, { version: 9, rules: [] }]] }),
      )
      .then({ type: 'IncidentReported', data: report });
  });

  test('a process clock that steps back does not take the incident with it', () => {
    after(
      ...dispatched,
      { type: 'TaskAccepted', data: task },
      { ...handling, recordedAt: clock('2026-05-08 16:30') },
    )
      .when({ type: 'CompleteTask' }, at('2026-05-08 16:00', byUnit))
      .then(
        { type: 'TaskCompleted', data: task },
        stopped('handling', '2026-05-08 16:30'),
        started('check', ['natural_days', 1], '2026-05-08 16:30', '2026-05-09 16:30', {}),
      );
  });

  // 30 work days from Wednesday 25 November 2026, 16:18:16 in Wuhan; 1 January 2027 is a Friday.
  const thirtyDays = {
    version: 7,
    rules: [{ standard: '', codePrefix: '', stage: 'triage', kind: 'work_days', amount: 30 }],
  };
  const begun = '2026-11-25T08:18:16.000Z';
  const triageOf = (published: typeof defaultCalendar2026) =>
    after().when(
      { type: 'ReportIncident', ...report },
      {
        at: begun,
        policies: [
          [calendar, published],
          [deadlines, thirtyDays],
        ],
      },
    ).decision;

  test('C-4.2: a clock that starts after a calendar was published is reckoned by it', () => {
    const holidays = [...defaultCalendar2026.holidays, '2027-01-01', '2027-01-02', '2027-01-03'];
    expect(triageOf({ ...defaultCalendar2026, version: 2, holidays })).toMatchObject({
      events: [
        { type: 'IncidentReported' },
        { type: 'ClockStarted', data: { due: '2027-01-07T08:18:16.000Z', calendarVersion: 2 } },
      ],
    });
  });

  test('C-4.2: days that no calendar covers are counted by weekday, and the due time says from which on', () => {
    const decision = triageOf(defaultCalendar2026);
    expect(decision).toMatchObject({
      events: [{}, { data: { due: '2027-01-06T08:18:16.000Z', uncoveredFrom: '2027-01-01' } }],
    });
  });

  test('C-4.2, C-4.3: what was left when the clock stopped is given again by the calendar in force', () => {
    // Of 4 work hours 3 were left on Monday morning; Tuesday has been made a day off meanwhile.
    const first = { version: 4, officeHours, holidays: ['2026-10-01'], makeUpWorkDays: [] };
    const second = { ...first, version: 5, holidays: ['2026-05-11', '2026-05-12'] };
    after(...working, {
      type: 'IncidentParked',
      data: { reason: 'late' },
      recordedAt: clock('2026-05-11 08:30'),
    })
      .when(
        { type: 'ResumeIncident' },
        {
          at: clock('2026-05-11 16:30'),
          policies: [
            [calendar, second],
            [calendar, first],
          ],
        },
      )
      .then(
        { type: 'IncidentResumed', data: {} },
        {
          type: 'DueTimeRecomputed',
          data: {
            stage: 'handling',
            round: 1,
            due: new Date(clock('2026-05-13 11:30')).toISOString(),
            cause: 'resumed',
            calendarVersion: 5,
          },
        },
      );
  });
});
