import { Type } from 'typebox';
import { defineEvents, type EventsOf } from '../define-events.ts';
import {
  AreaPath,
  BusinessDay,
  Category,
  ClockKind,
  ClockStage,
  Id,
  Instant,
  oneOf,
  Point,
  Reason,
  Severity,
  UnitId,
  Version,
} from '../fields.ts';
import { Subject } from '../personal.ts';
import { HolderId } from '../party/post.ts';
import { LocalCode } from '../residents/territory.ts';
import { ChiefId } from './street-post.ts';

/** How a report reached the city. */
export const Channel = Type.Enum([
  'grid_worker',
  'hotline',
  'app',
  'web',
  'email',
  'patrol',
  'letter',
  'sensor',
]);
/** Where a report comes from when another system sent it. */
export const Source = Type.Object({
  system: Type.String({ pattern: '^[a-z0-9-]{1,40}$', description: 'a system, such as myla311' }),
  reference: Type.String({
    pattern: '^[A-Za-z0-9-]{1,60}$',
    description: 'its number there, such as 1-1523590871',
  }),
});
/** The patrol finding that an incident comes of, and the enforcement unit that it was reported to (I-01). */
export const Referral = Type.Object({ finding: Id, unit: UnitId });
export const TaskId = Type.String({
  pattern: '^[A-Za-z0-9-]{1,60}$',
  description: "the number of a unit's task",
});

/** How far the posts of the party were known when it was looked up who answers: `party:42`, or partition by partition. */
export const RosterPosition = Type.String({
  pattern: '^party(/[0-9]{1,4})?:[0-9]{1,15}(,party/[0-9]{1,4}:[0-9]{1,15})*$',
  maxLength: 2_000,
  description: 'how far the posts of the party were known, such as party:42',
});

/** The id of an incident. */
export const IncidentId = Type.String({
  pattern: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
  description: 'an incident is named by its UUID',
});
/** What may not be known of an incident (I-14): its state, its effect, how to react. 状态, 影响, 反应. */
export const Uncertainty = oneOf('state', 'effect', 'reaction');
/** The four functions of the police in one grid (I-07): 刑事执法, 治安管理, 交通管理, 服务群众. */
export const PoliceFunction = oneOf('criminal', 'public_order', 'traffic', 'service');
/** Kinds of conflicts of many (I-16): 势力强抢型, 负担/计生引发, 强拆/城管执法冲突, 地权水权林权/征迁维权. */
export const ConflictKind = oneOf('seizure', 'burden', 'enforcement', 'rights');

/** First day on the way to the due time that the calendar does not cover; from there on weekdays were counted. */
const UncoveredFrom = { ...BusinessDay, description: 'from this day on the due time was counted by weekday' };

const exposedRubbish = { standard: 'GB/T-47678.5', kind: 'matter', code: '06010' } as const;
const gridPath = '42/01/05/011/010/A1/B07/U021/G0431/';

