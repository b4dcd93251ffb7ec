import {
  Actor,
  AgencyStep,
  AreaPath,
  BusinessDay,
  CaseOutcome,
  CertificateKind,
  CertificateNumber,
  Id,
  Instant,
  LeaderLine,
  MatterKey,
  Name,
  ofPerson,
  Phone,
  RequestChannel,
  RequestLine,
  ServiceCaseId,
  ServiceClass,
  Subject,
  Text,
} from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';
import { type Static, Type } from 'typebox';

const Words = ofPerson(Text);
const RequesterName = Type.Optional(ofPerson(Name));
const RequesterPhone = Type.Optional(ofPerson(Phone));

@Door('POST /v1/requests', {
  may: 'request.submit',
  opens: true,
  area: 'areaPath',
  summary: 'Bring a matter of a resident over a channel',
  description: 'The same `matter` over another channel is the same case.',
})
export class SubmitRequest {
  @Field(MatterKey) readonly matter: string;
  @Field(RequestChannel) readonly channel: Static<typeof RequestChannel>;
  @Field(RequestLine) readonly line: Static<typeof RequestLine>;
  @Field(Subject) readonly resident: string;
  @Field(AreaPath) readonly areaPath: string;
  @Field(Words) readonly text: string;
  @Field(RequesterName) readonly name?: Static<typeof RequesterName>;
  @Field(RequesterPhone) readonly phone?: Static<typeof RequesterPhone>;
}

@Door('POST /v1/service-cases/:id/open', {
  may: 'case.handle',
  summary: 'Take the request as the first who was asked, and own the case from then on',
})
export class OpenServiceCase {
  @Field(ServiceClass) readonly class: string;
  /** Of a task that has a due time of its own; by the clocks where it has none. */
  @Field(Type.Optional(Instant)) readonly due?: string;
}

/** Asked by a reaction to what was raised on a visit. */
export class OpenRaisedCase {
  @Field(Actor) readonly owner: string;
  @Field(Subject) readonly resident: string;
  @Field(AreaPath) readonly areaPath: string;
  /** The event that raised it. */
  @Field(Id) readonly raisedBy: string;
}

@Door('POST /v1/service-cases/:id/propose-handover', {
  may: 'case.handle',
  summary: 'Ask somebody to take the case',
})
export class ProposeHandover {
  @Field(Actor) readonly to: string;
}

@Door('POST /v1/service-cases/:id/accept-handover', {
  may: 'case.handle',
  summary: 'Take the case that one was asked to take',
})
export class AcceptHandover {}

@Door('POST /v1/service-cases/:id/close', {
  may: 'case.handle',
  summary: 'Close a case of one’s own',
})
export class CloseServiceCase {
  @Field(CaseOutcome) readonly outcome: Static<typeof CaseOutcome>;
}

/** Asked by a reaction to a pledge that was fulfilled. */
export class CloseFulfilledCase {
  /** The case that the pledge names. */
  @Field(ServiceCaseId) readonly case: string;
  /** The event that says so. */
  @Field(Id) readonly evidence: string;
}

@Door('POST /v1/service-cases/:id/classify', {
  may: 'case.handle',
  summary: 'Say which class the case has',
})
export class ClassifyService {
  @Field(ServiceClass) readonly class: string;
}

@Door('POST /v1/service-cases/:id/certificates/:kind/request', {
  may: 'case.handle',
  summary: 'Say that a certificate is asked for',
})
export class SubmitCertificateRequest {
  @Field(CertificateKind) readonly kind: Static<typeof CertificateKind>;
}

@Door('POST /v1/service-cases/:id/certificates/:kind/issue', {
  may: 'case.handle',
  summary: 'Say that the certificate has been handed out',
})
export class IssueCertificate {
  @Field(CertificateKind) readonly kind: Static<typeof CertificateKind>;
  @Field(ofPerson(CertificateNumber)) readonly number: string;
}

@Door('POST /v1/service-cases/:id/mandate', {
  may: 'case.handle',
  summary: 'Say that the resident lets somebody act for him until the end of a day',
})
export class GrantAgencyMandate {
  @Field(Actor) readonly agent: string;
  @Field(BusinessDay) readonly until: string;
  @Field(Words) readonly text: string;
}

@Door('POST /v1/service-cases/:id/agency-steps', {
  may: 'case.handle',
  summary: 'Say that a step has been done for the resident, as the one who may act for him',
})
export class PerformAgencyStep {
  @Field(AgencyStep) readonly step: string;
}

@Door('POST /v1/direct-line-messages', {
  may: 'request.submit',
  opens: true,
  area: 'areaPath',
  summary: 'Send a message of a resident to a named leader, past every desk',
})
export class SendDirectLineMessage {
  @Field(LeaderLine) readonly line: string;
  @Field(Subject) readonly resident: string;
  @Field(AreaPath) readonly areaPath: string;
  @Field(Words) readonly text: string;
}

@Door('POST /v1/direct-line-messages/:id/reply', {
  may: 'direct_line.reply',
  summary: 'Answer a message as the leader it was sent to',
})
export class ReplyDirectLine {
  @Field(Words) readonly reply: string;
}

/** Asked by the timer. */
export class EndAgencyMandate {
  @Field(Instant) readonly due: string;
}

/** Asked by the timer. */
export class MarkTaskDelayed {
  @Field(Instant) readonly due: string;
}

/** Asked by the timer. */
export class MarkCaseBacklogged {
  @Field(Instant) readonly due: string;
}

/** Asked by the timer. */
export class MarkFeedbackStranded {
  @Field(Instant) readonly due: string;
}
