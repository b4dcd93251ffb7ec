import { describe, expect, test } from '@jest/globals';
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
import type { DataOf, IncidentEvent, incidentEvents } from '@linli/contracts';
import { given } from '@linli/testing';
import { caseStandards } from './case-standards.ts';

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

const enforcement = 'enforcement:420105';
const water = 'water:420105';
const departments = [sanitation, enforcement, water];
const reason = 'not_our_duty';
type Step = 'TaskDispatched' | 'TaskAccepted' | 'TaskCompleted';
const step = (type: Step, taskId: string): IncidentEvent => ({
  type,
  data: { taskId, unit: departments[Number(taskId) - 1] ?? '' },
});
const each = (type: Step, ...taskIds: readonly string[]) => taskIds.map((taskId) => step(type, taskId));
const joint = [...routed, ...each('TaskDispatched', '1', '2', '3')];
const allDone = [...joint, ...each('TaskAccepted', '1', '2', '3'), ...each('TaskCompleted', '1', '2', '3')];

describe('I-17: a joint task', () => {
  test('I-17: is one task for each of several units', () => {
    const command = { type: 'DispatchJointTask', units: departments } as const;
    after(...routed)
      .when(command, now)
      .then(...each('TaskDispatched', '1', '2', '3'));
    after(reported, classified, located).when(command, now).thenRefused('I-21', 'not-routed');
    after(...dispatched)
      .when(command, now)
      .thenRefused('I-17', 'task-open');
    after(...routed)
      .when({ ...command, units: [sanitation, water, sanitation] }, now)
      .thenRefused('I-17', 'unit-twice', 'units');
  });

  test('I-17: one incident of three departments is checked and closed only when all three are done', () => {
    const twoDone = [...joint, ...each('TaskAccepted', '1', '2', '3'), ...each('TaskCompleted', '1', '2')];
    const check = { type: 'PassCheck' } as const;
    after(...twoDone)
      .when(check, now)
      .thenRefused('I-17', 'task-not-completed');
    after(...twoDone)
      .when({ type: 'CloseIncident' }, now)
      .thenRefused('B-5.2', 'check-not-passed');
    after(...allDone)
      .when(check, now)
      .then({ type: 'CheckPassed', data: { round: 1 } });
    after(...twoDone)
      .when({ type: 'CompleteTask' }, of(water))
      .then(step('TaskCompleted', '3'));
  });

  test('I-17: each unit goes with its own task, and gives it back alone', () => {
    after(...joint)
      .when({ type: 'AcceptTask' }, of(enforcement))
      .then(step('TaskAccepted', '2'));
    const returned = { taskId: '2', unit: enforcement, reason, returns: 1 };
    const back: IncidentEvent = { type: 'TaskReturned', data: returned };
    after(...joint)
      .when({ type: 'ReturnTask', reason }, of(enforcement))
      .then(back);
    const waits = after(...joint, ...each('TaskAccepted', '1', '3'), back);
    waits
      .when({ type: 'DispatchTask', unit: water, taskId: '2' }, now)
      .then({ type: 'TaskDispatched', data: { taskId: '2', unit: water } });
    waits.when({ type: 'DispatchTask', taskId: '1' }, now).thenRefused('I-17', 'task-open');
  });
});

