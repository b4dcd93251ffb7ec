import { describe, expect, test } from '@jest/globals';
import type { LoggedEvent } from '@linli/testing/history';
import { folds } from '../src/folds.ts';
import { lagsIn } from '../src/observers/lag-watch.ts';

function event(type: string, facts: Readonly<Record<string, unknown>> = {}): LoggedEvent {
  const rest = { context: 'incidents', position: 1, revision: 0, id: 'id', command: 'command' };
  return { ...rest, stream: 'incident-1', type, facts };
}

describe('What grids add up to', () => {
  const open = (event: LoggedEvent) => [...(folds.effects?.['open-per-grid']?.(event) ?? [])];

  test('is one more where an incident is located, and one less where it was before', () => {
    expect(open(event('IncidentLocated', { area: 'A/G1/' }))).toEqual([['A/G1/', 1]]);
    expect(open(event('IncidentLocated', { area: 'A/G2/', previous: 'A/G1/' }))).toEqual([
      ['A/G1/', -1],
      ['A/G2/', 1],
    ]);
  });

  test('is one less where it is closed, unless it was never located in a grid', () => {
    expect(open(event('IncidentClosed', { area: 'A/G1/' }))).toEqual([['A/G1/', -1]]);
    expect(open(event('IncidentClosed', { area: 'A/' }))).toEqual([]);
    expect(open(event('TaskAccepted'))).toEqual([]);
  });
});

describe('Where an incident stands', () => {
  const reference = folds.references?.['incidents'];
  const shown = (...types: readonly string[]) => {
    const body = types.reduce<unknown>(
      (before, type) => reference?.evolve(before, event(type), 'incident-1'),
      undefined,
    );
    return reference?.show?.(body);
  };
  const opened = ['IncidentReported', 'IncidentClassified', 'IncidentLocated', 'ClockStarted'];
  const done = [...opened, 'IncidentRouted', 'TaskDispatched', 'TaskAccepted', 'TaskCompleted'];

  test.each([
    [['IncidentReported'], 'reported'],
    [opened, 'located'],
    [[...opened, 'IncidentRouted', 'LeadUnitAssigned'], 'routed'],
    [[...opened, 'IncidentRouted', 'TaskDispatched', 'TaskReturned'], 'returned'],
    [done, 'completed'],
    [[...done, 'CheckFailed'], 'accepted'],
    [[...done, 'CheckPassed', 'IncidentParked'], 'parked'],
    [[...done, 'CheckPassed', 'IncidentParked', 'IncidentResumed'], 'checked'],
    [[...done, 'CheckPassed', 'IncidentClosed', 'ClockStopped'], 'closed'],
  ])('after %j is %s', (types, stage) => {
    expect(shown(...types)).toEqual({ stage, events: types.length });
  });
});

test('lag is read from metrics as the sum over a consumer its sources', () => {
  const metrics = [
    '# HELP linli_projection_lag_events Events at the source that the projection has not absorbed.',
    'linli_projection_lag_events{projection="residents.area-tree",source="residents"} 0',
    'linli_projection_lag_events{projection="operations.incident-board",source="incidents/0"} 3',
    'linli_projection_lag_events{projection="operations.incident-board",source="incidents/1"} 4',
    'linli_projection_lag_seconds{projection="operations.incident-board",source="incidents/1"} 1.5',
  ].join('\n');
  expect([...lagsIn(metrics)]).toEqual([
    ['residents.area-tree', 0],
    ['operations.incident-board', 7],
  ]);
});
