import {
  AreaPath,
  CaseOutcome,
  Actor,
  Instant,
  RequestChannel,
  Subject,
  RequestLine,
  serviceCaseEvents,
  ServiceCaseId,
  ServiceClass,
} from '@linli/contracts';
import { type RecordedOf, view } from '@linli/service-kit';
import { type Static, type TObject, Type } from 'typebox';
import { serviceCase } from './service-case.ts';

const { text, name, phone } = serviceCaseEvents.RequestReceived.data.properties;
const State = Type.Enum(['received', 'open', 'closed']);
const Marks = Type.Array(Type.Enum(['delayed', 'backlogged', 'stranded']), {
  description: 'what its clocks have found: past due, too long with one owner, unanswered',
});
const fields = {
  id: ServiceCaseId,
  areaPath: AreaPath,
  state: State,
  since: Instant,
  resident: Subject,
  line: Type.Optional(RequestLine),
  channels: Type.Array(RequestChannel),
  owner: Type.Optional(Actor),
  proposedTo: Type.Optional(Actor),
  due: Type.Optional(Instant),
  class: Type.Optional(ServiceClass),
  /** The latest last. */
  classes: Type.Array(Type.Object({ class: ServiceClass, since: Instant })),
  marks: Marks,
  outcome: Type.Optional(CaseOutcome),
  /** Who may act for the resident, and until when. */
  agent: Type.Optional(Actor),
  mandateDue: Type.Optional(Instant),
  text: Type.Optional(text),
  name,
  phone,
};
type Document = Static<TObject<typeof fields>>;
const isoOf = ({ recordedAt }: { readonly recordedAt: number }) => new Date(recordedAt).toISOString();
const withMark = (mark: Document['marks'][number]) => (before: Document | undefined) =>
  before && { ...before, marks: [...before.marks, mark] };

/** Service cases with owner, age, class and channels, the oldest first (R-09 …, RM-R7). */
export const serviceCaseBoard = view('service-case-board', 1, {
  of: serviceCaseEvents,
  stream: serviceCase,
  document: fields,
  fields: { areaPath: 'text', since: 'text', state: 'text', class: 'text', owner: 'text' },
  indexes: [
    ['areaPath', 'since'],
    ['state', 'since'],
    ['class', 'since'],
    ['owner', 'since'],
  ],
  on: {
    RequestReceived: (before, event, id) => {
      const { areaPath, resident, line, channel, due: _, policy: __, ...told } = event.data;
      if (before) return { ...before, ...told, channels: [...before.channels, channel] };
      return {
        ...{ id, areaPath, resident, line, channels: [channel], ...told },
        ...{ state: 'received' as const, since: isoOf(event), classes: [], marks: [] },
      };
    },
    ServiceCaseOpened: (before, event, id) => {
      const { areaPath, resident, owner, due } = event.data;
      const raised = { id, areaPath, resident, since: isoOf(event), channels: [], classes: [], marks: [] };
      return { ...(before ?? raised), owner, due, state: 'open' as const };
    },
    HandoverProposed: (before, { data: { to } }) => before && { ...before, proposedTo: to },
    HandoverAccepted: (before, { data: { owner } }) => {
      if (before === undefined) return undefined;
      const { proposedTo: _, ...rest } = before;
      return { ...rest, owner };
    },
    ServiceCaseClosed: (before, { data: { outcome } }) =>
      before && { ...before, outcome, state: 'closed' as const },
    ServiceClassified: (before, event) =>
      before && {
        ...before,
        class: event.data.class,
        classes: [...before.classes, { class: event.data.class, since: isoOf(event) }],
      },
    AgencyMandateGranted: (before, { data: { agent, due } }) =>
      before && { ...before, agent, mandateDue: due },
    AgencyMandateEnded: (before) => {
      if (before === undefined) return undefined;
      const { agent: _, mandateDue: __, ...rest } = before;
      return rest;
    },
    TaskDelayed: withMark('delayed'),
    CaseBacklogged: withMark('backlogged'),
    FeedbackStranded: withMark('stranded'),
  },
  doors: {
    list: 'GET /v1/service-cases',
    one: 'GET /v1/service-cases/:id',
    plain: { path: 'POST /v1/service-cases/plain', may: 'case.handle' },
    may: 'case.handle',
    summary: 'Service cases below an area, the oldest first',
    filters: { state: State, class: ServiceClass, owner: Actor },
    orderBy: 'since',
    unknown: 'service-case-unknown',
  },
});

const Count = Type.Integer({ minimum: 0, description: 'a number of cases' });
const totals = {
  areaPath: AreaPath,
  cases: Count,
  classes: Type.Array(Type.Object({ class: ServiceClass, cases: Count })),
  certificates: Count,
  problems: Count,
  raised: Count,
  proactive: Type.Integer({ minimum: 0, 'x-unit': 'per mille', description: 'whole thousandths' }),
};
type Totals = Static<TObject<typeof totals>>;
const none = { cases: 0, classes: [], certificates: 0, problems: 0, raised: 0, proactive: 0 };

const changed =
  <Event extends RecordedOf<typeof serviceCaseEvents>>(
    change: (totals: Totals, event: Event) => Partial<Totals>,
  ) =>
  (before: Totals | undefined, event: Event): Totals => {
    const totals = { ...none, areaPath: event.metadata.areaPath ?? '', ...before };
    const after = { ...totals, ...change(totals, event) };
    return { ...after, proactive: after.cases === 0 ? 0 : Math.floor((1_000 * after.raised) / after.cases) };
  };

function moved(classes: Totals['classes'], name: string | undefined, by: number): Totals['classes'] {
  if (name === undefined) return classes;
  const cases = by + (classes.find((one) => one.class === name)?.cases ?? 0);
  return [...classes.filter((one) => one.class !== name), { class: name, cases }].sort((one, other) =>
    one.class < other.class ? -1 : 1,
  );
}

/**
 * Sums of an area: cases in all and by class, which sum to them, certificates and solved problems, and the
 * share of cases whose first event was a visit and no request, the lead of prevention.
 */
export const serviceCaseTotals = view('service-case-totals', 1, {
  of: serviceCaseEvents,
  document: totals,
  key: ({ metadata: { areaPath = '' } }) => areaPath,
  fields: { areaPath: 'text' },
  indexes: [['areaPath']],
  on: {
    ServiceCaseOpened: changed(({ cases, raised }, { data }) => ({
      cases: cases + 1,
      raised: raised + (data.raisedBy === undefined ? 0 : 1),
    })),
    ServiceClassified: changed(({ classes }, { data }) => ({
      classes: moved(moved(classes, data.was, -1), data.class, 1),
    })),
    CertificateIssued: changed(({ certificates }) => ({ certificates: certificates + 1 })),
    ProblemResolved: changed(({ problems }) => ({ problems: problems + 1 })),
  },
  doors: {
    list: 'GET /v1/service-case-totals',
    may: 'operations.read',
    summary: 'Sums of service cases of the areas below an area',
  },
});
