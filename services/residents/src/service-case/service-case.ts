import { dayLength, type ServiceCaseEvent, serviceCaseEvents, startOfShanghaiDay } from '@linli/contracts';
import { accept, aggregate, type Decision, type Moment, refuse, type Refusal } from '@linli/event-sourcing';
import type * as commands from './service-case.commands.ts';
import { caseClocks, leaderLines, serviceClasses, serviceHours } from './service-case.policies.ts';

/** A case as far as its rules ask. */
export interface ServiceCase {
  readonly areaPath?: string;
  readonly resident?: string;
  readonly channels: readonly string[];
  /** When the request is to be answered. */
  readonly replyDue?: string;
  /** Whom it was written to on a direct line; nobody else takes it. */
  readonly leader?: string;
  readonly replied?: true;
  /** Absent until somebody has taken it. */
  readonly owner?: string;
  /** When the owner is to be done with it. */
  readonly queueDue?: string;
  /** Who has been asked to take it. */
  readonly proposedTo?: string;
  readonly class?: string;
  /** By kind, whether it has been issued. */
  readonly certificates: Readonly<Record<string, boolean>>;
  /** Who may act for the resident, and until when. */
  readonly mandate?: Mandate;
  /** The marks of its clocks, of the backlog as far as the present owner has it. */
  readonly marks: readonly Mark[];
  /** Every mark it ever had, also of an owner who has handed it over. */
  readonly found: readonly Mark[];
  readonly closed?: true;
}

interface Mandate {
  readonly agent: string;
  readonly due: string;
}

type Mark = 'delayed' | 'backlogged' | 'stranded';

