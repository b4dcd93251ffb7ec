import { describe, expect, test } from '@jest/globals';
import type { DataOf, InspectionDrawEvent, inspectionDrawEvents } from '@linli/contracts';
import { given } from '@linli/testing';
import fc from 'fast-check';
import { play } from '../../test/play.ts';
import { shiftHours } from '../segment-day/segment-day.ts';
import { draw } from './draw.ts';
import { inspectionDraw, inspectionShare } from './inspection-draw.ts';

const seed = '00112233445566778899aabbccddeeff';
const segments = ['s-3', 's-1', 's-4', 's-2'];
const where = { areaPath: '42/01/05/011/010/', day: '2026-05-04' };
const drawIt = { type: 'DrawInspection', ...where } as const;
const close = { type: 'CloseInspectionDraw', ...where, due: '2026-05-05T16:01:00.000Z' } as const;
const before = { at: '2026-05-03T23:59:59.999+08:00', known: { seed, segments } };
const data: DataOf<typeof inspectionDrawEvents.InspectionDrawn> = {
  ...where,
  seed,
  from: ['s-1', 's-2', 's-3', 's-4'],
  segments: [...draw(seed, where.day, segments, 100)],
  due: close.due,
  policy: 1,
};
const drawn: InspectionDrawEvent = { type: 'InspectionDrawn', data };
const completed: InspectionDrawEvent = { type: 'InspectionDrawCompleted', data: where };
const missed = (...segments: string[]): InspectionDrawEvent => ({
  type: 'InspectionMissed',
  data: { ...where, segments },
});
const open = given(inspectionDraw).events(drawn);

describe('S-03: the draw', () => {
  const ids = fc.uniqueArray(fc.stringMatching(/^s-[a-z0-9]{1,6}$/), { maxLength: 40 });
  const seeds = fc.stringMatching(/^[0-9a-f]{32}$/);
  const day = fc.constantFrom('2026-05-04', '2026-05-05', '2026-12-31');
  const percent = fc.integer({ min: 1, max: 100 });

  test('S-03: a draw from the same seed, day and segments is the same, in whatever order they are named', () => {
    const shuffled = ids.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    );
    fc.assert(
      fc.property(seeds, day, shuffled, percent, (seed, day, [all, other], percent) => {
        expect(draw(seed, day, other, percent)).toEqual(draw(seed, day, all, percent));
      }),
    );
  });

  test('S-03: so many of a hundred are drawn, rounded up, each once and all of the list', () => {
    fc.assert(
      fc.property(seeds, day, ids, percent, (seed, day, all, percent) => {
        const some = draw(seed, day, all, percent);
        expect(new Set(some).size).toBe(Math.ceil((all.length * percent) / 100));
        expect(some).toHaveLength(new Set(some).size);
        expect(all).toEqual(expect.arrayContaining([...some]));
        // A smaller share is the beginning of a larger one.
        expect(draw(seed, day, all, 100).slice(0, some.length)).toEqual(some);
      }),
    );
  });

  test('S-03: every segment comes first about as often as every other', () => {
    const first = new Map<string, number>();
    for (let number = 0; number < 4_000; number += 1) {
      const [one = ''] = draw(number.toString(16).padStart(32, '0'), where.day, segments, 1);
      first.set(one, (first.get(one) ?? 0) + 1);
    }
    for (const segment of segments) {
      // Six standard deviations around a quarter.
      expect(first.get(segment)).toBeGreaterThan(1_000 - 165);
      expect(first.get(segment)).toBeLessThan(1_000 + 165);
    }
  });

  test.each([
    ['2026-05-04', ['s-3', 's-1', 's-4', 's-2']],
    ['2026-05-06', ['s-4', 's-1', 's-2', 's-3']],
  ])('S-03: worked example: of four segments on %s', (day, order) => {
    expect(draw(seed, day, segments, 100)).toEqual(order);
    expect(draw(seed, day, segments, 26)).toEqual(order.slice(0, 2));
  });
});

describe('S-03: inspections that are drawn', () => {
  test('S-03: a draw is recorded with its seed before the day begins', () => {
    given(inspectionDraw).when(drawIt, before).then(drawn);
    given(inspectionDraw)
      .when(drawIt, { ...before, at: '2026-05-04T00:00:00+08:00' })
      .thenRefused('S-03', 'day-has-begun', 'day');
  });

  test('S-03: a day is drawn once, from a seed, of segments that there are', () => {
    open.when(drawIt, before).thenRefused('S-03', 'drawn-before', 'day');
    given(inspectionDraw)
      .when(drawIt, { ...before, known: { segments } })
      .thenRefused('S-03', 'seed-unknown');
    given(inspectionDraw)
      .when(drawIt, { ...before, known: { seed, segments: [] } })
      .thenRefused('S-03', 'no-segments', 'areaPath');
  });

  test('S-03: how many are drawn is a policy, as is when the day closes', () => {
    const share = { version: 2, percent: 50 };
    const hours = { ...shiftHours.first, grace: 0 };
    const policies = [
      [inspectionShare, share],
      [shiftHours, hours],
    ] as const;
    given(inspectionDraw)
      .when(drawIt, { ...before, policies })
      .then({
        type: 'InspectionDrawn',
        data: {
          ...data,
          segments: data.segments.slice(0, 2),
          due: '2026-05-04T16:01:00.000Z',
          policy: 2,
        },
      });
    given(inspectionShare.decider)
      .when({ content: { version: 2, percent: 50 } })
      .thenRefused('S-03', 'version-out-of-order', 'version');
  });

  test('S-03: the day ends with exactly one event, whether or not all were inspected', () => {
    const [first = '', ...rest] = data.segments;
    open.when(close, { known: { inspected: data.segments } }).then(completed);
    open.when(close, { known: { inspected: [first] } }).then(missed(...rest));
    open.when(close).then(missed(...data.segments));
    open.events(completed).when(close).thenNothing();
    open
      .events(missed(...rest))
      .when(close)
      .thenNothing();
    given(inspectionDraw).when(close).thenNothing();
  });

  const step = fc.oneof(
    fc.integer({ min: -2, max: 2 }).map((days) => {
      const at = Date.parse('2026-05-04T00:00:00+08:00') + days * 86_400_000;
      return [drawIt, { at, known: { seed, segments } }] as const;
    }),
    fc.subarray(segments).map((inspected) => [close, { known: { inspected } }] as const),
  );

  test('S-03: whatever is asked, it is drawn once at most, before the day, and ends once', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 10 }), (steps) => {
        const appended = play(inspectionDraw, steps);
        const events = appended.flat();
        expect(events.length).toBeLessThanOrEqual(2);
        if (events[0] !== undefined) expect(events[0].type).toBe('InspectionDrawn');
        if (events[1] !== undefined) expect(events[1].type).not.toBe('InspectionDrawn');
      }),
    );
  });
});
