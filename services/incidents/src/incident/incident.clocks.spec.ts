import { describe, expect, test } from '@jest/globals';
import { defaultCatalogue, defaultRouting } from '@linli/contracts';
import { given } from '@linli/testing';
import type { IncidentIntent } from './incident.intents.ts';
import type { IncidentFact } from './incident.state.ts';
import { incident, type IncidentCommand, type PoliciesInForce } from './incident.ts';

const standard = 'GB/T-47678.5';
const rubbish = { standard, kind: 'matter', code: '06010' } as const;
const officeHours = [
  { from: '08:30', to: '12:00' },
  { from: '14:00', to: '17:30' },
];
const policies: PoliciesInForce = {
  catalogue: defaultCatalogue,
  routing: defaultRouting,
  calendar: { version: 4, officeHours, holidays: [], makeUpWorkDays: [] },
  deadlines: {
    version: 3,
    rules: [
      { standard, codePrefix: '', stage: 'triage', kind: 'urgent_hours', amount: 2 },
      { standard, codePrefix: '', stage: 'dispatch', kind: 'work_hours', amount: 2 },
      { standard, codePrefix: '', stage: 'handling', kind: 'work_days', amount: 3 },
      { standard, codePrefix: '06010', stage: 'handling', kind: 'work_hours', amount: 4 },
      { standard, codePrefix: '', stage: 'check', kind: 'natural_days', amount: 1 },
    ],
  },
};

const clock = (local: string): number => Date.parse(`${local.replace(' ', 'T')}:00+08:00`);
const iso = (local: string): string => new Date(clock(local)).toISOString();
const ask = (local: string, intent: IncidentIntent): IncidentCommand => ({
  ...intent,
  at: clock(local),
  policies,
});
const after = (...events: readonly IncidentFact[]) => given(incident).events(...events);

const unit = 'sanitation:420105';
const task = { taskId: '1', unit };
const point = { lon: 114.2005, lat: 30.5505 };
const areaPath = '42/01/05/011/010/A1/B07/U021/G0431/';

type Started = Extract<IncidentFact, { type: 'ClockStarted' }>['data'];
const started = (
  stage: Started['stage'],
  [kind, amount]: [Started['kind'], number],
  from: string,
  due: string,
  rest: Partial<Started> = { unit },
): IncidentFact => ({
  type: 'ClockStarted',
  data: {
    stage,
    round: 1,
    kind,
    amount,
    startedAt: iso(from),
    due: iso(due),
    deadlinesVersion: 3,
    calendarVersion: 4,
    ...rest,
  },
});
const stopped = (stage: Started['stage'], at: string, missed = false, round = 1): IncidentFact => ({
  type: 'ClockStopped',
  data: { stage, round, stoppedAt: iso(at), missed },
});
const missed = (stage: Started['stage'], due: string, rest: object = { unit }): IncidentFact => ({
  type: 'DeadlineMissed',
  data: { stage, round: 1, due: iso(due), ...rest },
});
const parkedAt = (local: string): IncidentFact => ({
  type: 'IncidentParked',
  data: { reason: 'waiting_for_reporter' },
  recordedAt: clock(local),
});

const report = { channel: 'app', occurredAt: iso('2026-05-08 15:00'), severity: 'normal' } as const;
const routed: readonly IncidentFact[] = [
  { type: 'IncidentReported', data: report },
  { type: 'IncidentClassified', data: { catalogueVersion: 1, category: rubbish } },
  { type: 'IncidentLocated', data: { point, gridCode: 'G0431', areaPath } },
  { type: 'IncidentRouted', data: { basis: 'rule', routingVersion: 1 } },
  { type: 'LeadUnitAssigned', data: { unit } },
];
const dispatched: readonly IncidentFact[] = [...routed, { type: 'TaskDispatched', data: task }];
/** Accepted on a Friday at 16:30 with 4 work hours: due Monday 11:30 (C-4.5). */
const handling = started('handling', ['work_hours', 4], '2026-05-08 16:30', '2026-05-11 11:30');
const working: readonly IncidentFact[] = [...dispatched, { type: 'TaskAccepted', data: task }, handling];
const completed: readonly IncidentFact[] = [...working, { type: 'TaskCompleted', data: task }];