export const incidentEvents = defineEvents('incidents', {
  IncidentReported: {
    title: ['事件上报', 'Incident reported'],
    description: 'Somebody or something has told the city of a matter at a place.',
    rows: ['I-03', 'I-08'],
    data: {
      channel: Channel,
      occurredAt: Instant,
      point: Type.Optional(Point),
      category: Type.Optional(Category),
      severity: Severity,
      source: Type.Optional(Source),
      subject: Type.Optional(Subject),
      referral: Type.Optional(Referral),
    },
    shows: ['channel', 'severity', 'category', 'point'],
    example: {
      channel: 'grid_worker',
      occurredAt: '2026-05-01T00:05:00.000Z',
      point: { lon: 114.2005, lat: 30.5505 },
      category: exposedRubbish,
      severity: 'normal',
    },
    further: [
      {
        channel: 'sensor',
        occurredAt: '2026-05-02T10:00:00.000Z',
        severity: 'urgent',
        source: { system: 'care', reference: '01980000-0000-7000-8000-000000000007' },
        subject: '7d3c1a52-9b1e-4f0a-8c55-2a6c0e9d4411',
      },
    ],
  },
  IncidentClassified: {
    title: ['事件分类', 'Incident classified'],
    description: 'The incident has a class of the catalogue version in force when it was reported.',
    rows: ['I-03', 'I-04'],
    data: { catalogueVersion: Version, category: Category },
    shows: ['category'],
    example: { catalogueVersion: 1, category: exposedRubbish },
  },
  IncidentLocated: {
    title: ['事件定位', 'Incident located'],
    description: 'The incident lies in exactly one grid; on a border the lowest grid code holds.',
    rows: ['I-08'],
    data: {
      point: Point,
      gridCode: LocalCode,
      areaPath: AreaPath,
      previousAreaPath: Type.Optional(AreaPath),
    },
    shows: ['point'],
    example: { point: { lon: 114.2005, lat: 30.5505 }, gridCode: 'G0431', areaPath: gridPath },
  },
  IncidentRouted: {
    title: ['事件分拨', 'Incident routed'],
    description:
      'It is settled which unit leads, by a routing rule or, where there is none, by territory; and who answers for the place: the lowest rung of its chain that is held, and the chief of its street on the day it happened.',
    rows: ['I-21', 'P-02', 'I-05'],
    data: {
      basis: Type.Enum(['rule', 'territory']),
      routingVersion: Version,
      holder: Type.Optional(HolderId),
      rosterPosition: Type.Optional(RosterPosition),
      streetChief: Type.Optional(ChiefId),
    },
    example: { basis: 'territory', routingVersion: 1 },
    further: [
      {
        basis: 'territory',
        routingVersion: 1,
        holder: 'h-7c21',
        rosterPosition: 'party:42',
        streetChief: 'h-40a7',
      },
    ],
  },
  IncidentRerouted: {
    title: ['事件改派', 'Incident rerouted'],
    description:
      'Somebody else answers for the place than was known when the incident was routed: its chain had changed before, and that came to be known.',
    rows: ['B-5.2', 'P-02'],
    data: { holder: Type.Optional(HolderId), rosterPosition: RosterPosition },
    example: { holder: 'h-5b19', rosterPosition: 'party:47' },
  },
  LeadUnitAssigned: {
    title: ['确定主责单位', 'Lead unit assigned'],
    description: 'One unit answers for the incident: the area owner by default (块 leads).',
    rows: ['I-21'],
    data: { unit: UnitId },
    shows: ['unit'],
    example: { unit: 'community:420105011010' },
  },
  SupportUnitAssigned: {
    title: ['确定协办单位', 'Support unit assigned'],
    description: 'A line department supports the lead unit (条 supports).',
    rows: ['I-21'],
    data: { unit: UnitId },
    shows: ['unit'],
    example: { unit: 'sanitation:420105' },
  },
  TaskDispatched: {
    title: ['任务派遣', 'Task dispatched'],
    description: 'The command centre has given the handling of the incident to a unit.',
    rows: ['I-17', 'I-21'],
    data: { taskId: TaskId, unit: UnitId },
    shows: ['taskId', 'unit'],
    example: { taskId: '1', unit: 'sanitation:420105' },
  },
  TaskAccepted: {
    title: ['任务签收', 'Task accepted'],
    description: 'The unit has taken the task on.',
    rows: ['I-17'],
    data: { taskId: TaskId, unit: UnitId },
    shows: ['taskId', 'unit'],
    example: { taskId: '1', unit: 'sanitation:420105' },
  },
  TaskReturned: {
    title: ['任务退回', 'Task returned'],
    description: 'The unit has given the task back with a reason; it waits for a new dispatch.',
    rows: ['I-17', 'I-20'],
    data: { taskId: TaskId, unit: UnitId, reason: Reason, returns: Type.Integer({ minimum: 1 }) },
    shows: ['taskId', 'unit', 'reason'],
    example: { taskId: '1', unit: 'sanitation:420105', reason: 'not_our_duty', returns: 1 },
  },
  BuckPassingFlagged: {
    title: ['推诿标记', 'Buck-passing flagged'],
    description: 'A task has been given back as often as the case standards allow; it goes to the lead unit.',
    rows: ['I-20'],
    data: { taskId: TaskId, returns: Type.Integer({ minimum: 1 }) },
    shows: ['taskId', 'returns'],
    example: { taskId: '1', returns: 3 },
  },
  TaskForceAssigned: {
    title: ['强制派遣', 'Task assigned by force'],
    description: 'The task is with the lead unit, which cannot give it back.',
    rows: ['I-20'],
    data: { taskId: TaskId, unit: UnitId, reason: Type.Optional(Reason) },
    shows: ['taskId', 'unit', 'reason'],
    example: { taskId: '1', unit: 'community:420105011010' },
    further: [{ taskId: '1', unit: 'community:420105011010', reason: 'nobody_takes_it' }],
  },
  TaskCompleted: {
    title: ['处置完成', 'Task completed'],
    description: 'The unit says the matter is dealt with; it waits for the check.',
    rows: ['I-17'],
    data: { taskId: TaskId, unit: UnitId },
    shows: ['taskId', 'unit'],
    example: { taskId: '1', unit: 'sanitation:420105' },
  },
  UncertaintyTagged: {
    title: ['不确定性标记', 'Uncertainty tagged'],
    description:
      'Something of the incident is not known; while it is its state, no machine sends an urgent one.',
    rows: ['I-14'],
    data: { uncertainty: Uncertainty },
    shows: ['uncertainty'],
    example: { uncertainty: 'state' },
  },
  UncertaintyResolved: {
    title: ['不确定性消除', 'Uncertainty resolved'],
    description: 'What was not known of the incident is known now.',
    rows: ['I-14'],
    data: { uncertainty: Uncertainty },
    shows: ['uncertainty'],
    example: { uncertainty: 'state' },
  },
  PoliceFunctionClassified: {
    title: ['警务职能归类', 'Police function classified'],
    description: 'It is said which function of the police the incident is of; the latest holds.',
    rows: ['I-07'],
    data: { function: PoliceFunction },
    shows: ['function'],
    example: { function: 'public_order' },
  },
  ConflictClassified: {
    title: ['群体冲突归类', 'Conflict classified'],
    description:
      'The incident is a conflict of a kind; one caused by enforcement names the incident that was enforced.',
    rows: ['I-16'],
    data: { conflict: ConflictKind, cause: Type.Optional(IncidentId) },
    shows: ['conflict'],
    example: { conflict: 'enforcement', cause: '0f0e1a52-0000-5000-8000-000000000000' },
    further: [{ conflict: 'rights' }],
  },
  CheckPassed: {
    title: ['核查通过', 'Check passed'],
    description: 'The supervision centre has seen that the matter is dealt with.',
    rows: ['I-17'],
    data: { round: Type.Integer({ minimum: 1 }) },
    example: { round: 1 },
  },
  CheckFailed: {
    title: ['核查不通过', 'Check failed'],
    description: 'The matter is not dealt with; the unit works again (返工).',
    rows: ['I-29'],
    data: { round: Type.Integer({ minimum: 1 }), reason: Reason },
    shows: ['reason'],
    example: { round: 1, reason: 'still_there' },
  },
  IncidentClosed: {
    title: ['结案', 'Incident closed'],
    description: 'The supervision centre has closed the incident.',
    rows: ['I-17'],
    data: { outcome: Type.Enum(['handled', 'voided']), reason: Type.Optional(Reason) },
    shows: ['outcome', 'reason'],
    example: { outcome: 'handled' },
    further: [{ outcome: 'voided', reason: 'cancelled_by_reporter' }],
  },
  IncidentParked: {
    title: ['事件挂账', 'Incident parked'],
    description: 'Handling waits for something outside; its clock stands still.',
    rows: ['I-02'],
    data: { reason: Reason },
    shows: ['reason'],
    example: { reason: 'waiting_for_reporter' },
  },
  IncidentResumed: {
    title: ['恢复办理', 'Incident resumed'],
    description: 'Handling goes on; the parked span does not count.',
    rows: ['I-02'],
    data: {},
    example: {},
  },
  ClockStarted: {
    title: ['计时开始', 'Clock started'],
    description:
      'A stage of the incident has a due time, by the deadlines in force when it opened and the calendar in force now.',
    rows: ['I-02'],
    data: {
      stage: ClockStage,
      round: Type.Integer({ minimum: 1 }),
      kind: ClockKind,
      amount: Type.Integer({ minimum: 1, 'x-unit': 'hour or day, by kind' }),
      startedAt: Instant,
      due: Instant,
      unit: Type.Optional(UnitId),
      deadlinesVersion: Version,
      calendarVersion: Version,
      uncoveredFrom: Type.Optional(UncoveredFrom),
    },
    shows: ['stage', 'round', 'kind', 'amount', 'startedAt', 'due', 'unit'],
    example: {
      stage: 'handling',
      round: 1,
      kind: 'work_hours',
      amount: 4,
      startedAt: '2026-05-01T00:10:00.000Z',
      due: '2026-05-01T06:40:00.000Z',
      unit: 'sanitation:420105',
      deadlinesVersion: 1,
      calendarVersion: 1,
    },
  },
  DueTimeRecomputed: {
    title: ['时限重算', 'Due time recomputed'],
    description: 'A running clock has a new due time, since a pause has ended.',
    rows: ['I-02'],
    data: {
      stage: ClockStage,
      round: Type.Integer({ minimum: 1 }),
      due: Instant,
      cause: Type.Enum(['resumed', 'calendar', 'extension']),
      calendarVersion: Type.Optional(Version),
      uncoveredFrom: Type.Optional(UncoveredFrom),
    },
    shows: ['stage', 'round', 'due'],
    example: { stage: 'handling', round: 1, due: '2026-05-01T08:40:00.000Z', cause: 'resumed' },
  },
  ClockStopped: {
    title: ['计时结束', 'Clock stopped'],
    description: 'The stage is over; `missed` says whether its deadline had been missed.',
    rows: ['I-02'],
    data: {
      stage: ClockStage,
      round: Type.Integer({ minimum: 1 }),
      stoppedAt: Instant,
      missed: Type.Boolean(),
    },
    shows: ['stage', 'round', 'missed'],
    example: { stage: 'handling', round: 1, stoppedAt: '2026-05-01T03:00:00.000Z', missed: false },
  },
  DeadlineMissed: {
    title: ['超期', 'Deadline missed'],
    description:
      'A stage was not over at its due time; recorded once per clock, by the timer whose input is the log.',
    rows: ['I-02'],
    data: {
      stage: ClockStage,
      round: Type.Integer({ minimum: 1 }),
      due: Instant,
      unit: Type.Optional(UnitId),
    },
    shows: ['stage', 'round', 'due', 'unit'],
    example: { stage: 'handling', round: 1, due: '2026-05-01T06:40:00.000Z', unit: 'sanitation:420105' },
  },
});

export type IncidentEvent = EventsOf<typeof incidentEvents>;
