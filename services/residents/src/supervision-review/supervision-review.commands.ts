import {
  AreaPath,
  AuditedOfficers,
  Id,
  Reason,
  RectificationProof,
  ReviewedMatter,
  SupervisionCommittee,
  Supervisors,
} from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';
import type { Static } from 'typebox';

@Door('POST /v1/supervision-reviews', {
  may: 'review.keep',
  opens: true,
  area: 'areaPath',
  summary: 'Open a review of affairs or accounts, by members who answer for none of them',
})
export class OpenSupervisionReview {
  @Field(SupervisionCommittee) readonly committee: Static<typeof SupervisionCommittee>;
  @Field(ReviewedMatter) readonly matter: Static<typeof ReviewedMatter>;
  @Field(AreaPath) readonly areaPath: string;
  @Field(Supervisors) readonly members: string[];
  @Field(AuditedOfficers) readonly officers: string[];
}

@Door('POST /v1/supervision-reviews/:id/findings', {
  may: 'review.keep',
  summary: 'Say, as a member of the committee, what is to be put right',
})
export class IssueFinding {
  @Field(Id) readonly finding: string;
  @Field(Reason) readonly concern: string;
}

@Door('POST /v1/supervision-reviews/:id/findings/:finding/close', {
  may: 'review.keep',
  summary: 'Say, as a member of the committee, that it was put right, and what shows it',
})
export class CloseFinding {
  @Field(Id) readonly finding: string;
  @Field(RectificationProof) readonly evidence: string[];
}