describe('I-17: the clocks of a joint task', () => {
  const minute = Date.parse('2026-05-11T01:05:00Z');
  type Started = DataOf<typeof incidentEvents.ClockStarted>;
  const clock = (stage: Started['stage'], unit?: string): IncidentEvent => ({
    type: 'ClockStarted',
    data: {
      ...{ stage, round: 1, kind: 'work_days', amount: 1, startedAt: '2026-05-11T01:00:00.000Z' },
      ...{ due: '2026-05-12T01:00:00.000Z', deadlinesVersion: 1, calendarVersion: 1 },
      ...(unit !== undefined && { unit }),
    },
  });
  const accepting = [...joint, clock('dispatch', community), ...each('TaskAccepted', '1', '2')];
  const working = [...joint, ...each('TaskAccepted', '1', '2', '3'), clock('handling', community)];
  const types = (
    events: readonly IncidentEvent[],
    command: Parameters<ReturnType<typeof after>['when']>[0],
    unit: string,
  ) => {
    const { decision } = after(...events).when(command, { at: minute, by: { unit } });
    return decision.outcome === 'refused'
      ? decision
      : decision.events.map(({ type, data }) =>
          'stage' in data && 'unit' in data ? [type, data.stage, data.unit] : type,
        );
  };

  test('I-17: the dispatch clock runs until the last unit has accepted, then the lead is on the handling clock', () => {
    expect(types(accepting.slice(0, -1), { type: 'AcceptTask' }, enforcement)).toEqual(['TaskAccepted']);
    expect(types(accepting, { type: 'AcceptTask' }, water)).toEqual([
      'TaskAccepted',
      'ClockStopped',
      ['ClockStarted', 'handling', community],
    ]);
  });

  test('I-17: the handling clock runs until the last unit has completed', () => {
    expect(types(working, { type: 'CompleteTask' }, water)).toEqual(['TaskCompleted']);
    const last = [...working, ...each('TaskCompleted', '1', '2')];
    expect(types(last, { type: 'CompleteTask' }, water)).toEqual([
      'TaskCompleted',
      'ClockStopped',
      'ClockStarted',
    ]);
  });

  test('I-17, I-29: what fails its check is on the lead again where several units worked', () => {
    expect(types(allDone, { type: 'FailCheck', reason }, '')).toEqual([
      'CheckFailed',
      ['ClockStarted', 'handling', community],
    ]);
  });
});

describe('I-20: no passing the buck', () => {
  const returned = (returns: number, unit = sanitation): IncidentEvent => ({
    type: 'TaskReturned',
    data: { taskId: '1', unit, reason, returns },
  });
  const again: IncidentEvent = { type: 'TaskDispatched', data: task };
  const twice = [...dispatched, returned(1), again, returned(2), again];
  const flagged: IncidentEvent = { type: 'BuckPassingFlagged', data: { taskId: '1', returns: 3 } };
  const forced: IncidentEvent = { type: 'TaskForceAssigned', data: { taskId: '1', unit: community } };
  const giveBack = { type: 'ReturnTask', reason } as const;

  test('I-20: the third return of one task is flagged and puts it to the lead unit by force', () => {
    after(...dispatched, returned(1), again)
      .when(giveBack, of(sanitation))
      .then(returned(2));
    after(...twice)
      .when(giveBack, of(sanitation))
      .then(returned(3), flagged, forced);
  });

  test('I-20: which return that is, the standards in force when the incident opened say', () => {
    const policies = [...(now.policies ?? []), [caseStandards, { version: 2, returnLimit: 1 }] as const];
    after(...dispatched)
      .when(giveBack, { ...of(sanitation), policies })
      .then(returned(1), { type: 'BuckPassingFlagged', data: { taskId: '1', returns: 1 } }, forced);
  });

  test('I-20: what is with the lead by force is accepted by it, not given back', () => {
    const passed = [...twice, returned(3), flagged, forced];
    after(...passed)
      .when(giveBack, of(community))
      .thenRefused('I-20', 'task-forced');
    after(...passed)
      .when({ type: 'AcceptTask' }, of(community))
      .then({ type: 'TaskAccepted', data: { taskId: '1', unit: community } });
    after(...passed)
      .when({ type: 'DispatchTask', unit: sanitation }, now)
      .thenRefused('I-17', 'task-open');
    after(...passed, { type: 'TaskAccepted', data: { taskId: '1', unit: community } })
      .when(giveBack, of(community))
      .thenRefused('I-20', 'task-forced');
  });

  test('I-20: the command centre forces a returned task on the lead before', () => {
    const force = { type: 'ForceAssign', reason: 'nobody_takes_it' } as const;
    after(...dispatched, returned(1))
      .when(force, now)
      .then({ type: 'TaskForceAssigned', data: { taskId: '1', unit: community, reason: force.reason } });
    after(...dispatched)
      .when(force, now)
      .thenRefused('I-20', 'task-not-returned');
    after(...dispatched, returned(1))
      .when({ ...force, taskId: '2' }, now)
      .thenRefused('I-20', 'task-not-returned');
    after(reported, classified, located).when(force, now).thenRefused('I-21', 'not-routed');
  });

  test('I-20: standards come in order', () => {
    given(caseStandards.decider)
      .when({ content: { version: 2, returnLimit: 3 } })
      .thenRefused('I-20', 'version-out-of-order', 'version');
  });
});
