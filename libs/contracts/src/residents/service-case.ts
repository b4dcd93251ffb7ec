import { Type } from 'typebox';
import { defineEvents, type EventsOf } from '../define-events.ts';
import { Actor, AreaPath, Id, Instant, Name, oneOf, Reason, Text, Version, within } from '../fields.ts';
import { personal, sealedExample, Subject } from '../personal.ts';
import { Phone } from './resident.ts';

export const ServiceCaseId = within(Id, { description: 'the id of a service case' });
/** One matter is one case, over whichever channels it comes. */
export const MatterKey = within(Id, {
  description: 'a key of the matter, chosen by who brings it and the same on every channel, such as a UUID',
});
export const RequestChannel = oneOf('phone', 'app', 'hall', 'visit', 'message', 'letter');
/** The three lines of the one net: 公共服务, 商业服务, 自治服务. */
export const RequestLine = oneOf('public', 'commercial', 'self_governance');
/** 便民, 惠民, 安民, 乐民, 育民 in the first version of the policy; a city may have others. */
export const ServiceClass = within(Reason, {
  description: 'a code of the list of service classes, such as convenience',
});
export const CertificateKind = oneOf('residence', 'kinship', 'income', 'survival', 'unemployment', 'other');
export const CertificateNumber = within(Id, { description: 'the number of a certificate' });
/** What is done for a resident in his name. */
export const AgencyStep = within(Reason, {
  description: 'a code of a step, such as file_application, never free text',
});
/** The line to a named leader: 书记直通车 and others. */
export const LeaderLine = within(Reason, { description: 'a code of a line, such as party_secretary' });
export const CaseOutcome = oneOf('resolved', 'not_resolved', 'withdrawn');

const words = { of: 'resident', group: 'case', class: 2 } as const;
const contact = { of: 'resident', group: 'contact', class: 2 } as const;

