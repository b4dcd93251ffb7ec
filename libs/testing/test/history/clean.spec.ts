import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkHistory, promiseIds, summarise } from '../../src/history/index.ts';
import { folds, simulate } from './simulation/simulate.ts';

describe('A history that keeps every promise', () => {
  test('is never accused, whatever the seed, with redelivery, conflicts, unknown outcomes and rebalances', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          seed: fc.nat(),
          steps: fc.integer({ min: 1, max: 900 }),
          poison: fc.boolean(),
          once: fc.boolean(),
        }),
        async (options) => {
          const { scribes } = simulate(options);
          const report = await checkHistory(scribes.files(), folds);
          if (!report.ok) throw new Error(summarise(report));
        },
      ),
      { numRuns: 300 },
    );
  });

  test('is found to hold in each promise it has evidence for', async () => {
    const { scribes } = simulate({ seed: 7, steps: 2_000 });
    const report = await checkHistory(scribes.files(), folds);
    const verdicts = Object.fromEntries(report.verdicts.map(({ promise, verdict }) => [promise, verdict]));
    const held = Object.fromEntries(promiseIds.map((promise) => [promise, 'held']));
    expect(verdicts).toEqual(held);
  });
});
