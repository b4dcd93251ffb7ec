import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { intersection } from 'polyclip-ts';
import { JIANGXINYUAN, jiangxinyuanPlan } from '../src/index.ts';
import { planSteps } from '../src/seed/jiangxinyuan.ts';
import { areaOf, boundsOf, snap, tolerance, type Ring } from '../src/territory/geometry.ts';
import { territory } from '../src/territory/territory.ts';
import { after } from './deciding.ts';
import { inCounty } from './schoolbook-plan.ts';

const communityCode = JIANGXINYUAN;
const plan = jiangxinyuanPlan();
let built = territory.decider.initialState;

beforeAll(() => {
  for (const steps of planSteps(plan))
    built = after(
      territory,
      communityCode,
      built,
      { type: 'ApplyPlan', communityCode, steps },
      inCounty.known,
    );
});

/**
 * The two sides of a grid cut along a meridian of the lattice, drawn as a planner's program would: clipped and rounded.
 * A meridian beside the lattice would be rounded with them, at times over a corner close by.
 */
function cut(polygon: Ring, share: number): [Ring, Ring] {
  const { west, south, east, north } = boundsOf(polygon);
  const [[at = NaN] = []] = snap([[west + (east - west) * share, south]]);
  const side = (from: number, to: number): Ring => {
    const [[ring] = []] = intersection(
      [polygon as [number, number][]],
      [
        [
          [from, south],
          [to, south],
          [to, north],
          [from, north],
          [from, south],
        ],
      ],
    );
    return snap(ring ?? []);
  };
  return [side(west, at), side(at, east)];
}

describe('changing the plan of Jiangxinyuan', () => {
  test('R-32: any grid can be cut in two and merged again, and covers the same ground as before', () => {
    const grids = fc.constantFrom(...plan.grids);
    fc.assert(
      fc.property(
        grids,
        fc.double({ min: 0.3, max: 0.7, noNaN: true }),
        ({ code, unitCode, polygon }, share) => {
          const [west, east] = cut(polygon, share);
          const halved = after(territory, communityCode, built, {
            type: 'SplitGrid',
            communityCode,
            code,
            into: [
              { code: 'G9001', polygon: west },
              { code: 'G9002', polygon: east },
            ],
            validFrom: '2026-05-01',
          });
          const whole = after(territory, communityCode, halved, {
            type: 'MergeGrids',
            communityCode,
            codes: ['G9001', 'G9002'],
            into: { code: 'G9003' },
            validFrom: '2026-06-01',
          });
          const { latest } = whole.state;
          if (latest?.type !== 'GridsMerged') throw new Error('not merged');
          const { into } = latest.data;
          expect(into.areaPath).toContain(`/${unitCode}/G9003/`);
          expect(Math.abs(areaOf(into.polygon) - areaOf(polygon))).toBeLessThan(tolerance(polygon));
        },
      ),
      { numRuns: 150 },
    );
  });

  test('R-32: all grids of any stairwell unit can become one', () => {
    fc.assert(
      fc.property(fc.constantFrom(...plan.units), ({ code: unitCode }) => {
        const grids = plan.grids.filter((grid) => grid.unitCode === unitCode);
        const merged = after(territory, communityCode, built, {
          type: 'MergeGrids',
          communityCode,
          codes: grids.map(({ code }) => code),
          into: { code: 'G9001' },
          validFrom: '2026-06-01',
        });
        const { latest } = merged.state;
        if (latest?.type !== 'GridsMerged') throw new Error('not merged');
        const sum = grids.reduce((total, { polygon }) => total + areaOf(polygon), 0);
        expect(Math.abs(areaOf(latest.data.into.polygon) - sum)).toBeLessThan(1);
      }),
      { numRuns: 128 },
    );
  });
});
