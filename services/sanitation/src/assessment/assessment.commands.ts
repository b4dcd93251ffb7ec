import { AreaPath, CleanerId, Evidence, Instant, Month, Reason, StaffAmount, within } from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';

/** 10,000 yuan: more than a month's pay is no reward of a month. */
const Sum = within(StaffAmount, { maximum: 1_000_000 });
const Few = within(Evidence, { maxItems: 100 });

/** Asked by a reaction. */
export class OpenAssessmentMonth {
  @Field(CleanerId) readonly worker: string;
  @Field(Month) readonly month: string;
  @Field(AreaPath) readonly areaPath: string;
}

/** Asked by the timer. */
export class CloseAssessmentMonth {
  @Field(CleanerId) readonly worker: string;
  @Field(Month) readonly month: string;
  @Field(Instant) readonly due: string;
}

@Door('POST /v1/assessments/:worker/:month/corrections', {
  may: 'assessment.correct',
  opens: true,
  summary:
    'Work out the result of a closed month again, without inspections that were wrong and with late ones',
})
export class CorrectAssessment {
  @Field(CleanerId) readonly worker: string;
  @Field(Month) readonly month: string;
  @Field(Few) readonly strike: string[];
  @Field(Reason) readonly reason: string;
}

@Door('POST /v1/assessments/:worker/:month/rewards', {
  may: 'assessment.award',
  opens: true,
  summary: 'Reward a worker for the work of a month',
})
export class GrantReward {
  @Field(CleanerId) readonly worker: string;
  @Field(Month) readonly month: string;
  @Field(Sum) readonly amount: number;
  @Field(Reason) readonly reason: string;
}

@Door('POST /v1/assessments/:worker/:month/penalties', {
  may: 'assessment.award',
  opens: true,
  summary: 'Hold a worker to account for failed inspections of a month',
})
export class ImposeStaffPenalty {
  @Field(CleanerId) readonly worker: string;
  @Field(Month) readonly month: string;
  @Field(Sum) readonly amount: number;
  @Field(within(Few, { minItems: 1 })) readonly evidence: string[];
  @Field(Reason) readonly reason: string;
}
