import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dividendOf, heldOn } from './record-date.ts';

const issue = (on: string, position: number, ...changes: [string, number][]) => ({
  ...{ on, position },
  changes: changes.map(([holder, shares]) => ({ holder, shares })),
});

describe('F-10: record date and remainder', () => {
  const book = [
    issue('2006-01-01', 10, ['b', 30], ['a', 20]),
    issue('2026-05-31', 20, ['b', -30], ['a', 30]),
    issue('2026-06-01', 30, ['a', -50], ['c', 50]),
  ];

  test.each([
    ['2005-12-31', { cut: 0, holders: [] }],
    [
      '2006-01-01',
      {
        cut: 10,
        holders: [
          { holder: 'a', shares: 20 },
          { holder: 'b', shares: 30 },
        ],
      },
    ],
    // Who sold on the record date has sold; who sells next day is still paid.
    ['2026-05-31', { cut: 20, holders: [{ holder: 'a', shares: 50 }] }],
    ['2026-06-01', { cut: 30, holders: [{ holder: 'c', shares: 50 }] }],
  ])('F-10: worked example: at the end of %s', (day, held) => {
    expect(heldOn(book, day)).toEqual(held);
  });

  test.each([
    [1_000, 3, { perShare: 333, remainder: 1 }],
    [2, 3, { perShare: 0, remainder: 2 }],
    // 60,000 yuan a head for 1,830 heads divide without a rest.
    [10_980_000_000, 1_830, { perShare: 6_000_000, remainder: 0 }],
    [1_723_000_000, 1_830, { perShare: 941_530, remainder: 100 }],
  ])('F-10: worked example: %d fen for %d shares', (total, shares, paid) => {
    expect(dividendOf(total, shares)).toEqual(paid);
  });

  test('F-10: to the fen: what is paid and the remainder sum to the total, and the remainder would pay no share more', () => {
    const number = fc.integer({ min: 1, max: 1_000_000_000 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000_000_000 }), number, (total, shares) => {
        const { perShare, remainder } = dividendOf(total, shares);
        expect(perShare * shares + remainder).toBe(total);
        expect(remainder >= 0 && remainder < shares).toBe(true);
      }),
    );
  });
});
