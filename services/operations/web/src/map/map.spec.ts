import { describe, expect, test } from '@jest/globals';
import { groupOutlines, middleOf } from './outlines.ts';
import { scaleFor, stepLabels, stepOf } from './scale.ts';

const square = (x: number, y: number) => [
  [x, y],
  [x + 1, y],
  [x + 1, y + 1],
  [x, y + 1],
  [x, y],
];

describe('the scale of the map', () => {
  test('says in its legend which numbers a colour holds', () => {
    expect(stepLabels(scaleFor(9))).toEqual(['0', '1', '2', '3–4', '5–7', '8+']);
  });

  test('puts each number into the step its legend names', () => {
    const scale = scaleFor(9);
    expect([0, 1, 2, 3, 4, 5, 8, 99].map((value) => stepOf(scale, value))).toEqual([0, 1, 2, 3, 3, 4, 5, 5]);
  });

  test('moves to a coarser scale only when a storm needs it', () => {
    expect(scaleFor(0)).toEqual(scaleFor(16));
    expect(scaleFor(17)[4]).toBe(32);
    expect(scaleFor(1_000_000)[4]).toBe(1000);
  });
});

describe('outlines of groups', () => {
  test('an edge between two shapes of one group is no border, one between two groups is', () => {
    const lines = groupOutlines([
      { ring: square(0, 0), group: 'a' },
      { ring: square(1, 0), group: 'a' },
      { ring: square(2, 0), group: 'b' },
    ]);
    // Eight edges around the outside, one between a and b.
    expect(lines).toHaveLength(9);
  });

  test('shapes without a group are drawn around only where they meet a group', () => {
    expect(groupOutlines([{ ring: square(0, 0), group: undefined }])).toEqual([]);
    expect(
      groupOutlines([
        { ring: square(0, 0), group: undefined },
        { ring: square(1, 0), group: 'a' },
      ]),
    ).toHaveLength(4);
  });

  test('the name of a group stands in its middle', () => {
    expect(middleOf([square(0, 0), square(1, 0)])).toEqual([1, 0.5]);
  });
});
