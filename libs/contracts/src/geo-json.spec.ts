import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { polygonCoordinates, polygonOf, type LinearRing } from './geo-json.ts';

const counterClockwise: LinearRing = [
  [114.2, 30.55],
  [114.201, 30.55],
  [114.201, 30.551],
  [114.2, 30.551],
  [114.2, 30.55],
];
const clockwise = counterClockwise.toReversed();

describe('RFC 7946, 3.1.6: the rings of a polygon', () => {
  test('the exterior leaves counter-clockwise, however it came in', () => {
    expect(polygonOf(clockwise)).toEqual({ type: 'Polygon', coordinates: [counterClockwise] });
    expect(polygonOf(counterClockwise)).toEqual({ type: 'Polygon', coordinates: [counterClockwise] });
  });

  test('holes leave clockwise', () => {
    expect(polygonCoordinates([clockwise, counterClockwise])).toEqual([counterClockwise, clockwise]);
  });

  test('a ring of a metre, far from the origin, is told right', () => {
    const tiny = [
      [114.2000001, 30.5500001],
      [114.2000002, 30.5500001],
      [114.2000001, 30.5500002],
      [114.2000001, 30.5500001],
    ];
    expect(polygonCoordinates([tiny.toReversed()])).toEqual([tiny]);
  });

  test('a ring without an area stays as it is, heights stay with their corners', () => {
    const line = [
      [1, 1],
      [2, 2],
      [1, 1],
    ];
    expect(polygonCoordinates([line])).toEqual([line]);
    const high = counterClockwise.map((position, index) => [...position, index % 4]);
    expect(polygonCoordinates([high.toReversed()])).toEqual([high]);
  });

  test('a convex ring with any number of corners leaves the same whichever way it came in, but for its start', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 3, max: 40 }),
        fc.double({ min: 1e-6, max: 1, noNaN: true }),
        (corners, size) => {
          const ring = Array.from({ length: corners + 1 }, (_, corner) => [
            114 + size * Math.cos((2 * Math.PI * (corner % corners)) / corners),
            30 + size * Math.sin((2 * Math.PI * (corner % corners)) / corners),
          ]);
          expect(polygonCoordinates([ring])).toEqual([ring]);
          expect(polygonCoordinates([ring.toReversed()])).toEqual([ring]);
        },
      ),
    );
  });
});
