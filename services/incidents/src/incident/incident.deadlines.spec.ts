import { describe, expect, test } from '@jest/globals';
import {
  iso,
  at,
  byUnit,
  after,
  task,
  started,
  stopped,
  missed,
  parkedAt,
  report,
  working,
  completed,
} from '../../test/clock-samples.ts';
import type { IncidentEvent } from '@linli/contracts';

describe('missing a deadline', () => {
  const due = iso('2026-05-11 11:30');
  const missing = { type: 'RecordMissedDeadline', stage: 'handling', round: 1, due } as const;

  test('C-4.4: is recorded when the due time has gone by', () => {
    after(...working)
      .when(missing, at('2026-05-11 11:31'))
      .then(missed('handling', '2026-05-11 11:30'));
  });

  test('C-4.4: is recorded once', () => {
    after(...working, missed('handling', '2026-05-11 11:30'))
      .when(missing, at('2026-05-11 11:32'))
      .thenNothing();
  });

  test('C-4.4: is not recorded at or before the due time', () => {
    after(...working)
      .when(missing, at('2026-05-11 11:30'))
      .thenNothing();
  });

  test('C-4.4: is never recorded after the stop', () => {
    after(...completed, stopped('handling', '2026-05-11 10:00'))
      .when(missing, at('2026-05-11 11:31'))
      .thenNothing();
  });

  test('C-4.3: is not recorded for a clock that stands still', () => {
    after(...working, parkedAt('2026-05-11 10:00'))
      .when(missing, at('2026-05-11 11:31'))
      .thenNothing();
  });

  test('C-4.4: is not recorded for a due time that holds no more, or a clock that never ran', () => {
    after(...working)
      .when({ ...missing, due: iso('2026-05-11 11:29') }, at('2026-05-11 11:31'))
      .thenNothing();
    after(...working)
      .when({ ...missing, round: 2 }, at('2026-05-11 11:31'))
      .thenNothing();
    after().when(missing, at('2026-05-11 11:31')).thenNothing();
  });

  test('C-4.4: work done late is missed even if the timer has not been there yet', () => {
    after(...working)
      .when({ type: 'CompleteTask' }, at('2026-05-11 11:31', byUnit))
      .then(
        { type: 'TaskCompleted', data: task },
        missed('handling', '2026-05-11 11:30'),
        stopped('handling', '2026-05-11 11:31', true),
        started('check', ['natural_days', 1], '2026-05-11 11:31', '2026-05-12 11:31', {}),
      );
  });

  test('C-4.4: work done at the due time is in time', () => {
    const decision = after(...working).when(
      { type: 'CompleteTask' },
      at('2026-05-11 11:30', byUnit),
    ).decision;
    expect(decision).toMatchObject({ events: [{}, stopped('handling', '2026-05-11 11:30'), {}] });
  });

  test('C-4.4: the stop says that the deadline had been missed', () => {
    after(...completed.slice(0, -1), missed('handling', '2026-05-11 11:30'))
      .when({ type: 'VoidIncident', reason: 'not_found' }, at('2026-05-11 15:00'))
      .then(
        { type: 'IncidentClosed', data: { outcome: 'voided', reason: 'not_found' } },
        stopped('handling', '2026-05-11 15:00', true),
      );
  });

  test('C-4.5: an extension granted after the deadline does not erase the miss', () => {
    const extended: IncidentEvent = {
      type: 'DueTimeRecomputed',
      data: { stage: 'handling', round: 1, due: iso('2026-05-12 11:30'), cause: 'extension' },
    };
    const past = [...working, missed('handling', '2026-05-11 11:30'), extended];
    after(...past)
      .when({ ...missing, due: iso('2026-05-12 11:30') }, at('2026-05-12 12:00'))
      .thenNothing();
    after(...past)
      .when({ type: 'VoidIncident', reason: 'not_found' }, at('2026-05-12 10:00'))
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
      .when({ type: 'ResumeIncident' }, at('2026-05-11 11:30'))
      .then(
        { type: 'IncidentResumed', data: {} },
        {
          type: 'DueTimeRecomputed',
          data: {
            stage: 'handling',
            round: 1,
            due: iso('2026-05-11 15:30'),
            cause: 'resumed',
            calendarVersion: 4,
          },
        },
      );
  });

  test('C-4.3: over a night does not move a clock of work hours', () => {
    after(...working, parkedAt('2026-05-08 18:00'))
      .when({ type: 'ResumeIncident' }, at('2026-05-11 08:00'))
      .then({ type: 'IncidentResumed', data: {} });
  });

  test('C-4.3: moves a clock of continuous hours by its whole length', () => {
    const triage = started('triage', ['urgent_hours', 2], '2026-05-08 23:00', '2026-05-09 01:00', {});
    after({ type: 'IncidentReported', data: report }, triage, parkedAt('2026-05-08 23:30'))
      .when({ type: 'ResumeIncident' }, at('2026-05-10 12:00'))
      .then(
        { type: 'IncidentResumed', data: {} },
        {
          type: 'DueTimeRecomputed',
          data: {
            stage: 'triage',
            round: 1,
            due: iso('2026-05-10 13:30'),
            cause: 'resumed',
            calendarVersion: 4,
          },
        },
      );
  });

  test('C-4.3: does not hide a deadline that was missed before', () => {
    after(...working)
      .when({ type: 'ParkIncident', reason: 'waiting_for_reporter' }, at('2026-05-11 15:00'))
      .then(missed('handling', '2026-05-11 11:30'), {
        type: 'IncidentParked',
        data: { reason: 'waiting_for_reporter' },
      });
    after(...working, missed('handling', '2026-05-11 11:30'), parkedAt('2026-05-11 15:00'))
      .when({ type: 'ResumeIncident' }, at('2026-05-11 16:00'))
      .then({ type: 'IncidentResumed', data: {} });
  });

  test('C-4.3: that ends by voiding leaves the deadline unmissed, however long it was', () => {
    after(...working, parkedAt('2026-05-11 09:30'))
      .when({ type: 'VoidIncident', reason: 'not_found' }, at('2026-06-11 09:30'))
      .then(
        { type: 'IncidentClosed', data: { outcome: 'voided', reason: 'not_found' } },
        stopped('handling', '2026-06-11 09:30'),
      );
  });
});
