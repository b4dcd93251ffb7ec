import type { DataOf, InspectorKind, sanitationPolicyEvents } from '@linli/contracts';
import type { Static } from 'typebox';

export type Inspector = Static<typeof InspectorKind>;
type Formula = DataOf<typeof sanitationPolicyEvents.AssessmentFormulaSet>;

/** An inspection of a segment that the worker held that day; it passed where every item did (S-14). */
export interface Inspection {
  /** Id of the event that it was recorded as. */
  readonly evidence: string;
  readonly inspector: Inspector;
  readonly passed: boolean;
}

export interface Result {
  /** Hundredths of a point, rounded down. */
  readonly score: number;
  readonly inspected: number;
  readonly passed: number;
  /** Kinds of inspectors who have inspected nothing. */
  readonly missing: readonly Inspector[];
}

/**
 * The result of a month (S-04): the share of inspections that passed, of each kind of inspector by itself, in the mean by
 * their weights, so that whoever comes more often does not count for more. A kind that has not come is left out.
 */
export function resultOf(
  { weights, unseen }: Pick<Formula, 'weights' | 'unseen'>,
  inspections: readonly Inspection[],
): Result {
  const kinds = weights.map(({ inspector, weight }) => {
    const own = inspections.filter((inspection) => inspection.inspector === inspector);
    return { inspector, weight, all: own.length, passed: own.filter(({ passed }) => passed).length };
  });
  const seen = kinds.filter(({ all }) => all > 0);
  // Whole numbers over a common denominator: no share is rounded before the end.
  const common = seen.reduce((product, { all }) => product * all, 1);
  const points = seen.reduce((sum, { weight, all, passed }) => sum + weight * passed * (common / all), 0);
  const of = seen.reduce((sum, { weight }) => sum + weight, 0) * common;
  return {
    score: seen.length === 0 ? unseen : Math.floor((10_000 * points) / of),
    inspected: inspections.length,
    passed: inspections.filter(({ passed }) => passed).length,
    missing: kinds.filter(({ all }) => all === 0).map(({ inspector }) => inspector),
  };
}
