import { expect, test } from '@jest/globals';
import type { ProjectionRunner } from '@linli/read-models';
import { progressOf } from '../src/index.ts';

const state: ReturnType<ProjectionRunner['state']> = {
  view: 'incident-board',
  generation: 1,
  version: 1,
  parked: 0,
  sources: [
    { source: 'incidents/0', position: 4, head: 9, aliveAt: 0, lagMs: 10 },
    { source: 'incidents/1', position: 7, head: 7, aliveAt: 0, lagMs: 0 },
  ],
};

test('tells how far each source is, and nothing else of a projection that is well', () => {
  expect(progressOf({ state: () => state })).toBe(
    'incidents/0: 5 events behind, incidents/1: 0 events behind',
  );
});

test('tells the failure that is being retried, what is parked, and how far a rebuild is', () => {
  const [first] = state.sources;
  const failing = { ...first!, failure: { message: 'no room', attempts: 3 } };
  const rebuild = { position: 2, head: 9, generation: 2, parked: 0 };
  expect(progressOf({ state: () => ({ ...state, sources: [failing], parked: 1, rebuild }) })).toBe(
    'incidents/0: 5 events behind, failing: no room, 1 parked, rebuilding: 2 of 9',
  );
});