describe('the clocks of an incident', () => {
  test('I-02: triage runs from the report to the routing, dispatch from there to the acceptance', () => {
    after()
      .when(ask('2026-05-08 16:00', { type: 'ReportIncident', report }))
      .then(
        { type: 'IncidentReported', data: report },
        started('triage', ['urgent_hours', 2], '2026-05-08 16:00', '2026-05-08 18:00', {}),
      );
    const triage = started('triage', ['urgent_hours', 2], '2026-05-08 16:00', '2026-05-08 18:00', {});
    after(...routed.slice(0, 3), triage)
      .when(ask('2026-05-08 17:00', { type: 'RouteIncident' }))
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
      .when(ask('2026-05-08 16:30', { type: 'AcceptTask', unit }))
      .then({ type: 'TaskAccepted', data: task }, stopped('dispatch', '2026-05-08 16:30'), handling);
  });

  test('I-02: check runs from the completion to the closing', () => {
    const check = started('check', ['natural_days', 1], '2026-05-11 10:00', '2026-05-12 10:00', {});
    after(...working)
      .when(ask('2026-05-11 10:00', { type: 'CompleteTask', unit }))
      .then({ type: 'TaskCompleted', data: task }, stopped('handling', '2026-05-11 10:00'), check);
    after(...completed, stopped('handling', '2026-05-11 10:00'), check, {
      type: 'CheckPassed',
      data: { round: 1 },
    })
      .when(ask('2026-05-11 17:00', { type: 'CloseIncident' }))
      .then({ type: 'IncidentClosed', data: { outcome: 'handled' } }, stopped('check', '2026-05-11 17:00'));
  });

  test('I-29: a failed check starts a new handling clock of the second round', () => {
    after(...completed, stopped('handling', '2026-05-11 10:00'))
      .when(ask('2026-05-11 14:00', { type: 'FailCheck', reason: 'still_there' }))
      .then(
        { type: 'CheckFailed', data: { round: 1, reason: 'still_there' } },
        started('handling', ['work_hours', 4], '2026-05-11 14:00', '2026-05-12 09:00', { unit, round: 2 }),
      );
  });

  test('I-20: passing back a task that was not accepted leaves its dispatch clock running', () => {
    after(...dispatched, started('dispatch', ['work_hours', 2], '2026-05-08 16:00', '2026-05-11 09:00'))
      .when(ask('2026-05-08 17:00', { type: 'ReturnTask', unit, reason: 'not_our_duty' }))
      .then({ type: 'TaskReturned', data: { ...task, reason: 'not_our_duty', returns: 1 } });
  });

  test('I-20: passing back an accepted task stops its handling clock and starts a new dispatch clock', () => {
    after(...working)
      .when(ask('2026-05-11 10:00', { type: 'ReturnTask', unit, reason: 'not_our_duty' }))
      .then(
        { type: 'TaskReturned', data: { ...task, reason: 'not_our_duty', returns: 1 } },
        stopped('handling', '2026-05-11 10:00'),
        started('dispatch', ['work_hours', 2], '2026-05-11 10:00', '2026-05-11 12:00'),
      );
  });

  test('I-02: voiding stops the running clock', () => {
    after(...working)
      .when(ask('2026-05-11 10:00', { type: 'VoidIncident', reason: 'not_found' }))
      .then(
        { type: 'IncidentClosed', data: { outcome: 'voided', reason: 'not_found' } },
        stopped('handling', '2026-05-11 10:00'),
      );
  });

  test('I-02: a stage without a time limit has no clock', () => {
    const unlimited = { ...policies, deadlines: { version: 9, rules: [] } };
    after()
      .when({ ...ask('2026-05-08 16:00', { type: 'ReportIncident', report }), policies: unlimited })
      .then({ type: 'IncidentReported', data: report });
  });

  test('a process clock that steps back does not take the incident with it', () => {
    after(...working)
      .when(ask('2026-05-08 16:00', { type: 'CompleteTask', unit }))
      .then(
        { type: 'TaskCompleted', data: task },
        stopped('handling', '2026-05-08 16:30'),
        started('check', ['natural_days', 1], '2026-05-08 16:30', '2026-05-09 16:30', {}),
      );
  });
});

