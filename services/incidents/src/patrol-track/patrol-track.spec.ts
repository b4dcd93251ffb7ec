import { expect, test } from '@jest/globals';
import type { PatrolTrackEvent } from '@linli/contracts';
import { given } from '@linli/testing';
import fc from 'fast-check';
import { grid, point } from '../../test/incident-samples.ts';
import { play } from '../../test/play.ts';
import { patrolSampling, patrolTrack, trackOf } from './patrol-track.ts';

const at = '2026-05-11T01:05:00.000Z';
const record = (takenAt: string) => ({ type: 'RecordUnitPosition', patrol: 'p7', takenAt, point }) as const;
const recorded = (takenAt: string): PatrolTrackEvent => ({
  type: 'PatrolPositionRecorded',
  data: { patrol: 'p7', takenAt, point, gridCode: grid.code, areaPath: grid.areaPath },
});
const now = { at, known: { grid } };

test('I-08: a position is recorded in the grid around it, and not outside of every grid', () => {
  given(patrolTrack).when(record(at), now).then(recorded(at));
  given(patrolTrack).when(record('2026-05-11T09:05:00+08:00'), now).then(recorded(at));
  given(patrolTrack).when(record(at), { at }).thenRefused('I-08', 'outside-every-grid', 'point');
});

test('I-08: nobody was anywhere at a time to come, save for clocks that are fast', () => {
  given(patrolTrack).when(record('2026-05-11T01:15:00.000Z'), now).then(recorded('2026-05-11T01:15:00.000Z'));
  given(patrolTrack)
    .when(record('2026-05-11T01:15:00.001Z'), now)
    .thenRefused('I-08', 'taken-later', 'takenAt');
});

test('I-08: positions are samples, as many minutes apart as the policy says, whichever comes first', () => {
  const once = given(patrolTrack).events(recorded(at));
  const later = { ...now, at: '2026-05-11T03:00:00.000Z' };
  once.when(record('2026-05-11T01:14:59.999Z'), later).thenNothing();
  once.when(record('2026-05-11T00:55:00.001Z'), later).thenNothing();
  for (const takenAt of ['2026-05-11T01:15:00.000Z', '2026-05-11T00:55:00.000Z'])
    once.when(record(takenAt), later).then(recorded(takenAt));
  const policies = [[patrolSampling, { version: 2, minutes: 60 }]] as const;
  once.when(record('2026-05-11T02:04:59.999Z'), { ...later, policies }).thenNothing();
  given(patrolTrack).when(record(at), { at, policies }).thenRefused('I-08', 'outside-every-grid');
});

test('I-08: a track is that of a day of Shanghai, and how samples are taken is a policy with versions', () => {
  expect(trackOf({ patrol: 'p7', takenAt: '2026-05-11T16:00:00.000Z' })).toBe('p7-2026-05-12');
  given(patrolSampling.decider)
    .when({ content: { version: 2, minutes: 10 } })
    .thenRefused('I-08', 'version-out-of-order', 'version');
});

test('I-08: whatever is told in whatever order, no two samples are nearer than the policy says', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(24 * 60), { maxLength: 60 }), (minutes) => {
      const start = Date.parse('2026-05-10T16:00:00.000Z');
      const told = minutes.map((minute) => record(new Date(start + minute * 60_000).toISOString()));
      const later = { at: '2026-05-12T00:00:00.000Z', known: { grid } };
      const taken = play(
        patrolTrack,
        told.map((command) => [command, later] as const),
      )
        .flat()
        .map(({ data }) => Date.parse(data.takenAt))
        .sort((one, other) => one - other);
      expect(taken.length > 0).toBe(minutes.length > 0);
      taken.slice(1).forEach((moment, index) => {
        expect(moment - (taken[index] ?? 0)).toBeGreaterThanOrEqual(10 * 60_000);
      });
    }),
  );
});
