import { describe, test } from '@jest/globals';
import {
  rubbish,
  sanitation,
  community,
  at,
  inGrid,
  now,
  of,
  point,
  type IncidentCommand,
  reported,
  classified,
  located,
  routed,
  task,
  dispatched,
  accepted,
  completed,
  checked,
  closed,
  parked,
  after,
} from '../../test/incident-samples.ts';
import type { IncidentEvent } from '@linli/contracts';

describe('check and closing', () => {
  test('B-5.2: the supervision centre checks what is completed and closes what it has checked', () => {
    after(...completed)
      .when({ type: 'PassCheck' }, now)
      .then({ type: 'CheckPassed', data: { round: 1 } });
    after(...checked)
      .when({ type: 'CloseIncident' }, now)
      .then({ type: 'IncidentClosed', data: { outcome: 'handled' } });
  });

  test('I-17: nothing is checked before every task is completed', () => {
    for (const past of [routed, dispatched, accepted])
      for (const command of [{ type: 'PassCheck' }, { type: 'FailCheck', reason: 'still_there' }] as const)
        after(...past)
          .when(command, now)
          .thenRefused('I-17', 'task-not-completed');
    after(...completed, { type: 'TaskDispatched', data: { taskId: '2', unit: community } })
      .when({ type: 'PassCheck' }, now)
      .thenRefused('I-17', 'task-not-completed');
  });

  test('B-5.2: nothing is closed that has not been checked', () => {
    after(...completed)
      .when({ type: 'CloseIncident' }, now)
      .thenRefused('B-5.2', 'check-not-passed');
  });

  test('B-5.2: the party that does the work never checks, closes or voids its own case', () => {
    const unit = sanitation;
    after(...completed)
      .when({ type: 'PassCheck' }, of(unit))
      .thenRefused('B-5.2', 'own-case', 'unit');
    after(...completed)
      .when({ type: 'FailCheck', reason: 'still_there' }, of(unit))
      .thenRefused('B-5.2', 'own-case');
    after(...checked)
      .when({ type: 'CloseIncident' }, of(unit))
      .thenRefused('B-5.2', 'own-case');
    after(...accepted)
      .when({ type: 'VoidIncident', reason: 'not_found' }, of(unit))
      .thenRefused('B-5.2', 'own-case');
  });

  test('B-5.2: another unit may check', () => {
    after(...completed)
      .when({ type: 'PassCheck' }, of('supervision:420105'))
      .then({ type: 'CheckPassed', data: { round: 1 } });
  });

  test('I-29: a failed check puts the task back to work and the next check is the second', () => {
    const failed: IncidentEvent = { type: 'CheckFailed', data: { round: 1, reason: 'still_there' } };
    after(...completed)
      .when({ type: 'FailCheck', reason: 'still_there' }, now)
      .then(failed);
    after(...completed, failed)
      .when({ type: 'CompleteTask' }, of(sanitation))
      .then({ type: 'TaskCompleted', data: task });
    after(...completed, failed, { type: 'TaskCompleted', data: task })
      .when({ type: 'PassCheck' }, now)
      .then({ type: 'CheckPassed', data: { round: 2 } });
  });

  test('B-5.2: a passed check is not taken back', () => {
    after(...checked)
      .when({ type: 'FailCheck', reason: 'still_there' }, now)
      .thenRefused('B-5.2', 'check-already-passed');
  });

  test('B-5.2: an incident can be voided at any stage, and is over then', () => {
    for (const past of [[reported], routed, accepted, checked, [reported, parked]])
      after(...past)
        .when({ type: 'VoidIncident', reason: 'cancelled_by_reporter' }, now)
        .then({ type: 'IncidentClosed', data: { outcome: 'voided', reason: 'cancelled_by_reporter' } });
  });

  test('B-5.2: what is closed stays closed, whatever is asked', () => {
    const everything: readonly IncidentCommand[] = [
      { type: 'ClassifyIncident', category: rubbish },
      { type: 'LocateIncident', point },
      { type: 'RouteIncident' },
      { type: 'DispatchTask' },
      { type: 'AcceptTask' },
      { type: 'ReturnTask', reason: 'late' },
      { type: 'CompleteTask' },
      { type: 'PassCheck' },
      { type: 'FailCheck', reason: 'late' },
      { type: 'CloseIncident' },
      { type: 'VoidIncident', reason: 'late' },
      { type: 'ParkIncident', reason: 'late' },
      { type: 'ResumeIncident' },
    ];
    const voided = { type: 'IncidentClosed', data: { outcome: 'voided', reason: 'false_report' } } as const;
    for (const command of everything) {
      after(...closed)
        .when(command, of(sanitation))
        .thenRefused('B-5.2', 'incident-closed');
      after(reported, voided).when(command, of(sanitation)).thenRefused('B-5.2', 'incident-closed');
      after().when(command, of(sanitation)).thenRefused('B-5.2', 'incident-unknown');
    }
  });
});

describe('parking', () => {
  test('C-4.3: an incident is parked with a reason and resumed, once each', () => {
    const since = { ...parked, recordedAt: at };
    after(...accepted)
      .when({ type: 'ParkIncident', reason: 'waiting_for_reporter' }, now)
      .then(parked);
    after(...accepted, since)
      .when({ type: 'ResumeIncident' }, now)
      .then({ type: 'IncidentResumed', data: {} });
    after(...accepted, since)
      .when({ type: 'ParkIncident', reason: 'late' }, now)
      .thenRefused('C-4.3', 'incident-parked');
    after(...accepted)
      .when({ type: 'ResumeIncident' }, now)
      .thenRefused('C-4.3', 'incident-not-parked');
  });

  test('C-4.3: while it is parked the work stands still', () => {
    for (const [past, command] of [
      [[reported, classified, located], { type: 'RouteIncident' }],
      [routed, { type: 'DispatchTask' }],
      [dispatched, { type: 'AcceptTask' }],
      [accepted, { type: 'CompleteTask' }],
      [completed, { type: 'PassCheck' }],
      [checked, { type: 'CloseIncident' }],
    ] as const)
      after(...past, parked)
        .when(command, now)
        .thenRefused('C-4.3', 'incident-parked');
  });

  test('C-4.3: what the reporter was waited for may come in while it is parked', () => {
    after(reported, parked).when({ type: 'ClassifyIncident', category: rubbish }, now).then(classified);
    after(reported, parked).when({ type: 'LocateIncident', point }, inGrid).then(located);
  });
});
