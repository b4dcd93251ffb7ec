import { describe, test } from '@jest/globals';
import {
  sanitation,
  community,
  now,
  of,
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
import type { IncidentEvent } from '@linli/contracts';

describe('the task', () => {
  test('I-17: is given to the unit named, or to the lead unit', () => {
    after(...routed)
      .when({ type: 'DispatchTask', unit: sanitation }, now)
      .then({ type: 'TaskDispatched', data: task });
    after(...routed)
      .when({ type: 'DispatchTask' }, now)
      .then({ type: 'TaskDispatched', data: { taskId: '1', unit: community } });
  });

  test('I-21: is not given out before somebody answers for the incident', () => {
    after(reported, classified, located)
      .when({ type: 'DispatchTask' }, now)
      .thenRefused('I-21', 'not-routed');
  });

  test('I-17: is given out once', () => {
    after(...dispatched)
      .when({ type: 'DispatchTask' }, now)
      .thenRefused('I-17', 'task-open');
    after(...completed)
      .when({ type: 'DispatchTask' }, now)
      .thenRefused('I-17', 'task-open');
  });

  test('I-17: is accepted and completed by its unit', () => {
    after(...dispatched)
      .when({ type: 'AcceptTask' }, of(sanitation))
      .then({ type: 'TaskAccepted', data: task });
    after(...accepted)
      .when({ type: 'CompleteTask', taskId: '1' }, of(sanitation))
      .then({ type: 'TaskCompleted', data: task });
  });

  test('I-17: is no business of another unit', () => {
    const other = 'enforcement:420105';
    for (const command of [
      { type: 'AcceptTask' },
      { type: 'ReturnTask', reason: 'not_our_duty' },
      { type: 'CompleteTask' },
    ] as const)
      after(...dispatched)
        .when(command, of(other))
        .thenRefused('I-17', 'task-of-other-unit', 'unit');
    after(...dispatched)
      .when({ type: 'AcceptTask' }, now)
      .thenRefused('I-17', 'task-of-other-unit', 'unit');
  });

  test('I-17: goes its way in order', () => {
    const unit = sanitation;
    after(...routed)
      .when({ type: 'AcceptTask' }, of(unit))
      .thenRefused('I-17', 'no-such-task');
    after(...dispatched)
      .when({ type: 'CompleteTask' }, of(unit))
      .thenRefused('I-17', 'task-not-accepted');
    after(...accepted)
      .when({ type: 'AcceptTask' }, of(unit))
      .thenRefused('I-17', 'task-not-dispatched');
    after(...completed)
      .when({ type: 'ReturnTask', reason: 'not_our_duty' }, of(unit))
      .thenRefused('I-17', 'task-not-open');
    after(...dispatched)
      .when({ type: 'AcceptTask', taskId: '7' }, of(unit))
      .thenRefused('I-17', 'no-such-task', 'taskId');
  });

  test('I-20: is given back only with a reason', () => {
    after(...dispatched)
      .when({ type: 'ReturnTask', reason: '' }, of(sanitation))
      .thenRefused('I-20', 'reason-missing', 'reason');
  });

  test('I-20: counts its returns through every unit it was with', () => {
    const other = 'enforcement:420105';
    const returned = (unit: string, returns: number): IncidentEvent => ({
      type: 'TaskReturned',
      data: { taskId: '1', unit, reason: 'not_our_duty', returns },
    });
    after(...accepted)
      .when({ type: 'ReturnTask', reason: 'not_our_duty' }, of(sanitation))
      .then(returned(sanitation, 1));
    after(...accepted, returned(sanitation, 1))
      .when({ type: 'DispatchTask', unit: other }, now)
      .then({ type: 'TaskDispatched', data: { taskId: '1', unit: other } });
    after(...accepted, returned(sanitation, 1), {
      type: 'TaskDispatched',
      data: { taskId: '1', unit: other },
    })
      .when({ type: 'ReturnTask', reason: 'not_our_duty' }, of(other))
      .then(returned(other, 2));
  });
});
