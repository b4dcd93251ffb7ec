import {
  AreaPath,
  BusinessDay,
  Instant,
  Name,
  OrgCode,
  PledgeId,
  Proof,
  Reason,
  ServiceCaseId,
} from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';

@Door('POST /v1/cobuild-agreements', {
  may: 'pledge.keep',
  id: 'org',
  area: 'areaPath',
  summary: 'Sign the agreement of a party organisation with a community',
})
export class SignCobuildAgreement {
  @Field(OrgCode) readonly org: string;
  @Field(AreaPath) readonly areaPath: string;
  @Field(BusinessDay) readonly signedOn: string;
}

@Door('POST /v1/cobuild-agreements/:org/pledges', {
  may: 'pledge.keep',
  summary: 'Add a pledge of the organisation, to be kept by the end of a day',
})
export class AddPledge {
  @Field(PledgeId) readonly pledge: string;
  @Field(Name) readonly item: string;
  @Field(BusinessDay) readonly dueOn: string;
}

@Door('POST /v1/cobuild-agreements/:org/pledges/:pledge/match', {
  may: 'pledge.keep',
  summary: 'Say which service case of a resident the pledge is to settle',
  description:
    'A case that is not known yet can be waited for: `GET /v1/open-cases/{id}?after=` its position.',
})
export class MatchPledge {
  @Field(PledgeId) readonly pledge: string;
  @Field(ServiceCaseId) readonly case: string;
}

@Door('POST /v1/cobuild-agreements/:org/pledges/:pledge/fulfil', {
  may: 'pledge.keep',
  summary: 'Say that the pledge has been kept, and what proves it',
})
export class FulfilPledge {
  @Field(PledgeId) readonly pledge: string;
  @Field(Proof) readonly proof: string;
}

@Door('POST /v1/cobuild-agreements/:org/pledges/:pledge/break', {
  may: 'pledge.keep',
  summary: 'Say that the pledge will not be kept',
})
export class BreakPledge {
  @Field(PledgeId) readonly pledge: string;
  @Field(Reason) readonly reason: string;
}

/** Asked by the timer. */
export class MarkPledgeOverdue {
  @Field(PledgeId) readonly pledge: string;
  @Field(Instant) readonly due: string;
}
