import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { areaOf, mergedRing, overlapOf, ringFault, snap, tolerance, type Ring } from './geometry.ts';

/** West, south, width and height in coordinate steps, near Hanyang. */
const boxes = fc.record({
  x: fc.integer({ min: 0, max: 3_000 }),
  y: fc.integer({ min: 0, max: 3_000 }),
  width: fc.integer({ min: 1, max: 3_000 }),
  height: fc.integer({ min: 1, max: 3_000 }),
});
type Box = typeof boxes extends fc.Arbitrary<infer Value> ? Value : never;

function ring({ x, y, width, height }: Box): Ring {
  const at = (dx: number, dy: number): number[] => [
    (114_200_000 + x + dx) / 1e6,
    (30_540_000 + y + dy) / 1e6,
  ];
  return [at(0, 0), at(width, 0), at(width, height), at(0, height), at(0, 0)];
}

const metres = ((6_371_008.8 * Math.PI) / 180 / 1e6) ** 2;
const near = (expected: number): number => expected * 1e-4 + 1e-6;

describe('geometry of grids', () => {
  test('the area of a box is its width times its height on the ground', () => {
    fc.assert(
      fc.property(boxes, (box) => {
        const latitude = ((30_540_000 + box.y) / 1e6) * (Math.PI / 180);
        const expected = box.width * box.height * metres * Math.cos(latitude);
        expect(Math.abs(areaOf(ring(box)) - expected)).toBeLessThan(near(expected));
        expect(areaOf(ring(box).toReversed())).toBeCloseTo(areaOf(ring(box)), 6);
      }),
    );
  });

  test('two boxes overlap by their common box, whichever is asked of the other', () => {
    fc.assert(
      fc.property(boxes, boxes, (a, b) => {
        const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
        const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
        const common = { x: Math.max(a.x, b.x), y: Math.max(a.y, b.y), width, height };
        const expected = width > 0 && height > 0 ? areaOf(ring(common)) : 0;
        expect(Math.abs(overlapOf(ring(a), ring(b)) - expected)).toBeLessThan(near(expected));
        expect(Math.abs(overlapOf(ring(b), ring(a)) - expected)).toBeLessThan(near(expected));
      }),
    );
  });

  test('a grid lies in itself whole, and ones that share a side have nothing in common', () => {
    fc.assert(
      fc.property(boxes, (box) => {
        const neighbour = ring({ ...box, x: box.x + box.width });
        expect(Math.abs(overlapOf(ring(box), ring(box)) - areaOf(ring(box)))).toBeLessThan(
          near(areaOf(ring(box))),
        );
        expect(overlapOf(ring(box), neighbour)).toBe(0);
      }),
    );
  });

  test('a box cut in two and merged again is the box', () => {
    fc.assert(
      fc.property(boxes, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (box, share) => {
        fc.pre(box.width > 1);
        const width = Math.min(box.width - 1, Math.max(1, Math.round(box.width * share)));
        const halves = [
          ring({ ...box, width }),
          ring({ ...box, x: box.x + width, width: box.width - width }),
        ];
        const merged = mergedRing(halves);
        expect(new Set(merged?.map(String))).toEqual(new Set(ring(box).map(String)));
      }),
    );
  });

  test('grids that only touch at a corner, lie apart or enclose a hole do not make one ring', () => {
    const box = (x: number, y: number, width = 10, height = 10): Ring => ring({ x, y, width, height });
    expect(mergedRing([box(0, 0), box(20, 0)])).toBeUndefined();
    const corner = mergedRing([box(0, 0), box(10, 10)]);
    expect(corner === undefined || ringFault(corner) !== undefined).toBe(true);
    const frame = [box(0, 0, 30, 10), box(0, 20, 30, 10), box(0, 10), box(20, 10)];
    expect(mergedRing(frame)).toBeUndefined();
    expect(mergedRing([])).toBeUndefined();
  });

  test('a concave grid and one that fills its notch share ground only where they do', () => {
    const at = (x: number, y: number): number[] => [(114_200_000 + x) / 1e6, (30_540_000 + y) / 1e6];
    const notched = [
      at(0, 0),
      at(30, 0),
      at(30, 30),
      at(20, 30),
      at(20, 10),
      at(10, 10),
      at(10, 30),
      at(0, 30),
      at(0, 0),
    ];
    expect(overlapOf(notched, ring({ x: 10, y: 10, width: 10, height: 20 }))).toBe(0);
    const filling = ring({ x: 5, y: 10, width: 10, height: 20 });
    expect(overlapOf(notched, filling)).toBeCloseTo(areaOf(ring({ x: 5, y: 10, width: 5, height: 20 })), 3);
    expect(ringFault(notched)).toBeUndefined();
  });

  test.each([
    ['too-few', []],
    [
      'too-few',
      [
        [1, 1],
        [1, 1],
      ],
    ],
    [
      'open',
      [
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 1],
      ],
    ],
    [
      'out-of-range',
      [
        [0, 0],
        [200, 0],
        [1, 1],
        [0, 0],
      ],
    ],
    [
      'out-of-range',
      [
        [0, 0],
        [NaN, 0],
        [1, 1],
        [0, 0],
      ],
    ],
    [
      'repeated',
      [
        [0, 0],
        [1, 0],
        [1, 0],
        [1, 1],
        [0, 0],
      ],
    ],
    [
      'self-intersecting',
      [
        [0, 0],
        [2, 2],
        [2, 0],
        [0, 2],
        [0, 0],
      ],
    ],
    [
      'self-intersecting',
      [
        [0, 0],
        [2, 0],
        [2, 2],
        [1, 0],
        [0, 2],
        [0, 0],
      ],
    ],
    [
      'self-intersecting',
      [
        [0, 0],
        [2, 0],
        [1, 0],
        [1, 1],
        [0, 0],
      ],
    ],
    [
      undefined,
      [
        [0, 0],
        [1, 0],
        [2, 0],
        [2, 2],
        [0, 0],
      ],
    ],
  ])('a ring is found %s: %j', (fault, positions) => {
    expect(ringFault(positions)).toBe(fault);
  });

  test('a coordinate finer than a step is moved to it, and that is within tolerance', () => {
    const fine = ring({ x: 0, y: 0, width: 500, height: 500 }).map(([lon = 0, lat = 0]) => [lon + 4e-7, lat]);
    expect(snap(fine)).toEqual(ring({ x: 0, y: 0, width: 500, height: 500 }));
    expect(tolerance(fine)).toBeGreaterThan(10);
    expect(tolerance(fine)).toBeLessThan(13);
  });
});
