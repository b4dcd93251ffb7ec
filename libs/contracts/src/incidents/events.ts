import { Type } from 'typebox';
import { defineEvent, type EventOf } from '../define-event.ts';
import { AreaPath, Category, ClockKind, ClockStage, Instant, Point, UnitId } from '../fields.ts';

const context = 'incidents';
const Severity = Type.Enum(['normal', 'urgent']);
const Reason = Type.String({
  pattern: '^[a-z][a-z0-9_]*$',
  maxLength: 60,
  description: 'a code of the reason list, never free text',
});
const TaskId = Type.String({ pattern: '^[A-Za-z0-9-]{1,60}$' });
const Version = Type.Integer({ minimum: 1 });

const exposedRubbish = { standard: 'GB/T-47678.5', kind: 'matter', code: '06010' } as const;
const gridPath = '42/01/05/011/010/A1/B07/U021/G0431/';

export const IncidentReported = defineEvent({
  context,
  type: 'IncidentReported',
  version: 1,
  title: { zh: '事件上报', en: 'Incident reported' },
  description: 'Somebody or something has told the city of a matter at a place.',
  rows: ['I-03', 'I-08'],
  data: Type.Object({
    channel: Type.Enum(['grid_worker', 'hotline', 'app', 'web', 'email', 'patrol', 'letter', 'sensor']),
    occurredAt: Instant,
    point: Type.Optional(Point),
    category: Type.Optional(Category),
    severity: Severity,
    source: Type.Optional(
      Type.Object({
        system: Type.String({ pattern: '^[a-z0-9-]{1,40}$' }),
        reference: Type.String({ pattern: '^[A-Za-z0-9-]{1,60}$' }),
      }),
    ),
  }),
  examples: [
    {
      channel: 'grid_worker',
      occurredAt: '2026-05-01T00:05:00.000Z',
      point: { lon: 114.2005, lat: 30.5505 },
      category: exposedRubbish,
      severity: 'normal',
    },
  ],
});

export const IncidentClassified = defineEvent({
  context,
  type: 'IncidentClassified',
  version: 1,
  title: { zh: '事件分类', en: 'Incident classified' },
  description: 'The incident has a class of the catalogue version in force when it was reported.',
  rows: ['I-03', 'I-04'],
  data: Type.Object({ catalogueVersion: Version, category: Category }),
  examples: [{ catalogueVersion: 1, category: exposedRubbish }],
});

export const IncidentLocated = defineEvent({
  context,
  type: 'IncidentLocated',
  version: 1,
  title: { zh: '事件定位', en: 'Incident located' },
  description: 'The incident lies in exactly one grid; on a border the lowest grid code holds.',
  rows: ['I-08'],
  data: Type.Object({
    point: Point,
    gridCode: Type.String({ pattern: '^[A-Z][0-9]{1,5}$' }),
    areaPath: AreaPath,
    previousAreaPath: Type.Optional(AreaPath),
  }),
  examples: [{ point: { lon: 114.2005, lat: 30.5505 }, gridCode: 'G0431', areaPath: gridPath }],
});

export const IncidentRouted = defineEvent({
  context,
  type: 'IncidentRouted',
  version: 1,
  title: { zh: '事件分拨', en: 'Incident routed' },
  description: 'It is settled which unit leads, by a routing rule or, where there is none, by territory.',
  rows: ['I-21'],
  data: Type.Object({
    basis: Type.Enum(['rule', 'territory']),
    routingVersion: Version,
  }),
  examples: [{ basis: 'territory', routingVersion: 1 }],
});

export const LeadUnitAssigned = defineEvent({
  context,
  type: 'LeadUnitAssigned',
  version: 1,
  title: { zh: '确定主责单位', en: 'Lead unit assigned' },
  description: 'One unit answers for the incident: the area owner by default (块 leads).',
  rows: ['I-21'],
  data: Type.Object({ unit: UnitId }),
  examples: [{ unit: 'community:420105011010' }],
});

