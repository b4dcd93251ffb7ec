import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { exactSplit } from './exact-split.ts';

describe('F-09: the exact split', () => {
  test.each([
    // 17,230,000.00 yuan in thirds: one fen is left, and goes to the first.
    [1_723_000_000, [1, 1, 1], [574_333_334, 574_333_333, 574_333_333]],
    // By heads of three groups: rests of .612, .601 and .787 fen, so the third and the first have the two that are left.
    [1_723_000_000, [1_402, 377, 51], [1_320_025_137, 354_956_830, 48_018_033]],
    // The largest rest is the last one's.
    [100, [1, 2, 4], [14, 29, 57]],
    [2, [1, 1, 1], [1, 1, 0]],
    [5, [1], [5]],
  ])('F-09: worked example: %d fen by %j are %j', (amount, parts, expected) => {
    expect(exactSplit(amount, parts)).toEqual(expected);
  });

  test('F-09: to the fen: it sums to what went in, nobody is a fen away from his share, and more parts never get less', () => {
    const parts = fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000_000_000 }), parts, (amount, parts) => {
        const split = exactSplit(amount, parts);
        const all = parts.reduce((sum, part) => sum + part, 0);
        expect(split.reduce((sum, fen) => sum + fen, 0)).toBe(amount);
        for (const [index, part] of parts.entries()) {
          const off = BigInt(split[index] ?? 0) * BigInt(all) - BigInt(amount) * BigInt(part);
          expect(off < BigInt(all) && off > -BigInt(all)).toBe(true);
          for (const [other, less] of parts.entries())
            if (less < part) expect(split[index]).toBeGreaterThanOrEqual(split[other] ?? 0);
        }
      }),
    );
  });
});
