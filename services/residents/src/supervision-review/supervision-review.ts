import { supervisionReviewEvents } from '@linli/contracts';
import { accept, aggregate, type Moment, refuse, type Refusal } from '@linli/event-sourcing';
import type * as commands from './supervision-review.commands.ts';

interface SupervisionReview {
  readonly areaPath?: string;
  readonly members: readonly string[];
  /** By number, whether it has been put right. */
  readonly findings: Readonly<Record<string, boolean>>;
}

/** An independent look at affairs and accounts, stream `supervision-review-<id>`. */
export const supervisionReview = aggregate<typeof commands, SupervisionReview>()(
  'supervision-review',
  supervisionReviewEvents,
  {
    initial: { members: [], findings: {} },
    areaPath: ({ areaPath }) => areaPath,
    evolve: {
      SupervisionReviewOpened: (review, { areaPath, members }) => ({ ...review, areaPath, members }),
      FindingIssued: (review, { finding }) => ({
        ...review,
        findings: { ...review.findings, [finding]: false },
      }),
      FindingRectified: (review, { finding }) => ({
        ...review,
        findings: { ...review.findings, [finding]: true },
      }),
    },
    decide: {
      OpenSupervisionReview(command, { areaPath }) {
        if (areaPath !== undefined)
          return refuse('R-25', 'opened-before', 'the review has been opened before');
        // nobody supervises an account that he answers for himself.
        if (command.members.some((member) => command.officers.includes(member)))
          return refuse('R-25', 'own-account', 'a member answers for what is reviewed', 'members');
        return accept({ type: 'SupervisionReviewOpened', data: command });
      },
      IssueFinding(command, review, moment) {
        const fault = notAMember(review, moment);
        if (fault) return fault;
        if (command.finding in review.findings)
          return refuse('R-25', 'issued-before', 'a finding has one number', 'finding');
        return accept({ type: 'FindingIssued', data: command });
      },
      CloseFinding(command, review, moment) {
        const fault = notAMember(review, moment);
        if (fault) return fault;
        const isRectified = review.findings[command.finding];
        if (isRectified === undefined)
          return refuse('R-25', 'finding-unknown', 'nothing was found under this number', 'finding');
        if (isRectified) return refuse('R-25', 'rectified-before', 'it has been put right before', 'finding');
        return accept({ type: 'FindingRectified', data: command });
      },
    },
  },
);

/** what a committee finds and sees put right, its members say, and nobody else. */
function notAMember({ areaPath, members }: SupervisionReview, { by }: Moment): Refusal | undefined {
  if (areaPath === undefined)
    return refuse('R-25', 'supervision-review-unknown', 'no such review has been opened');
  if (members.includes(by.subject)) return undefined;
  return refuse('R-25', 'not-a-member', 'only members of the committee act in its review');
}