export const SupportUnitAssigned = defineEvent({
  context,
  type: 'SupportUnitAssigned',
  version: 1,
  title: { zh: '确定协办单位', en: 'Support unit assigned' },
  description: 'A line department supports the lead unit (条 supports).',
  rows: ['I-21'],
  data: Type.Object({ unit: UnitId }),
  examples: [{ unit: 'sanitation:420105' }],
});

export const TaskDispatched = defineEvent({
  context,
  type: 'TaskDispatched',
  version: 1,
  title: { zh: '任务派遣', en: 'Task dispatched' },
  description: 'The command centre has given the handling of the incident to a unit.',
  rows: ['I-17', 'I-21'],
  data: Type.Object({ taskId: TaskId, unit: UnitId }),
  examples: [{ taskId: '1', unit: 'sanitation:420105' }],
});

export const TaskAccepted = defineEvent({
  context,
  type: 'TaskAccepted',
  version: 1,
  title: { zh: '任务签收', en: 'Task accepted' },
  description: 'The unit has taken the task on.',
  rows: ['I-17'],
  data: Type.Object({ taskId: TaskId, unit: UnitId }),
  examples: [{ taskId: '1', unit: 'sanitation:420105' }],
});

export const TaskReturned = defineEvent({
  context,
  type: 'TaskReturned',
  version: 1,
  title: { zh: '任务退回', en: 'Task returned' },
  description: 'The unit has given the task back with a reason; it waits for a new dispatch.',
  rows: ['I-17', 'I-20'],
  data: Type.Object({ taskId: TaskId, unit: UnitId, reason: Reason, returns: Type.Integer({ minimum: 1 }) }),
  examples: [{ taskId: '1', unit: 'sanitation:420105', reason: 'not_our_duty', returns: 1 }],
});

export const TaskCompleted = defineEvent({
  context,
  type: 'TaskCompleted',
  version: 1,
  title: { zh: '处置完成', en: 'Task completed' },
  description: 'The unit says the matter is dealt with; it waits for the check.',
  rows: ['I-17'],
  data: Type.Object({ taskId: TaskId, unit: UnitId }),
  examples: [{ taskId: '1', unit: 'sanitation:420105' }],
});

export const CheckPassed = defineEvent({
  context,
  type: 'CheckPassed',
  version: 1,
  title: { zh: '核查通过', en: 'Check passed' },
  description: 'The supervision centre has seen that the matter is dealt with.',
  rows: ['I-17'],
  data: Type.Object({ round: Type.Integer({ minimum: 1 }) }),
  examples: [{ round: 1 }],
});

export const CheckFailed = defineEvent({
  context,
  type: 'CheckFailed',
  version: 1,
  title: { zh: '核查不通过', en: 'Check failed' },
  description: 'The matter is not dealt with; the unit works again (返工).',
  rows: ['I-29'],
  data: Type.Object({ round: Type.Integer({ minimum: 1 }), reason: Reason }),
  examples: [{ round: 1, reason: 'still_there' }],
});

export const IncidentClosed = defineEvent({
  context,
  type: 'IncidentClosed',
  version: 1,
  title: { zh: '结案', en: 'Incident closed' },
  description: 'The supervision centre has closed the incident.',
  rows: ['I-17'],
  data: Type.Object({ outcome: Type.Enum(['handled', 'voided']), reason: Type.Optional(Reason) }),
  examples: [{ outcome: 'handled' }, { outcome: 'voided', reason: 'cancelled_by_reporter' }],
});

export const IncidentParked = defineEvent({
  context,
  type: 'IncidentParked',
  version: 1,
  title: { zh: '事件挂账', en: 'Incident parked' },
  description: 'Handling waits for something outside; its clock stands still.',
  rows: ['I-02'],
  data: Type.Object({ reason: Reason }),
  examples: [{ reason: 'waiting_for_reporter' }],
});

export const IncidentResumed = defineEvent({
  context,
  type: 'IncidentResumed',
  version: 1,
  title: { zh: '恢复办理', en: 'Incident resumed' },
  description: 'Handling goes on; the parked span does not count.',
  rows: ['I-02'],
  data: Type.Object({}),
  examples: [{}],
});

