import { describe, expect, test } from '@jest/globals';
import type { SegmentCoverageEvent } from '@linli/contracts';
import { given } from '@linli/testing';
import fc from 'fast-check';
import { play } from '../../test/play.ts';
import { segmentCoverage } from './segment-coverage.ts';

const areaPath = '42/01/05/011/010/';
const grid = (n: number) => `${areaPath}A1/B07/U021/G${String(n).padStart(4, '0')}/`;
const all = Array.from({ length: 868 }, (_, n) => grid(n + 1));
const check = { type: 'CheckSegmentCoverage', areaPath } as const;
const uncleaned = (...grids: string[]): SegmentCoverageEvent => ({
  type: 'GridUncleanedDetected',
  data: { areaPath, grids },
});
const covered = (...grids: string[]): SegmentCoverageEvent => ({
  type: 'GridCleaningCovered',
  data: { areaPath, grids },
});
const facts = (grids: readonly string[], cleaned: readonly string[]) => ({ known: { grids, cleaned } });

describe('S-31: every grid is cleaned', () => {
  test('S-31: of 868 grids one is in no segment, and that is told exactly once', () => {
    const gap = facts(all, all.slice(0, 867));
    given(segmentCoverage)
      .when(check, gap)
      .then(uncleaned(grid(868)));
    given(segmentCoverage)
      .events(uncleaned(grid(868)))
      .when(check, gap)
      .thenNothing();
    given(segmentCoverage).when(check, facts(all, all)).thenNothing();
  });

  test('S-31: a grid that is cleaned again, or is no grid any more, is told as well', () => {
    const gap = given(segmentCoverage).events(uncleaned(grid(1), grid(2)));
    gap.when(check, facts(all, all)).then(covered(grid(1), grid(2)));
    gap
      .when(check, facts([grid(2), grid(4), grid(3)], []))
      .then(uncleaned(grid(3), grid(4)), covered(grid(1)));
  });

  test('S-31: nothing is told of what is not known', () => {
    for (const known of [{ grids: all }, { cleaned: all }])
      given(segmentCoverage).when(check, { known }).thenRefused('S-31', 'grids-unknown');
  });

  const some = fc.subarray(all.slice(0, 6));
  const step = fc.tuple(some, some).map(([grids, cleaned]) => [check, facts(grids, cleaned)] as const);

  test('S-31: whatever is there, what has been told is what is so', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 10 }), (steps) => {
        const told = new Set<string>();
        for (const [n, events] of play(segmentCoverage, steps).entries()) {
          for (const { type, data } of events)
            for (const one of data.grids) {
              expect(told.has(one)).toBe(type === 'GridCleaningCovered');
              if (type === 'GridCleaningCovered') told.delete(one);
              else told.add(one);
            }
          const { grids, cleaned } = steps[n]?.[1].known ?? { grids: [], cleaned: [] };
          expect([...told].sort()).toEqual(grids.filter((one) => !cleaned.includes(one)));
        }
      }),
    );
  });
});
