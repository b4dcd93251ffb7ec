import type { InsuranceKind } from '@linli/contracts';
import type { Static } from 'typebox';
import type { Scale } from '../pay-scale/pay-scale.ts';

/** What of a scale makes a pay. */
export type Terms = Pick<Scale, 'base' | 'step' | 'byResult' | 'insurances'>;

interface Contribution {
  readonly insurance: Static<typeof InsuranceKind>;
  readonly base: number;
  readonly employerShare: number;
  readonly workerShare: number;
}

/** A pay of a month, all in fen. */
export interface Pay {
  readonly wage: number;
  readonly earned: number;
  readonly insurances: readonly Contribution[];
  readonly withheld: number;
  readonly net: number;
  readonly carried: number;
  readonly cost: number;
}

/** What of a wage the work has earned: the part that hangs on the result in its share, in hundredths of a point of 100. */
export function earnedOf(wage: number, byResult: number, score: number): number {
  const hanging = Math.floor((wage * byResult) / 100);
  return wage - hanging + Math.floor((hanging * score) / 10_000);
}

/**
 * The pay of a month (F-07). Insurances are reckoned of the wage, so that a bad month costs no pension (F-13). What is
 * owed since the last run comes in (`due`, below 0 where the worker owes); nobody is paid less than nothing: what is left
 * is carried to the next run. Shares are rounded down to the fen.
 */
export function payOf(terms: Terms, step: number, score: number, due: number): Pay {
  const wage = terms.base + step * terms.step;
  const earned = earnedOf(wage, terms.byResult, score);
  const insurances = terms.insurances.map(({ insurance, employer, worker }) => ({
    ...{ insurance, base: wage },
    employerShare: Math.floor((wage * employer) / 10_000),
    workerShare: Math.floor((wage * worker) / 10_000),
  }));
  const withheld = insurances.reduce((sum, { workerShare }) => sum + workerShare, 0);
  const employer = insurances.reduce((sum, { employerShare }) => sum + employerShare, 0);
  const owed = earned - withheld + due;
  const net = Math.max(0, owed);
  return { wage, earned, insurances, withheld, net, carried: owed - net, cost: net + withheld + employer };
}
