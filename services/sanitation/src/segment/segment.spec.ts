import { describe, expect, test } from '@jest/globals';
import type { DataOf, SegmentEvent, segmentEvents } from '@linli/contracts';
import { given } from '@linli/testing';
import fc from 'fast-check';
import { play } from '../../test/play.ts';
import { inForceOn, segment } from './segment.ts';

const areaPath = '42/01/05/011/010/';
const grid = `${areaPath}A1/B07/U021/G0431/`;
const definition: DataOf<typeof segmentEvents.SegmentDefined> = {
  name: '江欣苑东路',
  areaPath,
  grids: [grid],
  surfaces: ['road', 'green'],
  validFrom: '2026-05-01',
};
const define = { type: 'DefineSegment', ...definition } as const;
const defined: SegmentEvent = { type: 'SegmentDefined', data: definition };
const assign = (cleaner: string, validFrom: string) =>
  ({ type: 'AssignSegment', cleaner, validFrom }) as const;
const assigned = (cleaner: string, validFrom: string): SegmentEvent => ({
  type: 'SegmentAssigned',
  data: { cleaner, validFrom },
});
const vacate = (validTo: string) => ({ type: 'VacateSegment', validTo }) as const;
const vacated = (cleaner: string, validTo: string): SegmentEvent => ({
  type: 'SegmentVacated',
  data: { cleaner, validTo },
});
const redraw = (validFrom: string) => ({
  type: 'RedrawSegment' as const,
  grids: [grid],
  surfaces: ['road' as const],
  validFrom,
});
const redrawn = (drawing: number, validFrom: string): SegmentEvent => ({
  type: 'SegmentRedrawn',
  data: { drawing, grids: [grid], surfaces: ['road'], validFrom },
});
const free = given(segment).events(defined);
const held = free.events(assigned('c-1', '2026-05-04'));

describe('S-01: duty segments', () => {
  test('S-01: a segment is defined once, with its bounds and what is kept clean there', () => {
    given(segment).when(define).then(defined);
    free.when(define).thenRefused('S-01', 'defined-before');
  });

  test.each<[string, string, Partial<typeof definition>]>([
    ['grid-outside', 'grids', { grids: ['42/01/05/011/009/A1/B07/U021/G0431/'] }],
    ['grid-twice', 'grids', { grids: [grid, grid] }],
    ['surface-twice', 'surfaces', { surfaces: ['road', 'green', 'road'] }],
  ])('S-01: bounds that cannot be are refused: %s', (code, field, wrong) => {
    given(segment)
      .when({ ...define, ...wrong })
      .thenRefused('S-01', code, field);
    free.when({ ...redraw('2026-06-01'), ...wrong }).thenRefused('S-01', code, field);
  });

  test('S-01: a segment is given to a cleaner from its first day on', () => {
    free.when(assign('c-1', '2026-05-01')).then(assigned('c-1', '2026-05-01'));
    free.when(assign('c-1', '2026-04-30')).thenRefused('S-01', 'day-too-early', 'validFrom');
  });

  test('S-01: a change of holder ends with one and starts with the other, on one day and at once', () => {
    held.when(assign('c-2', '2026-06-01')).then(vacated('c-1', '2026-06-01'), assigned('c-2', '2026-06-01'));
    held.when(assign('c-1', '2026-06-01')).thenRefused('S-01', 'holds-it', 'cleaner');
  });

  test('S-01: nobody takes it over on a day on which it is held by another', () => {
    held.when(assign('c-2', '2026-05-04')).thenRefused('S-01', 'day-too-early', 'validFrom');
    const left = held.events(vacated('c-1', '2026-06-01'));
    left.when(assign('c-2', '2026-05-31')).thenRefused('S-01', 'day-too-early', 'validFrom');
    left.when(assign('c-2', '2026-06-01')).then(assigned('c-2', '2026-06-01'));
    left.when(assign('c-1', '2026-07-01')).then(assigned('c-1', '2026-07-01'));
  });

  test('S-01: a gap is never forbidden', () => {
    held.when(vacate('2026-05-05')).then(vacated('c-1', '2026-05-05'));
    held.when({ ...vacate('2026-05-05'), cleaner: 'c-1' }).then(vacated('c-1', '2026-05-05'));
    held.when({ ...vacate('2026-05-05'), cleaner: 'c-2' }).thenRefused('S-01', 'held-by-another', 'cleaner');
    held.when(vacate('2026-05-04')).thenRefused('S-01', 'day-too-early', 'validTo');
    free.when(vacate('2026-05-05')).thenRefused('S-01', 'vacant');
    held.events(vacated('c-1', '2026-06-01')).when(vacate('2026-07-01')).thenRefused('S-01', 'vacant');
  });

  test('S-01: a redrawing is a further drawing, on a later day', () => {
    held.when(redraw('2026-07-01')).then(redrawn(2, '2026-07-01'));
    const twice = held.events(redrawn(2, '2026-07-01'));
    twice.when(redraw('2026-08-01')).then(redrawn(3, '2026-08-01'));
    twice.when(redraw('2026-07-01')).thenRefused('S-01', 'day-too-early', 'validFrom');
  });

  test.each([assign('c-1', '2026-05-01'), vacate('2026-05-05'), redraw('2026-07-01')])(
    'S-01: $type asks for a segment that has been defined',
    (command) => given(segment).when(command).thenRefused('S-01', 'segment-unknown'),
  );
});

