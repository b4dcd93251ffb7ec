import { Id, Reason, ReviewedMatter, supervisionReviewEvents } from '@linli/contracts';
import { view } from '@linli/service-kit';
import { Type } from 'typebox';
import { supervisionReview } from './supervision-review.ts';

/** `open` while something that was found has not been put right. */
const State = Type.Enum(['clear', 'open']);
const Finding = Type.Object({ finding: Id, concern: Reason, rectified: Type.Boolean() });
type Finding = Type.Static<typeof Finding>;

const withFindings = <Review extends object>(review: Review, findings: Finding[]) => ({
  ...review,
  findings,
  state: findings.every(({ rectified }) => rectified) ? ('clear' as const) : ('open' as const),
});

/** Reviews of supervision committees, what they found and what was put right (R-25, RM-R9). */
export const supervisionReviews = view('supervision-reviews', 1, {
  of: supervisionReviewEvents,
  stream: supervisionReview,
  document: {
    id: Id,
    ...supervisionReviewEvents.SupervisionReviewOpened.data.properties,
    state: State,
    findings: Type.Array(Finding),
  },
  fields: { areaPath: 'text', state: 'text', matter: 'text' },
  indexes: [['areaPath'], ['state', 'areaPath'], ['matter', 'areaPath']],
  on: {
    SupervisionReviewOpened: (_, { data }, id) => withFindings({ id, ...data }, []),
    FindingIssued: (review, { data }) =>
      review && withFindings(review, [...review.findings, { ...data, rectified: false }]),
    FindingRectified: (review, { data }) =>
      review &&
      withFindings(
        review,
        review.findings.map((one) => (one.finding === data.finding ? { ...one, rectified: true } : one)),
      ),
  },
  doors: {
    list: 'GET /v1/supervision-reviews',
    one: 'GET /v1/supervision-reviews/:id',
    may: 'review.keep',
    summary: 'Reviews of supervision committees below an area',
    filters: { state: State, matter: ReviewedMatter },
    unknown: 'supervision-review-unknown',
  },
});
