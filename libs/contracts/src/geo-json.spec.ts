import { describe, expect, test } from '@jest/globals';
import { orientedRing } from './geo-json.ts';

const counterClockwise = [
  [114.2, 30.55],
  [114.201, 30.55],
  [114.201, 30.551],
  [114.2, 30.551],
  [114.2, 30.55],
];

describe('the outline of a polygon in GeoJSON', () => {
  test('R-32: runs counter-clockwise (RFC 7946, 3.1.6), whichever way it was drawn', () => {
    expect(orientedRing(counterClockwise)).toEqual(counterClockwise);
    expect(orientedRing(counterClockwise.toReversed())).toEqual(counterClockwise);
  });

  test('R-32: the bulge of a concave outline does not turn it', () => {
    const arrow = [
      [0, 0],
      [4, 1],
      [0, 2],
      [3, 1],
      [0, 0],
    ];
    expect(orientedRing(arrow)).toEqual(arrow);
    expect(orientedRing(arrow.toReversed())).toEqual(arrow);
  });

  test('a ring is left as it was given', () => {
    const drawn = Object.freeze(counterClockwise.toReversed());
    orientedRing(drawn);
    expect(drawn[1]).toEqual([114.2, 30.551]);
  });
});