const day = fc.integer({ min: 1, max: 28 }).map((date) => `2026-05-${String(date).padStart(2, '0')}`);
const anything = fc.oneof(
  fc.tuple(fc.constantFrom('c-1', 'c-2', 'c-3'), day).map(([cleaner, from]) => assign(cleaner, from)),
  day.map(vacate),
  day.map((from) => redraw(from)),
);

test('S-01: whatever is asked, one cleaner at most holds it on a day, and drawings follow each other', () => {
  fc.assert(
    fc.property(fc.array(anything, { maxLength: 30 }), (commands) => {
      const recorded = play(segment, [[define], ...commands.map((command) => [command] as const)]).flat();
      /** Who holds it on each day, told by the events alone. */
      const holders = new Map<string, Set<string>>();
      const open = new Map<string, string>();
      const days = (from: string, to: string) =>
        Array.from({ length: 28 }, (_, date) => `2026-05-${String(date + 1).padStart(2, '0')}`).filter(
          (one) => from <= one && one < to,
        );
      const hold = (cleaner: string, from: string, to: string) => {
        expect(days(from, to)).not.toEqual([]);
        for (const one of days(from, to))
          holders.set(one, (holders.get(one) ?? new Set()).add(`${cleaner} since ${from}`));
      };
      let drawing = { drawing: 1, validFrom: define.validFrom };
      for (const event of recorded) {
        if (event.type === 'SegmentAssigned') open.set(event.data.cleaner, event.data.validFrom);
        if (event.type === 'SegmentVacated') {
          hold(event.data.cleaner, open.get(event.data.cleaner) ?? '', event.data.validTo);
          open.delete(event.data.cleaner);
        }
        if (event.type === 'SegmentRedrawn') {
          expect(event.data.drawing).toBe(drawing.drawing + 1);
          expect(event.data.validFrom > drawing.validFrom).toBe(true);
          drawing = event.data;
        }
        expect(open.size).toBeLessThanOrEqual(1);
      }
      for (const [cleaner, from] of open) hold(cleaner, from, '2026-06-01');
      for (const [, names] of holders) expect(names.size).toBe(1);
    }),
  );
});

test('S-01: what holds on a day is the last that has begun, unless it has ended', () => {
  const periods = [
    { cleaner: 'c-1', validFrom: '2026-05-04', validTo: '2026-06-01' },
    { cleaner: 'c-2', validFrom: '2026-06-03' },
  ];
  const on = (date: string) => inForceOn(date, periods)?.cleaner;
  expect(['2026-05-03', '2026-05-04', '2026-05-31', '2026-06-01', '2026-06-03'].map(on)).toEqual([
    undefined,
    'c-1',
    'c-1',
    undefined,
    'c-2',
  ]);
});