/** A matter of a resident from its first word to its end (R-09 … ), stream `service-case-<id>`. */
export const serviceCase = aggregate<typeof commands, ServiceCase>()('service-case', serviceCaseEvents, {
  initial: { channels: [], certificates: {}, marks: [], found: [] },
  areaPath: ({ areaPath }) => areaPath,
  evolve: {
    RequestReceived: (before, { channel, resident, areaPath, due }) => ({
      ...before,
      ...{ resident, areaPath, replyDue: due },
      channels: [...before.channels, channel],
    }),
    ServiceCaseOpened: (before, { owner, resident, areaPath, queueDue }) => ({
      ...before,
      ...{ owner, resident, areaPath, queueDue },
    }),
    HandoverProposed: (before, { to }) => ({ ...before, proposedTo: to }),
    HandoverAccepted: ({ proposedTo: _, ...before }, { owner, queueDue }) => ({
      ...before,
      ...{ owner, queueDue },
      marks: before.marks.filter((mark) => mark !== 'backlogged'),
    }),
    ServiceCaseClosed: (before) => ({ ...before, closed: true }),
    ProblemResolved: (before) => before,
    ServiceClassified: (before, data) => ({ ...before, class: data.class }),
    CertificateRequested: (before, { kind }) => withCertificate(before, kind, false),
    CertificateIssued: (before, { kind }) => withCertificate(before, kind, true),
    AgencyMandateGranted: (before, { agent, due }) => ({ ...before, mandate: { agent, due } }),
    AgencyStepPerformed: (before) => before,
    AgencyMandateEnded: ({ mandate: _, ...before }) => before,
    DirectLineMessageSent: (before, { leader, resident, areaPath, due }) => ({
      ...before,
      ...{ leader, resident, areaPath, replyDue: due },
    }),
    DirectLineReplied: (before) => ({ ...before, replied: true }),
    TaskDelayed: (before) => marked(before, 'delayed'),
    CaseBacklogged: (before) => marked(before, 'backlogged'),
    FeedbackStranded: (before) => marked(before, 'stranded'),
  },
  decide: {
    SubmitRequest({ matter: _, ...request }, before, moment) {
      const { channels, resident, areaPath, closed, replyDue } = before;
      // one matter is one case, with a record of each channel it came over.
      if (resident !== undefined && resident !== request.resident)
        return refuse('R-13', 'other-resident', 'the matter is of another resident', 'resident');
      if (areaPath !== undefined && areaPath !== request.areaPath)
        return refuse('R-13', 'other-area', `the matter is one of ${areaPath}`, 'areaPath');
      if (channels.includes(request.channel)) return accept();
      if (closed)
        return refuse('R-13', 'matter-closed', 'the case is closed; bring it as a new matter', 'matter');
      const { reply, version } = moment.policy(caseClocks);
      const due = replyDue ?? inDays(reply, moment);
      return accept({ type: 'RequestReceived', data: { ...request, due, policy: version } });
    },
    OpenServiceCase(command, { resident, areaPath, owner, leader }, moment) {
      if (resident === undefined || areaPath === undefined) return unknown();
      // what was written to a leader passes no desk, unless he himself hands it on.
      if (leader !== undefined && leader !== moment.by.subject)
        return refuse('R-14', 'direct-line', 'the message is for its leader alone');
      // the first who was asked stays the owner.
      if (owner !== undefined) return refuse('R-10', 'opened-before', 'somebody owns the case already');
      return opened({ ...command, resident, areaPath, owner: moment.by.subject }, moment);
    },
    OpenRaisedCase(command, { areaPath }, moment) {
      // what has come in by another way is the matter of who was asked first there.
      if (areaPath !== undefined) return accept();
      // it has the first class of the list until somebody says another.
      const [first = ''] = moment.policy(serviceClasses).classes;
      return opened({ ...command, class: first }, moment);
    },
    ProposeHandover({ to }, before, { by }) {
      const fault = notOwnedBy(by.subject, before);
      if (fault) return fault;
      if (to === by.subject) return refuse('R-10', 'own-case', 'the case is one’s own already', 'to');
      return accept({ type: 'HandoverProposed', data: { to } });
    },
    AcceptHandover(_, before, moment) {
      const fault = notOpen(before);
      if (fault) return fault;
      const owner = moment.by.subject;
      // a case is handed over to who was asked, when he accepts it.
      if (before.proposedTo !== owner)
        return refuse('R-10', 'not-proposed', 'the owner has not asked the caller to take the case');
      const { queue, version } = moment.policy(caseClocks);
      const queueDue = inDays(queue, moment);
      return accept({ type: 'HandoverAccepted', data: { owner, queueDue, policy: version } });
    },
    CloseServiceCase({ outcome }, before, { by }) {
      const fault = notOwnedBy(by.subject, before);
      if (fault) return fault;
      // who came for a certificate goes home with it, or withdraws.
      if (outcome === 'resolved' && Object.values(before.certificates).includes(false))
        return refuse(
          'R-11',
          'certificate-open',
          'a certificate that was asked for is not issued',
          'outcome',
        );
      return closed(before, { outcome, by: 'owner' });
    },
    CloseFulfilledCase({ case: named, evidence }, before, { id }) {
      if (before.owner === undefined) return unknown();
      // a fulfilled pledge that names the case is the one other way to close it.
      if (named !== id) return refuse('R-10', 'other-case', `the pledge names ${named}`, 'case');
      return before.closed ? accept() : closed(before, { outcome: 'resolved', by: 'pledge', evidence });
    },
    ClassifyService(command, before, moment) {
      return notOpen(before) ?? classified(command.class, before.class, moment);
    },
    SubmitCertificateRequest({ kind }, before) {
      const fault = notOpen(before);
      if (fault) return fault;
      if (kind in before.certificates)
        return refuse('R-11', 'requested-before', 'the certificate has been asked for before', 'kind');
      return accept({ type: 'CertificateRequested', data: { kind } });
    },
    IssueCertificate({ kind, number }, before, { by }) {
      const fault = notOwnedBy(by.subject, before);
      if (fault) return fault;
      const issued = before.certificates[kind];
      if (issued === undefined)
        return refuse('R-11', 'not-requested', 'nobody has asked for this certificate', 'kind');
      if (issued) return refuse('R-11', 'issued-before', 'the certificate has been issued before', 'kind');
      const { resident = '' } = before;
      return accept({ type: 'CertificateIssued', data: { kind, resident, number } });
    },
    GrantAgencyMandate({ agent, until, text }, before, { at, by }) {
      const fault = notOwnedBy(by.subject, before);
      if (fault) return fault;
      const { mandate, resident = '' } = before;
      if (mandate !== undefined && at < Date.parse(mandate.due))
        return refuse('R-12', 'mandate-runs', `somebody may act for the resident until ${mandate.due}`);
      const due = startOfShanghaiDay(until) + dayLength;
      if (due <= at) return refuse('R-12', 'until-gone-by', 'the day is over', 'until');
      return accept<ServiceCaseEvent>(...ended(mandate), {
        type: 'AgencyMandateGranted',
        data: { agent, resident, due: new Date(due).toISOString(), text },
      });
    },
    PerformAgencyStep({ step }, before, { at, by, policy }) {
      const fault = notOpen(before);
      if (fault) return fault;
      const { mandate } = before;
      // a worker acts for a resident under his mandate, and not when it is over.
      if (mandate === undefined || at >= Date.parse(mandate.due))
        return refuse('R-12', 'no-mandate', 'nobody may act for the resident now');
      if (mandate.agent !== by.subject)
        return refuse('R-12', 'not-the-agent', 'somebody else may act for the resident');
      const { version, ...regular } = policy(serviceHours);
      const hours = isWithin(regular, at) ? 'regular' : 'extended';
      return accept({
        type: 'AgencyStepPerformed',
        data: { agent: mandate.agent, step, hours, policy: version },
      });
    },
    SendDirectLineMessage(command, { areaPath }, moment) {
      if (areaPath !== undefined) return refuse('R-14', 'sent-before', 'the message has been sent before');
      const { lines, version } = moment.policy(leaderLines);
      const leader = lines.find(({ line }) => line === command.line)?.leader;
      if (leader === undefined)
        return refuse('R-14', 'line-unknown', 'nobody answers this line in the area', 'line');
      const clocks = moment.policy(caseClocks);
      return accept({
        type: 'DirectLineMessageSent',
        data: {
          ...{ ...command, leader, policy: version, clocks: clocks.version },
          due: inDays(clocks.reply, moment),
        },
      });
    },
    ReplyDirectLine({ reply }, { leader, resident = '', replied }, { by }) {
      if (leader === undefined) return unknown();
      if (leader !== by.subject)
        return refuse('R-14', 'not-the-leader', 'the message was sent to somebody else');
      if (replied) return refuse('R-14', 'replied-before', 'the message has been answered before');
      return accept({ type: 'DirectLineReplied', data: { leader, resident, reply } });
    },
    EndAgencyMandate({ due }, { mandate }) {
      return accept(...(mandate?.due === due ? ended(mandate) : []));
    },
    // a mark of a clock is made once, and never when what it waited for has come.
    MarkTaskDelayed({ due }, { owner, closed, marks }) {
      if (owner === undefined || closed || marks.includes('delayed')) return accept();
      return accept({ type: 'TaskDelayed', data: { owner, due } });
    },
    MarkCaseBacklogged({ due }, { owner, queueDue, closed, marks }) {
      if (owner === undefined || closed || queueDue !== due || marks.includes('backlogged')) return accept();
      return accept({ type: 'CaseBacklogged', data: { owner, due } });
    },
    MarkFeedbackStranded({ due }, { replyDue, owner, replied, marks }) {
      if (replyDue === undefined || owner !== undefined || replied || marks.includes('stranded'))
        return accept();
      return accept({ type: 'FeedbackStranded', data: { due } });
    },
  },
  timers: {
    MarkTaskDelayed: { due: { ServiceCaseOpened: 'due' }, ends: ['TaskDelayed', 'ServiceCaseClosed'] },
    MarkCaseBacklogged: {
      due: { ServiceCaseOpened: 'queueDue', HandoverAccepted: 'queueDue' },
      ends: ['CaseBacklogged', 'ServiceCaseClosed'],
    },
    MarkFeedbackStranded: {
      due: { RequestReceived: 'due', DirectLineMessageSent: 'due' },
      ends: ['FeedbackStranded', 'ServiceCaseOpened', 'DirectLineReplied'],
    },
    EndAgencyMandate: { due: { AgencyMandateGranted: 'due' }, ends: ['AgencyMandateEnded'] },
  },
});

