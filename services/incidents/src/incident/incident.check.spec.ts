import { describe, test } from '@jest/globals';
import {
  rubbish,
  grid,
  sanitation,
  community,
  at,
  ask,
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
import type { IncidentIntent } from './incident.intents.ts';
import type { IncidentFact } from './incident.state.ts';

describe('check and closing', () => {
  test('B-5.2: the supervision centre checks what is completed and closes what it has checked', () => {
    after(...completed)
      .when(ask({ type: 'PassCheck' }))
      .then({ type: 'CheckPassed', data: { round: 1 } });
    after(...checked)
      .when(ask({ type: 'CloseIncident' }))
      .then({ type: 'IncidentClosed', data: { outcome: 'handled' } });
  });

  test('I-17: nothing is checked before every task is completed', () => {
    for (const past of [routed, dispatched, accepted])
      for (const intent of [{ type: 'PassCheck' }, { type: 'FailCheck', reason: 'still_there' }] as const)
        after(...past)
          .when(ask(intent))
          .thenRefused('I-17', 'task-not-completed');
    after(...completed, { type: 'TaskDispatched', data: { taskId: '2', unit: community } })
      .when(ask({ type: 'PassCheck' }))
      .thenRefused('I-17', 'task-not-completed');
  });

  test('B-5.2: nothing is closed that has not been checked', () => {
    after(...completed)
      .when(ask({ type: 'CloseIncident' }))
      .thenRefused('B-5.2', 'check-not-passed');
  });

  test('B-5.2: the party that does the work never checks, closes or voids its own case', () => {
    const unit = sanitation;
    after(...completed)
      .when(ask({ type: 'PassCheck', unit }))
      .thenRefused('B-5.2', 'own-case', 'unit');
    after(...completed)
      .when(ask({ type: 'FailCheck', unit, reason: 'still_there' }))
      .thenRefused('B-5.2', 'own-case');
    after(...checked)
      .when(ask({ type: 'CloseIncident', unit }))
      .thenRefused('B-5.2', 'own-case');
    after(...accepted)
      .when(ask({ type: 'VoidIncident', unit, reason: 'not_found' }))
      .thenRefused('B-5.2', 'own-case');
  });

  test('B-5.2: another unit may check', () => {
    after(...completed)
      .when(ask({ type: 'PassCheck', unit: 'supervision:420105' }))
      .then({ type: 'CheckPassed', data: { round: 1 } });
  });

  test('I-29: a failed check puts the task back to work and the next check is the second', () => {
    const failed: IncidentFact = { type: 'CheckFailed', data: { round: 1, reason: 'still_there' } };
    after(...completed)
      .when(ask({ type: 'FailCheck', reason: 'still_there' }))
      .then(failed);
    after(...completed, failed)
      .when(ask({ type: 'CompleteTask', unit: sanitation }))
      .then({ type: 'TaskCompleted', data: task });
    after(...completed, failed, { type: 'TaskCompleted', data: task })
      .when(ask({ type: 'PassCheck' }))
      .then({ type: 'CheckPassed', data: { round: 2 } });
  });

  test('B-5.2: a passed check is not taken back', () => {
    after(...checked)
      .when(ask({ type: 'FailCheck', reason: 'still_there' }))
      .thenRefused('B-5.2', 'check-already-passed');
  });

  test('B-5.2: an incident can be voided at any stage, and is over then', () => {
    for (const past of [[reported], routed, accepted, checked, [reported, parked]])
      after(...past)
        .when(ask({ type: 'VoidIncident', reason: 'cancelled_by_reporter' }))
        .then({ type: 'IncidentClosed', data: { outcome: 'voided', reason: 'cancelled_by_reporter' } });
  });

  test('B-5.2: what is closed stays closed, whatever is asked', () => {
    const everything: readonly IncidentIntent[] = [
      { type: 'ClassifyIncident', category: rubbish },
      { type: 'LocateIncident', grid },
      { type: 'RouteIncident' },
      { type: 'DispatchTask' },
      { type: 'AcceptTask', unit: sanitation },
      { type: 'ReturnTask', unit: sanitation, reason: 'late' },
      { type: 'CompleteTask', unit: sanitation },
      { type: 'PassCheck' },
      { type: 'FailCheck', reason: 'late' },
      { type: 'CloseIncident' },
      { type: 'VoidIncident', reason: 'late' },
      { type: 'ParkIncident', reason: 'late' },
      { type: 'ResumeIncident' },
    ];
    const voided = { type: 'IncidentClosed', data: { outcome: 'voided', reason: 'false_report' } } as const;
    for (const intent of everything) {
      after(...closed)
        .when(ask(intent))
        .thenRefused('B-5.2', 'incident-closed');
      after(reported, voided).when(ask(intent)).thenRefused('B-5.2', 'incident-closed');
      after().when(ask(intent)).thenRefused('B-5.2', 'incident-unknown');
    }
  });
});

describe('parking', () => {
  test('C-4.3: an incident is parked with a reason and resumed, once each', () => {
    const since = { ...parked, recordedAt: at } as IncidentFact;
    after(...accepted)
      .when(ask({ type: 'ParkIncident', reason: 'waiting_for_reporter' }))
      .then(parked);
    after(...accepted, since)
      .when(ask({ type: 'ResumeIncident' }))
      .then({ type: 'IncidentResumed', data: {} });
    after(...accepted, since)
      .when(ask({ type: 'ParkIncident', reason: 'late' }))
      .thenRefused('C-4.3', 'incident-parked');
    after(...accepted)
      .when(ask({ type: 'ResumeIncident' }))
      .thenRefused('C-4.3', 'incident-not-parked');
  });

  test('C-4.3: while it is parked the work stands still', () => {
    for (const [past, intent] of [
      [[reported, classified, located], { type: 'RouteIncident' }],
      [routed, { type: 'DispatchTask' }],
      [dispatched, { type: 'AcceptTask', unit: sanitation }],
      [accepted, { type: 'CompleteTask', unit: sanitation }],
      [completed, { type: 'PassCheck' }],
      [checked, { type: 'CloseIncident' }],
    ] as const)
      after(...past, parked)
        .when(ask(intent))
        .thenRefused('C-4.3', 'incident-parked');
  });

  test('C-4.3: what the reporter was waited for may come in while it is parked', () => {
    after(reported, parked)
      .when(ask({ type: 'ClassifyIncident', category: rubbish }))
      .then(classified);
    after(reported, parked)
      .when(ask({ type: 'LocateIncident', grid }))
      .then(located);
  });
});
