import { describe, test } from '@jest/globals';
import {
  sanitation,
  community,
  ask,
  reported,
  classified,
  located,
  routed,
  task,
  dispatched,
  accepted,
  completed,
  after,
} from '../../test/incident-samples.ts';
import type { IncidentFact } from './incident.state.ts';

describe('the task', () => {
  test('I-17: is given to the unit named, or to the lead unit', () => {
    after(...routed)
      .when(ask({ type: 'DispatchTask', unit: sanitation }))
      .then({ type: 'TaskDispatched', data: task });
    after(...routed)
      .when(ask({ type: 'DispatchTask' }))
      .then({ type: 'TaskDispatched', data: { taskId: '1', unit: community } });
  });

  test('I-21: is not given out before somebody answers for the incident', () => {
    after(reported, classified, located)
      .when(ask({ type: 'DispatchTask' }))
      .thenRefused('I-21', 'not-routed');
  });

  test('I-17: is given out once', () => {
    after(...dispatched)
      .when(ask({ type: 'DispatchTask' }))
      .thenRefused('I-17', 'task-open');
    after(...completed)
      .when(ask({ type: 'DispatchTask' }))
      .thenRefused('I-17', 'task-open');
  });

  test('I-17: is accepted and completed by its unit', () => {
    after(...dispatched)
      .when(ask({ type: 'AcceptTask', unit: sanitation }))
      .then({ type: 'TaskAccepted', data: task });
    after(...accepted)
      .when(ask({ type: 'CompleteTask', unit: sanitation, taskId: '1' }))
      .then({ type: 'TaskCompleted', data: task });
  });

  test('I-17: is no business of another unit', () => {
    const other = 'enforcement:420105';
    for (const intent of [
      { type: 'AcceptTask', unit: other },
      { type: 'ReturnTask', unit: other, reason: 'not_our_duty' },
      { type: 'CompleteTask', unit: other },
    ] as const)
      after(...dispatched)
        .when(ask(intent))
        .thenRefused('I-17', 'task-of-other-unit', 'unit');
  });

  test('I-17: goes its way in order', () => {
    const unit = sanitation;
    after(...routed)
      .when(ask({ type: 'AcceptTask', unit }))
      .thenRefused('I-17', 'no-such-task');
    after(...dispatched)
      .when(ask({ type: 'CompleteTask', unit }))
      .thenRefused('I-17', 'task-not-accepted');
    after(...accepted)
      .when(ask({ type: 'AcceptTask', unit }))
      .thenRefused('I-17', 'task-not-dispatched');
    after(...completed)
      .when(ask({ type: 'ReturnTask', unit, reason: 'not_our_duty' }))
      .thenRefused('I-17', 'task-not-open');
    after(...dispatched)
      .when(ask({ type: 'AcceptTask', unit, taskId: '7' }))
      .thenRefused('I-17', 'no-such-task', 'taskId');
  });

  test('I-20: is given back only with a reason', () => {
    after(...dispatched)
      .when(ask({ type: 'ReturnTask', unit: sanitation, reason: '' }))
      .thenRefused('I-20', 'reason-missing', 'reason');
  });

  test('I-20: counts its returns through every unit it was with', () => {
    const other = 'enforcement:420105';
    const returned = (unit: string, returns: number): IncidentFact => ({
      type: 'TaskReturned',
      data: { taskId: '1', unit, reason: 'not_our_duty', returns },
    });
    after(...accepted)
      .when(ask({ type: 'ReturnTask', unit: sanitation, reason: 'not_our_duty' }))
      .then(returned(sanitation, 1));
    after(...accepted, returned(sanitation, 1))
      .when(ask({ type: 'DispatchTask', unit: other }))
      .then({ type: 'TaskDispatched', data: { taskId: '1', unit: other } });
    after(...accepted, returned(sanitation, 1), {
      type: 'TaskDispatched',
      data: { taskId: '1', unit: other },
    })
      .when(ask({ type: 'ReturnTask', unit: other, reason: 'not_our_duty' }))
      .then(returned(other, 2));
  });
});