/** Milliseconds that Asia/Shanghai is ahead of UTC. */
const shanghai = 8 * 3_600_000;

type CaseDecision = Decision<ServiceCaseEvent>;

function inDays(days: number, { at }: Moment): string {
  return new Date(at + days * dayLength).toISOString();
}

function marked(before: ServiceCase, mark: Mark): ServiceCase {
  return { ...before, marks: [...before.marks, mark], found: [...before.found, mark] };
}

function withCertificate(before: ServiceCase, kind: string, issued: boolean): ServiceCase {
  return { ...before, certificates: { ...before.certificates, [kind]: issued } };
}

/** What a case opens with: its owner, its due times, and the one class that every case has. */
function opened(
  {
    class: named,
    due,
    ...rest
  }: {
    readonly owner: string;
    readonly resident: string;
    readonly areaPath: string;
    readonly class: string;
    readonly due?: string;
    readonly raisedBy?: string;
  },
  moment: Moment,
): CaseDecision {
  const classifying = classified(named, undefined, moment);
  if (classifying.outcome === 'refused') return classifying;
  const { task, queue, version } = moment.policy(caseClocks);
  const dues = { due: due ?? inDays(task, moment), queueDue: inDays(queue, moment) };
  return accept<ServiceCaseEvent>(
    { type: 'ServiceCaseOpened', data: { ...rest, ...dues, policy: version } },
    ...classifying.events,
  );
}

