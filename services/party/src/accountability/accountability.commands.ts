import {
  AccountabilityOutcome,
  AppealOutcome,
  AreaPath,
  type ClockStage,
  EventId,
  Measure,
  OfficerId,
  Reason,
  UnitId,
} from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';
import { type Static, Type } from 'typebox';

/** A deadline of an incident that was missed. */
export interface Miss {
  readonly stage: Static<typeof ClockStage>;
  /** Whether the incident came of a patrol's report to the enforcement. */
  readonly reportedByPatrol: boolean;
}

@Door('POST /v1/accountability-cases', {
  may: 'accountability.keep',
  opens: true,
  area: 'areaPath',
  summary: 'Call a unit or an officer to account on the evidence of events',
})
export class OpenAccountabilityCase {
  @Field(AreaPath) readonly areaPath: string;
  @Field(UnitId) readonly unit: string;
  @Field(Type.Optional(OfficerId)) readonly officer?: string;
  @Field(Reason) readonly reason: string;
  @Field(Type.Array(EventId, { minItems: 1, maxItems: 50, uniqueItems: true }))
  readonly evidence: readonly string[];
  /** No field of the door: only a missed deadline itself comes with it. */
  readonly miss?: Miss;
}

@Door('POST /v1/accountability-cases/:id/decide', {
  may: 'accountability.keep',
  summary: 'Settle whether who was called is accountable, and what follows',
})
export class DecideAccountability {
  @Field(AccountabilityOutcome) readonly outcome: Static<typeof AccountabilityOutcome>;
  @Field(Type.Optional(Measure)) readonly measure?: Static<typeof Measure>;
}

@Door('POST /v1/accountability-cases/:id/appeal', {
  may: 'accountability.appeal',
  summary: 'Appeal against the decision',
})
export class AppealAccountability {
  @Field(Reason) readonly reason: string;
}

@Door('POST /v1/accountability-cases/:id/decide-appeal', {
  may: 'accountability.keep',
  summary: 'Settle the appeal',
})
export class DecideAppeal {
  @Field(AppealOutcome) readonly outcome: Static<typeof AppealOutcome>;
  @Field(Type.Optional(Measure)) readonly measure?: Static<typeof Measure>;
}