export const serviceCaseEvents = defineEvents('residents', {
  RequestReceived: {
    title: ['诉求受理', 'Request received'],
    description: 'A matter of a resident has come in over a channel; over another it is the same case.',
    rows: ['R-13'],
    data: {
      channel: RequestChannel,
      line: RequestLine,
      resident: Subject,
      areaPath: AreaPath,
      due: Instant,
      policy: Version,
      text: personal(Text, words),
      name: Type.Optional(personal(Name, contact)),
      phone: Type.Optional(personal(Phone, contact)),
    },
    shows: ['channel', 'line'],
    example: {
      channel: 'phone',
      line: 'public',
      resident: '0198c0de-0000-7000-8000-000000000002',
      areaPath: '42/01/05/011/010/',
      due: '2026-05-04T01:00:00.000Z',
      policy: 1,
      text: sealedExample('case'),
      phone: sealedExample('contact'),
    },
  },
  ServiceCaseOpened: {
    title: ['服务事项立案', 'Service case opened'],
    description:
      'Whoever was asked first owns the case to its end; `raisedBy` where no request but a visit has raised it.',
    rows: ['R-10'],
    data: {
      owner: Actor,
      resident: Subject,
      areaPath: AreaPath,
      due: Instant,
      queueDue: Instant,
      policy: Version,
      raisedBy: Type.Optional(Id),
    },
    example: {
      owner: 'desk-1',
      resident: '0198c0de-0000-7000-8000-000000000002',
      areaPath: '42/01/05/011/010/',
      due: '2026-05-08T01:00:00.000Z',
      queueDue: '2026-05-04T01:00:00.000Z',
      policy: 1,
    },
  },
  HandoverProposed: {
    title: ['事项移交提出', 'Handover proposed'],
    description: 'The owner has asked somebody to take the case; it stays his until that is accepted.',
    rows: ['R-10'],
    data: { to: Actor },
    example: { to: 'desk-2' },
  },
  HandoverAccepted: {
    title: ['事项移交接受', 'Handover accepted'],
    description: 'Who was asked has taken the case and owns it.',
    rows: ['R-10'],
    data: { owner: Actor, queueDue: Instant, policy: Version },
    example: { owner: 'desk-2', queueDue: '2026-05-07T01:00:00.000Z', policy: 1 },
  },
  ServiceCaseClosed: {
    title: ['服务事项办结', 'Service case closed'],
    description:
      'The case is over: its owner has said so, or a pledge that was to settle it has been fulfilled.',
    rows: ['R-10'],
    data: {
      outcome: CaseOutcome,
      by: oneOf('owner', 'pledge'),
      evidence: Type.Optional(within(Id, { description: 'the id of the event that shows it' })),
    },
    shows: ['outcome'],
    example: { outcome: 'resolved', by: 'owner' },
    further: [{ outcome: 'resolved', by: 'pledge', evidence: '0198c0de-0000-7000-8000-000000000003' }],
  },
  ProblemResolved: {
    title: ['问题解决', 'Problem resolved'],
    description: 'The case has ended with the problem of the resident solved.',
    rows: ['R-11'],
    data: { owner: Actor },
    example: { owner: 'desk-1' },
  },
  ServiceClassified: {
    title: ['服务事项归类', 'Service case classified'],
    description: 'The case has this one class; `was` the one it had before.',
    rows: ['R-58'],
    data: { class: ServiceClass, was: Type.Optional(ServiceClass), policy: Version },
    shows: ['class'],
    example: { class: 'convenience', policy: 1 },
    further: [{ class: 'benefit', was: 'convenience', policy: 1 }],
  },
  CertificateRequested: {
    title: ['证明申请', 'Certificate requested'],
    description: 'A certificate is asked for in the case.',
    rows: ['R-11'],
    data: { kind: CertificateKind },
    shows: ['kind'],
    example: { kind: 'residence' },
  },
  CertificateIssued: {
    title: ['证明办结', 'Certificate issued'],
    description: 'The certificate has been handed out.',
    rows: ['R-11'],
    data: { kind: CertificateKind, resident: Subject, number: personal(CertificateNumber, words) },
    shows: ['kind'],
    example: {
      kind: 'residence',
      resident: '0198c0de-0000-7000-8000-000000000002',
      number: sealedExample('case'),
    },
  },
  AgencyMandateGranted: {
    title: ['全程代办委托', 'Agency mandate granted'],
    description: 'Somebody may act for the resident in the matter until the due time.',
    rows: ['R-12'],
    data: { agent: Actor, resident: Subject, due: Instant, text: personal(Text, words) },
    example: {
      agent: 'desk-1',
      resident: '0198c0de-0000-7000-8000-000000000002',
      due: '2026-05-31T16:00:00.000Z',
      text: sealedExample('case'),
    },
  },
  AgencyStepPerformed: {
    title: ['代办步骤完成', 'Agency step performed'],
    description:
      'A step has been done for the resident, within the hours of the service or beyond them (延时服务).',
    rows: ['R-12', 'G-19'],
    data: { agent: Actor, step: AgencyStep, hours: oneOf('regular', 'extended'), policy: Version },
    shows: ['step', 'hours'],
    example: { agent: 'desk-1', step: 'file_application', hours: 'extended', policy: 1 },
  },
  AgencyMandateEnded: {
    title: ['代办委托终止', 'Agency mandate ended'],
    description: 'The mandate is over, by its due time or with the case; no step is done under it any more.',
    rows: ['R-12'],
    data: { agent: Actor, due: Instant },
    example: { agent: 'desk-1', due: '2026-05-31T16:00:00.000Z' },
  },
  DirectLineMessageSent: {
    title: ['民情直通车来信', 'Direct line message sent'],
    description: 'A resident has written to a named leader, past every desk.',
    rows: ['R-14'],
    data: {
      line: LeaderLine,
      leader: Actor,
      resident: Subject,
      areaPath: AreaPath,
      due: Instant,
      policy: Version,
      clocks: Version,
      text: personal(Text, words),
    },
    shows: ['line'],
    example: {
      line: 'party_secretary',
      leader: 'secretary-1',
      resident: '0198c0de-0000-7000-8000-000000000002',
      areaPath: '42/01/05/011/010/',
      due: '2026-05-04T01:00:00.000Z',
      policy: 1,
      clocks: 1,
      text: sealedExample('case'),
    },
  },
  DirectLineReplied: {
    title: ['民情直通车回复', 'Direct line replied'],
    description: 'The leader has answered the message himself.',
    rows: ['R-14'],
    data: { leader: Actor, resident: Subject, reply: personal(Text, words) },
    example: {
      leader: 'secretary-1',
      resident: '0198c0de-0000-7000-8000-000000000002',
      reply: sealedExample('case'),
    },
  },
  TaskDelayed: {
    title: ['事项延误', 'Task delayed'],
    description: 'The due time of the case has gone by while it was open; a mark, once.',
    rows: ['R-09'],
    data: { owner: Actor, due: Instant },
    example: { owner: 'desk-1', due: '2026-05-08T01:00:00.000Z' },
  },
  CaseBacklogged: {
    title: ['事项积压', 'Case backlogged'],
    description: 'The case has lain with its owner for too long; a mark, once for each owner.',
    rows: ['R-09'],
    data: { owner: Actor, due: Instant },
    example: { owner: 'desk-1', due: '2026-05-04T01:00:00.000Z' },
  },
  FeedbackStranded: {
    title: ['反馈搁浅', 'Feedback stranded'],
    description: 'Nobody has answered what a resident reported until it was due; a mark, once.',
    rows: ['R-09'],
    data: { due: Instant },
    example: { due: '2026-05-04T01:00:00.000Z' },
  },
});

export type ServiceCaseEvent = EventsOf<typeof serviceCaseEvents>;
