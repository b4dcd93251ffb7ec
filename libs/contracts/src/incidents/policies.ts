import { Type } from 'typebox';
import { defineEvents, type EventsOf } from '../define-events.ts';
import {
  AreaPath,
  Category,
  ClockKind,
  ClockStage,
  Severity,
  TimeOfDay,
  UnitId,
  Version,
} from '../fields.ts';

const exposedRubbish = { standard: 'GB/T-47678.5', kind: 'matter', code: '06010' } as const;
const DissuasionTime = Type.Object({
  kind: ClockKind,
  amount: Type.Integer({ minimum: 1, maximum: 1_000, 'x-unit': 'hour or day, by kind' }),
});
const Span = Type.Object({ from: TimeOfDay, to: TimeOfDay });

export const incidentsPolicyEvents = defineEvents('incidents', {
  CatalogueVersionActivated: {
    title: ['分类目录启用', 'Catalogue version activated'],
    description: 'A version of the category catalogue is in force; views (八乱, 五乱 …) group its classes.',
    rows: ['I-03', 'I-04'],
    data: {
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
    },
    example: {
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
  },
  CategoryDeadlinesSet: {
    title: ['时限标准启用', 'Category deadlines set'],
    description: 'A version of the time limits is in force for incidents opened from now on.',
    rows: ['I-02'],
    data: {
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
    },
    example: {
      version: 1,
      rules: [
        { standard: 'GB/T-47678.5', codePrefix: '06010', stage: 'handling', kind: 'work_hours', amount: 4 },
      ],
    },
  },
  CaseStandardsSet: {
    title: ['办案标准启用', 'Case standards set'],
    description:
      'A version of how often a task may be given back before it goes to the lead unit by force is in force.',
    rows: ['I-20'],
    data: {
      version: Version,
      returnLimit: Type.Integer({ minimum: 1, maximum: 20, description: 'the return that forces the lead' }),
    },
    example: { version: 1, returnLimit: 3 },
  },
  PatrolSamplingSet: {
    title: ['巡查位置采样启用', 'Patrol sampling set'],
    description: 'A version of how far apart the positions of a patrol are kept is in force.',
    rows: ['I-08'],
    data: { version: Version, minutes: Type.Integer({ minimum: 5, maximum: 120, 'x-unit': 'min' }) },
    example: { version: 1, minutes: 10 },
  },
  DissuasionTimesSet: {
    title: ['劝阻时限启用', 'Dissuasion times set'],
    description:
      'A version of how soon a patrol finding is to be dissuaded, and which unit it is reported to, is in force for those logged from now on.',
    rows: ['I-02'],
    data: {
      version: Version,
      otherwise: DissuasionTime,
      times: Type.Array(
        Type.Object({
          standard: Category.properties.standard,
          codePrefix: Type.String({ pattern: '^[0-9]{1,5}$', description: 'longest prefix wins' }),
          ...DissuasionTime.properties,
        }),
        { maxItems: 500 },
      ),
      enforcement: UnitId,
    },
    example: {
      version: 1,
      otherwise: { kind: 'urgent_hours', amount: 1 },
      times: [{ standard: 'GB/T-47678.5', codePrefix: '06001', kind: 'work_hours', amount: 4 }],
      enforcement: 'enforcement:420105',
    },
  },
  CalendarPublished: {
    title: ['工作日历发布', 'Calendar published'],
    description:
      'Office hours, holidays and make-up work days (调休) are in force for clocks that start from now on.',
    rows: ['I-02'],
    data: {
      version: Version,
      officeHours: Type.Array(Span, { minItems: 1 }),
      holidays: Type.Array(Type.String({ format: 'date', 'x-unit': 'Asia/Shanghai day' })),
      makeUpWorkDays: Type.Array(Type.String({ format: 'date', 'x-unit': 'Asia/Shanghai day' })),
    },
    example: {
      version: 1,
      officeHours: [
        { from: '08:30', to: '12:00' },
        { from: '14:00', to: '17:30' },
      ],
      holidays: ['2026-10-01'],
      makeUpWorkDays: ['2026-10-10'],
    },
  },
  RoutingRulesActivated: {
    title: ['分拨规则启用', 'Routing rules activated'],
    description: 'A version of the routing rules is in force; the longest matching code prefix wins.',
    rows: ['I-21'],
    data: {
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
    },
    example: {
      version: 1,
      rules: [
        { standard: 'GB/T-47678.5', codePrefix: '06', lead: 'territory', support: ['sanitation:420105'] },
      ],
    },
  },
});

export type IncidentsPolicyEvent = EventsOf<typeof incidentsPolicyEvents>;
