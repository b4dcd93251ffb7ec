import { describe, test } from '@jest/globals';
import {
  policies,
  ask,
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
