import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { scale as terms } from '../../test/pay.ts';
import { payOf } from './pay.ts';

describe('F-07: the pay of a month', () => {
  test.each([
    // wage 2,400.00: 1,440.00 for being there, 960.00 by result; insurances take 252.00 and cost 612.00 besides
    ['all passed', 0, 10_000, 0, { earned: 240_000, withheld: 25_200, net: 214_800, cost: 301_200 }],
    ['three quarters passed', 0, 7_500, 0, { earned: 216_000, net: 190_800, cost: 277_200 }],
    ['nothing passed', 0, 0, 0, { earned: 144_000, net: 118_800, cost: 205_200 }],
    // 960.00 × 66.66 % = 639.936, so 639.93
    ['a result is rounded down to the fen', 0, 6_666, 0, { earned: 207_993, net: 182_793 }],
    ['a step makes the wage and its insurances more', 1, 10_000, 0, { wage: 250_000, withheld: 26_250 }],
    ['a reward comes in', 0, 10_000, 20_000, { earned: 240_000, net: 234_800, cost: 321_200, carried: 0 }],
    ['nobody is paid less than nothing', 0, 0, -200_000, { net: 0, carried: -81_200, cost: 86_400 }],
  ] as const)('F-07: worked example: %s', (_name, step, score, due, expected) => {
    expect(payOf(terms, step, score, due)).toMatchObject(expected);
  });

  test('F-13: each of five insurances has its share of the worker and of the employer, of the wage', () => {
    const { insurances } = payOf(terms, 1, 0, -999_999);
    expect(insurances.map(({ employerShare, workerShare }) => [employerShare, workerShare])).toEqual([
      [40_000, 20_000],
      [20_000, 5_000],
      [1_250, 1_250],
      [500, 0],
      [2_000, 0],
    ]);
    expect(new Set(insurances.map(({ base }) => base))).toEqual(new Set([250_000]));
  });

  test('F-07: the same is paid for the same, no fen is lost, and a better result never earns less', () => {
    const sum = fc.integer({ min: -1_000_000, max: 1_000_000 });
    const result = fc.integer({ min: 0, max: 10_000 });
    const base = fc.integer({ min: 1, max: 10_000_000 });
    fc.assert(
      fc.property(base, result, result, sum, (base, one, other, due) => {
        const pay = payOf({ ...terms, base }, 0, one, due);
        expect(payOf({ ...terms, base }, 0, one, due)).toEqual(pay);
        expect(pay.net + pay.carried).toBe(pay.earned - pay.withheld + due);
        expect(pay.net).toBeGreaterThanOrEqual(0);
        expect(pay.carried).toBeLessThanOrEqual(0);
        const shares = pay.insurances.reduce((all, { employerShare: a, workerShare: b }) => all + a + b, 0);
        expect(pay.cost).toBe(pay.net + shares);
        const { earned } = payOf({ ...terms, base }, 0, other, due);
        if (other >= one) expect(earned).toBeGreaterThanOrEqual(pay.earned);
      }),
    );
  });
});
