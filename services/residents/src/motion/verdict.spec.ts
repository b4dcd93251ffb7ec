import { describe, expect, test } from '@jest/globals';
import type { BallotRule } from '@linli/contracts';
import type { Static } from 'typebox';
import { ballotRules } from './ballot-rules.ts';
import { type Rule, verdict } from './verdict.ts';

const rule = (code: Static<typeof BallotRule>): Rule =>
  ballotRules.first.rules.find((one) => one.rule === code) as Rule;
const count = (yes: number, no = 0, abstain = 0) => ({ yes, no, abstain });

describe('R-21: worked examples of the verdict', () => {
  test.each([
    // Two thirds of 621 households are 414.
    [count(413), 'QuorumNotMet'],
    [count(208, 206), 'MotionCarried'],
    [count(207, 207), 'MotionRejected'],
    // Who abstains is present all the same.
    [count(207, 0, 207), 'MotionRejected'],
  ] as const)('R-21: of 621 households, %j is %s', (voters, result) => {
    expect(verdict(rule('households'), { voters: 621 }, { voters })).toBe(result);
  });

  test.each([
    [count(500), 'QuorumNotMet'],
    [count(251, 250), 'MotionCarried'],
    [count(251, 251), 'MotionRejected'],
  ] as const)(
    'R-21: of 1,000 villagers, more than half and more than half of those: %j is %s',
    (voters, result) => {
      expect(verdict(rule('villagers'), { voters: 1_000 }, { voters })).toBe(result);
    },
  );

  const owners = { voters: 90, area: 900_000 };
  test.each([
    ['owners', count(60), count(599_999), 'QuorumNotMet'],
    ['owners', count(59), count(600_000), 'QuorumNotMet'],
    ['owners', count(31, 29), count(300_001, 299_999), 'MotionCarried'],
    ['owners', count(31, 29), count(300_000, 300_000), 'MotionRejected'],
    ['owners', count(30, 30), count(599_999, 1), 'MotionRejected'],
    ['owners_grave', count(45, 15), count(450_000, 150_000), 'MotionCarried'],
    ['owners_grave', count(44, 16), count(450_000, 150_000), 'MotionRejected'],
    ['owners_grave', count(45, 15), count(449_999, 150_001), 'MotionRejected'],
  ] as const)('R-21: %s of 90 with 9,000 m²: heads %j and dm² %j are %s', (code, voters, area, result) => {
    expect(verdict(rule(code), owners, { voters, area })).toBe(result);
  });

  test('R-21: where nothing says what owners own, they are not enough', () => {
    expect(verdict(rule('owners'), owners, { voters: count(90) })).toBe('QuorumNotMet');
    expect(verdict(rule('owners'), { voters: 90 }, { voters: count(90) })).not.toBe('QuorumNotMet');
  });
});