function classified(named: string, was: string | undefined, { policy }: Moment): CaseDecision {
  const { classes, version } = policy(serviceClasses);
  // a class is one of the list that was in force when the case opened.
  if (!classes.includes(named))
    return refuse('R-58', 'class-unknown', `the classes are ${classes.join(', ')}`, 'class');
  if (named === was) return accept();
  const data = { class: named, policy: version, ...(was !== undefined && { was }) };
  return accept({ type: 'ServiceClassified', data });
}

/** a case that ends well has solved a problem, or else got somebody a certificate. R-12: its mandate ends with it. */
function closed(
  { owner, certificates, mandate }: ServiceCase,
  data: Extract<ServiceCaseEvent, { type: 'ServiceCaseClosed' }>['data'],
): CaseDecision {
  const solved = data.outcome === 'resolved' && owner !== undefined && Object.keys(certificates).length === 0;
  return accept<ServiceCaseEvent>(
    ...ended(mandate),
    { type: 'ServiceCaseClosed', data },
    ...(solved ? [{ type: 'ProblemResolved', data: { owner } } as const] : []),
  );
}

function ended(mandate: Mandate | undefined): readonly ServiceCaseEvent[] {
  return mandate === undefined ? [] : [{ type: 'AgencyMandateEnded', data: { ...mandate } }];
}

/** G-19: whether a moment lies in the regular hours of its Asia/Shanghai day. */
function isWithin(
  {
    weekdays,
    from,
    to,
  }: { readonly weekdays: readonly number[]; readonly from: string; readonly to: string },
  at: number,
): boolean {
  const local = new Date(at + shanghai);
  const time = local.toISOString().slice(11, 16);
  return weekdays.includes(local.getUTCDay() || 7) && from <= time && time < to;
}

function unknown(): Refusal {
  return refuse('R-10', 'service-case-unknown', 'no such case has been opened');
}

function notOpen({ owner, closed }: ServiceCase): Refusal | undefined {
  if (owner === undefined) return unknown();
  // what is closed takes nothing more.
  return closed ? refuse('R-10', 'case-closed', 'the case has been closed') : undefined;
}

/** the owner has the matter to its end, and nobody else. */
function notOwnedBy(subject: string, before: ServiceCase): Refusal | undefined {
  const fault = notOpen(before);
  if (fault) return fault;
  return before.owner === subject
    ? undefined
    : refuse('R-10', 'not-the-owner', 'the case is owned by somebody else');
}