describe('missing a deadline', () => {
  const due = clock('2026-05-11 11:30');
  const missing: IncidentIntent = { type: 'RecordMissedDeadline', stage: 'handling', round: 1, due };

  test('C-4.4: is recorded when the due time has gone by', () => {
    after(...working)
      .when(ask('2026-05-11 11:31', missing))
      .then(missed('handling', '2026-05-11 11:30'));
  });

  test('C-4.4: is recorded once', () => {
    after(...working, missed('handling', '2026-05-11 11:30'))
      .when(ask('2026-05-11 11:32', missing))
      .thenNothing();
  });

  test('C-4.4: is not recorded at or before the due time', () => {
    after(...working)
      .when(ask('2026-05-11 11:30', missing))
      .thenNothing();
  });

  test('C-4.4: is never recorded after the stop', () => {
    after(...completed, stopped('handling', '2026-05-11 10:00'))
      .when(ask('2026-05-11 11:31', missing))
      .thenNothing();
  });

  test('C-4.3: is not recorded for a clock that stands still', () => {
    after(...working, parkedAt('2026-05-11 10:00'))
      .when(ask('2026-05-11 11:31', missing))
      .thenNothing();
  });

  test('C-4.4: is not recorded for a due time that holds no more, or a clock that never ran', () => {
    after(...working)
      .when(ask('2026-05-11 11:31', { ...missing, due: due - 1 }))
      .thenNothing();
    after(...working)
      .when(ask('2026-05-11 11:31', { ...missing, round: 2 }))
      .thenNothing();
    after().when(ask('2026-05-11 11:31', missing)).thenNothing();
  });

  test('C-4.4: work done late is missed even if the timer has not been there yet', () => {
    after(...working)
      .when(ask('2026-05-11 11:31', { type: 'CompleteTask', unit }))
      .then(
        { type: 'TaskCompleted', data: task },
        missed('handling', '2026-05-11 11:30'),
        stopped('handling', '2026-05-11 11:31', true),
        started('check', ['natural_days', 1], '2026-05-11 11:31', '2026-05-12 11:31', {}),
      );
  });

  test('C-4.4: work done at the due time is in time', () => {
    const decision = after(...working).when(ask('2026-05-11 11:30', { type: 'CompleteTask', unit })).decision;
    expect(decision).toMatchObject({ events: [{}, stopped('handling', '2026-05-11 11:30'), {}] });
  });

  test('C-4.4: the stop says that the deadline had been missed', () => {
    after(...completed.slice(0, -1), missed('handling', '2026-05-11 11:30'))
      .when(ask('2026-05-11 15:00', { type: 'VoidIncident', reason: 'not_found' }))
      .then(
        { type: 'IncidentClosed', data: { outcome: 'voided', reason: 'not_found' } },
        stopped('handling', '2026-05-11 15:00', true),
      );
  });

  test('C-4.5: an extension granted after the deadline does not erase the miss', () => {
    const extended: IncidentFact = {
      type: 'DueTimeRecomputed',
      data: { stage: 'handling', round: 1, due: iso('2026-05-12 11:30'), cause: 'extension' },
    };
    const past = [...working, missed('handling', '2026-05-11 11:30'), extended];
    after(...past)
      .when(ask('2026-05-12 12:00', { ...missing, due: clock('2026-05-12 11:30') }))
      .thenNothing();
    after(...past)
      .when(ask('2026-05-12 10:00', { type: 'VoidIncident', reason: 'not_found' }))
      .then(
        { type: 'IncidentClosed', data: { outcome: 'voided', reason: 'not_found' } },
        stopped('handling', '2026-05-12 10:00', true),
      );
  });
});

describe('a pause', () => {
  test('C-4.5: of 2 hours of working time moves the due time by 2 working hours', () => {
    // Parked Monday 09:30, resumed Monday 11:30: two office hours do not count.
    after(...working, parkedAt('2026-05-11 09:30'))
      .when(ask('2026-05-11 11:30', { type: 'ResumeIncident' }))
      .then(
        { type: 'IncidentResumed', data: {} },
        {
          type: 'DueTimeRecomputed',
          data: { stage: 'handling', round: 1, due: iso('2026-05-11 15:30'), cause: 'resumed' },
        },
      );
  });

  test('C-4.3: over a night does not move a clock of work hours', () => {
    after(...working, parkedAt('2026-05-08 18:00'))
      .when(ask('2026-05-11 08:00', { type: 'ResumeIncident' }))
      .then({ type: 'IncidentResumed', data: {} });
  });

  test('C-4.3: moves a clock of continuous hours by its whole length', () => {
    const triage = started('triage', ['urgent_hours', 2], '2026-05-08 23:00', '2026-05-09 01:00', {});
    after({ type: 'IncidentReported', data: report }, triage, parkedAt('2026-05-08 23:30'))
      .when(ask('2026-05-10 12:00', { type: 'ResumeIncident' }))
      .then(
        { type: 'IncidentResumed', data: {} },
        {
          type: 'DueTimeRecomputed',
          data: { stage: 'triage', round: 1, due: iso('2026-05-10 13:30'), cause: 'resumed' },
        },
      );
  });

  test('C-4.3: does not hide a deadline that was missed before', () => {
    after(...working)
      .when(ask('2026-05-11 15:00', { type: 'ParkIncident', reason: 'waiting_for_reporter' }))
      .then(missed('handling', '2026-05-11 11:30'), {
        type: 'IncidentParked',
        data: { reason: 'waiting_for_reporter' },
      });
    after(...working, missed('handling', '2026-05-11 11:30'), parkedAt('2026-05-11 15:00'))
      .when(ask('2026-05-11 16:00', { type: 'ResumeIncident' }))
      .then({ type: 'IncidentResumed', data: {} });
  });

  test('C-4.3: that ends by voiding leaves the deadline unmissed, however long it was', () => {
    after(...working, parkedAt('2026-05-11 09:30'))
      .when(ask('2026-06-11 09:30', { type: 'VoidIncident', reason: 'not_found' }))
      .then(
        { type: 'IncidentClosed', data: { outcome: 'voided', reason: 'not_found' } },
        stopped('handling', '2026-06-11 09:30'),
      );
  });
});
