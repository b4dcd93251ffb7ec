import type { DataOf, financePolicyEvents, IndexInput } from '@linli/contracts';
import type { Static } from 'typebox';

type Weights = Pick<DataOf<typeof financePolicyEvents.PayIndexWeightsSet>, 'weights' | 'workBudget'>;

/**
 * The index of a year (F-14, 同步增长): the mean of what the three have grown, by their weights, rounded down to a hundredth
 * of a percent; and the working budget of a community, grown by it (G-09), rounded down to the fen.
 */
export function indexOf(
  { weights, workBudget }: Weights,
  growth: (input: Static<typeof IndexInput>) => number,
): { readonly index: number; readonly workBudget: number } {
  const all = weights.reduce((sum, { weight }) => sum + weight, 0);
  const index = Math.floor(weights.reduce((sum, { input, weight }) => sum + weight * growth(input), 0) / all);
  return { index, workBudget: Math.floor((workBudget * (10_000 + index)) / 10_000) };
}