export const ClockStarted = defineEvent({
  context,
  type: 'ClockStarted',
  version: 1,
  title: { zh: '计时开始', en: 'Clock started' },
  description:
    'A stage of the incident has a due time, by the deadlines and the calendar in force when it opened.',
  rows: ['I-02'],
  data: Type.Object({
    stage: ClockStage,
    round: Type.Integer({ minimum: 1 }),
    kind: ClockKind,
    amount: Type.Integer({ minimum: 1, 'x-unit': 'hour or day, by kind' }),
    startedAt: Instant,
    due: Instant,
    unit: Type.Optional(UnitId),
    deadlinesVersion: Version,
    calendarVersion: Version,
  }),
  examples: [
    {
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
  ],
});

export const DueTimeRecomputed = defineEvent({
  context,
  type: 'DueTimeRecomputed',
  version: 1,
  title: { zh: '时限重算', en: 'Due time recomputed' },
  description: 'A running clock has a new due time, since a pause has ended.',
  rows: ['I-02'],
  data: Type.Object({
    stage: ClockStage,
    round: Type.Integer({ minimum: 1 }),
    due: Instant,
    cause: Type.Enum(['resumed', 'calendar', 'extension']),
  }),
  examples: [{ stage: 'handling', round: 1, due: '2026-05-01T08:40:00.000Z', cause: 'resumed' }],
});

export const ClockStopped = defineEvent({
  context,
  type: 'ClockStopped',
  version: 1,
  title: { zh: '计时结束', en: 'Clock stopped' },
  description: 'The stage is over; `missed` says whether its deadline had been missed.',
  rows: ['I-02'],
  data: Type.Object({
    stage: ClockStage,
    round: Type.Integer({ minimum: 1 }),
    stoppedAt: Instant,
    missed: Type.Boolean(),
  }),
  examples: [{ stage: 'handling', round: 1, stoppedAt: '2026-05-01T03:00:00.000Z', missed: false }],
});

export const DeadlineMissed = defineEvent({
  context,
  type: 'DeadlineMissed',
  version: 1,
  title: { zh: '超期', en: 'Deadline missed' },
  description:
    'A stage was not over at its due time; recorded once per clock, by the timer whose input is the log.',
  rows: ['I-02'],
  data: Type.Object({
    stage: ClockStage,
    round: Type.Integer({ minimum: 1 }),
    due: Instant,
    unit: Type.Optional(UnitId),
  }),
  examples: [{ stage: 'handling', round: 1, due: '2026-05-01T06:40:00.000Z', unit: 'sanitation:420105' }],
});

export const CatalogueVersionActivated = defineEvent({
  context,
  type: 'CatalogueVersionActivated',
  version: 1,
  title: { zh: '分类目录启用', en: 'Catalogue version activated' },
  description: 'A version of the category catalogue is in force; views (八乱, 五乱 …) group its classes.',
  rows: ['I-03', 'I-04'],
  data: Type.Object({
    version: Version,
    classes: Type.Array(
      Type.Object({
        category: Category,
        zh: Type.String({ minLength: 1 }),
        en: Type.String({ minLength: 1 }),
      }),
      { minItems: 1 },
    ),
    views: Type.Array(
      Type.Object({
        id: Type.String({ pattern: '^[a-z][a-z0-9-]*$' }),
        zh: Type.String({ minLength: 1 }),
        en: Type.String({ minLength: 1 }),
        groups: Type.Array(
          Type.Object({
            zh: Type.String({ minLength: 1 }),
            en: Type.String({ minLength: 1 }),
            categories: Type.Array(Category, { minItems: 1 }),
          }),
          { minItems: 1 },
        ),
      }),
    ),
  }),
  examples: [
    {
      version: 1,
      classes: [{ category: exposedRubbish, zh: '暴露垃圾', en: 'Exposed rubbish' }],
      views: [
        {
          id: 'eight-disorders',
          zh: '八乱',
          en: 'Eight disorders',
          groups: [{ zh: '垃圾乱丢', en: 'Littering', categories: [exposedRubbish] }],
        },
      ],
    },
  ],
});

export const CategoryDeadlinesSet = defineEvent({
  context,
  type: 'CategoryDeadlinesSet',
  version: 1,
  title: { zh: '时限标准启用', en: 'Category deadlines set' },
  description: 'A version of the time limits is in force for incidents opened from now on.',
  rows: ['I-02'],
  data: Type.Object({
    version: Version,
    rules: Type.Array(
      Type.Object({
        standard: Type.String(),
        codePrefix: Type.String({
          pattern: '^[0-9]{0,5}$',
          description: 'longest prefix wins; empty matches every class',
        }),
        severity: Type.Optional(Severity),
        stage: ClockStage,
        kind: ClockKind,
        amount: Type.Integer({ minimum: 1, 'x-unit': 'hour or day, by kind' }),
      }),
      { minItems: 1 },
    ),
  }),
  examples: [
    {
      version: 1,
      rules: [
        { standard: 'GB/T-47678.5', codePrefix: '06010', stage: 'handling', kind: 'work_hours', amount: 4 },
      ],
    },
  ],
});

const Span = Type.Object({
  from: Type.String({ pattern: '^[0-2][0-9]:[0-5][0-9]$', 'x-unit': 'Asia/Shanghai time of day' }),
  to: Type.String({ pattern: '^[0-2][0-9]:[0-5][0-9]$', 'x-unit': 'Asia/Shanghai time of day' }),
});

export const CalendarPublished = defineEvent({
  context,
  type: 'CalendarPublished',
  version: 1,
  title: { zh: '工作日历发布', en: 'Calendar published' },
  description:
    'Office hours, holidays and make-up work days (调休) are in force for clocks that start from now on.',
  rows: ['I-02'],
  data: Type.Object({
    version: Version,
    officeHours: Type.Array(Span, { minItems: 1 }),
    holidays: Type.Array(Type.String({ format: 'date', 'x-unit': 'Asia/Shanghai day' })),
    makeUpWorkDays: Type.Array(Type.String({ format: 'date', 'x-unit': 'Asia/Shanghai day' })),
  }),
  examples: [
    {
      version: 1,
      officeHours: [
        { from: '08:30', to: '12:00' },
        { from: '14:00', to: '17:30' },
      ],
      holidays: ['2026-10-01'],
      makeUpWorkDays: ['2026-10-10'],
    },
  ],
});

export const RoutingRulesActivated = defineEvent({
  context,
  type: 'RoutingRulesActivated',
  version: 1,
  title: { zh: '分拨规则启用', en: 'Routing rules activated' },
  description: 'A version of the routing rules is in force; the longest matching code prefix wins.',
  rows: ['I-21'],
  data: Type.Object({
    version: Version,
    rules: Type.Array(
      Type.Object({
        standard: Type.String(),
        codePrefix: Type.String({ pattern: '^[0-9]{0,5}$' }),
        areaPath: Type.Optional(AreaPath),
        lead: Type.Union([UnitId, Type.Literal('territory')]),
        support: Type.Array(UnitId),
      }),
    ),
  }),
  examples: [
    {
      version: 1,
      rules: [
        { standard: 'GB/T-47678.5', codePrefix: '06', lead: 'territory', support: ['sanitation:420105'] },
      ],
    },
  ],
});

export const incidentsEvents = [
  IncidentReported,
  IncidentClassified,
  IncidentLocated,
  IncidentRouted,
  LeadUnitAssigned,
  SupportUnitAssigned,
  TaskDispatched,
  TaskAccepted,
  TaskReturned,
  TaskCompleted,
  CheckPassed,
  CheckFailed,
  IncidentClosed,
  IncidentParked,
  IncidentResumed,
  ClockStarted,
  DueTimeRecomputed,
  ClockStopped,
  DeadlineMissed,
  CatalogueVersionActivated,
  CategoryDeadlinesSet,
  CalendarPublished,
  RoutingRulesActivated,
] as const;

export type IncidentsEvent = EventOf<(typeof incidentsEvents)[number]>;
