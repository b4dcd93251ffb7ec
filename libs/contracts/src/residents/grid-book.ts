import { Type } from 'typebox';
import { defineEvents, type EventsOf } from '../define-events.ts';
import { AreaPath, Id, Instant, Reason, Text, Version, within } from '../fields.ts';
import { personal, sealedExample, Subject } from '../personal.ts';
import { MonthOfYear } from './month-of-year.ts';

/** What somebody is to the grid, such as an old person who lives alone (独居老人). */
export const PersonCategory = within(Reason, {
  description: 'a code of a category of persons, such as living_alone',
});
const Categories = Type.Array(PersonCategory, { minItems: 1, maxItems: 40 });
/** 四清: what a visit has to make clear. */
export const VisitPart = within(Reason, {
  description: 'a part of the checklist of a visit, such as family',
});
/** 五百: what a contact act is. */
export const ContactKind = within(Reason, { description: 'a kind of contact act, such as enter_home' });
/** 五心: with what heart an act of its kind is done. */
export const ContactHeart = within(Reason, {
  description: 'the heart of a kind of contact act, such as patience',
});
/** What an entry of the diary is about. */
export const DiaryTopic = within(Reason, {
  description: 'a code of what residents ask and think, such as heating',
});
const Count = Type.Integer({ minimum: 0, 'x-unit': 'person and category' });

const areaPath = '42/01/05/011/010/A1/B07/U021/G0431/';
const resident = '7d3c1a52-9b1e-4f0a-8c55-2a6c0e9d4411';
const household = 'h-0431-07';
const occurredAt = '2026-05-06T01:30:00.000Z';

export const gridBookEvents = defineEvents('residents', {
  GridBookOpened: {
    title: ['网格台账建档', 'Grid book opened'],
    description:
      'The first fact of a grid in a month is recorded: which version of the rules judges the month, and until when its facts are taken.',
    rows: ['R-06'],
    data: { areaPath: AreaPath, month: MonthOfYear, due: Instant, policy: Version },
    shows: ['month'],
    example: { areaPath, month: '2026-05', due: '2026-05-31T22:00:00.000Z', policy: 1 },
  },
  MonthlyVisitPlanned: {
    title: ['必访计划', 'Monthly visit planned'],
    description:
      'A resident is to be visited this month, for these categories beside those planned before; `visited` where a visit of this month counts for them already.',
    rows: ['R-06'],
    data: { resident: Subject, categories: Categories, visited: Type.Boolean() },
    shows: ['categories'],
    example: { resident, categories: ['living_alone', 'hardship'], visited: false },
  },
  VisitReassigned: {
    title: ['走访改派', 'Visit reassigned'],
    description: 'Another worker is to make a planned visit.',
    rows: ['R-06'],
    data: { resident: Subject, worker: Id },
    example: { resident, worker: 'w-17' },
  },
  ResidentVisited: {
    title: ['入户走访', 'Resident visited'],
    description: 'A resident was met at a visit of a household.',
    rows: ['R-06', 'R-19'],
    data: { visit: Id, household: Id, resident: Subject, occurredAt: Instant },
    shows: ['occurredAt'],
    example: { visit: 'v-1', household, resident, occurredAt },
  },
  VisitChecklistCompleted: {
    title: ['四到四清完成', 'Visit checklist completed'],
    description: 'All parts of a visit are clear; it counts for these residents and categories from now on.',
    rows: ['R-05', 'R-06'],
    data: {
      visit: Id,
      parts: Type.Array(VisitPart, { minItems: 1 }),
      residents: Type.Array(Subject, { minItems: 1 }),
      covers: Type.Array(Type.Object({ resident: Subject, categories: Categories })),
    },
    shows: ['parts'],
    example: {
      visit: 'v-1',
      parts: ['family', 'persons', 'facilities', 'hazards'],
      residents: [resident],
      covers: [{ resident, categories: ['living_alone', 'hardship'] }],
    },
  },
  VisitMonthClosed: {
    title: ['走访月度结账', 'Visit month closed'],
    description: 'The month is over, and everybody who was to be visited was.',
    rows: ['R-06'],
    data: { areaPath: AreaPath, month: MonthOfYear, planned: Count },
    shows: ['month', 'planned'],
    example: { areaPath, month: '2026-05', planned: 12 },
  },
  VisitMonthClosedWithGaps: {
    title: ['走访月度结账有缺', 'Visit month closed with gaps'],
    description: 'The month is over, and these were not visited, each once for every category.',
    rows: ['R-06'],
    data: {
      areaPath: AreaPath,
      month: MonthOfYear,
      planned: Count,
      gaps: Type.Array(Type.Object({ resident: Subject, category: PersonCategory }), { minItems: 1 }),
    },
    shows: ['month', 'planned'],
    example: {
      areaPath,
      month: '2026-05',
      planned: 12,
      gaps: [
        { resident, category: 'living_alone' },
        { resident, category: 'hardship' },
      ],
    },
  },
  DiaryEntryWritten: {
    title: ['民情日记', 'Diary entry written'],
    description: 'What a resident asks or thinks was written down.',
    rows: ['R-07'],
    data: {
      entry: Id,
      resident: Subject,
      topic: DiaryTopic,
      occurredAt: Instant,
      text: personal(Text, { of: 'resident', group: 'case', class: 2 }),
    },
    shows: ['topic'],
    example: { entry: 'd-1', resident, topic: 'heating', occurredAt, text: sealedExample('case') },
  },
  ServiceCaseRaisedFromDiary: {
    title: ['日记转办', 'Service case raised from diary'],
    description: 'What stands in an entry of the diary is to be dealt with as a service case.',
    rows: ['R-07'],
    data: { case: Id, entry: Id, resident: Subject, areaPath: AreaPath, topic: DiaryTopic },
    shows: ['topic'],
    example: { case: 'c-1', entry: 'd-1', resident, areaPath, topic: 'heating' },
  },
  ContactActRecorded: {
    title: ['五百五心', 'Contact act recorded'],
    description:
      'An act of one of the five kinds, with its heart. `careTask` is the event that told of a task of care that was missed; the incident of that task is called after it.',
    rows: ['R-08'],
    data: {
      act: Id,
      kind: ContactKind,
      heart: ContactHeart,
      resident: Subject,
      occurredAt: Instant,
      careTask: Type.Optional(Id),
      incident: Type.Optional(Id),
    },
    shows: ['kind', 'heart'],
    example: { act: 'a-1', kind: 'enter_home', heart: 'patience', resident, occurredAt },
    further: [
      {
        ...{ act: 'a-2', kind: 'warm_hearts', heart: 'attention', resident, occurredAt },
        careTask: '01980000-0000-7000-8000-000000000007',
      },
    ],
  },
  DifficultyResolved: {
    title: ['解决困难', 'Difficulty resolved'],
    description: 'A difficulty of a household is out of the way.',
    rows: ['R-19'],
    data: { difficulty: Id, household: Id, occurredAt: Instant },
    example: { difficulty: 'p-1', household, occurredAt },
  },
  ServiceItemDelivered: {
    title: ['提供服务', 'Service item delivered'],
    description: 'Something was done for a household.',
    rows: ['R-19'],
    data: { item: Id, household: Id, occurredAt: Instant },
    example: { item: 's-1', household, occurredAt },
  },
});

export type GridBookEvent = EventsOf<typeof gridBookEvents>;
