import {
  AreaPath,
  BusinessDay,
  CleanerId,
  DayHours,
  Drawing,
  Id,
  InspectionItem,
  segmentDayEvents,
  Uncovered,
} from '@linli/contracts';
import { view } from '@linli/service-kit';
import { type Static, Type } from 'typebox';
import { segmentDay } from './segment-day.ts';

const Count = Type.Integer({ minimum: 0 });
const Cover = Type.Enum(['whole', 'gaps']);
const Result = Type.Enum(['open', 'passed', 'failed']);
const opened = { segment: Id, day: BusinessDay, areaPath: AreaPath, drawing: Drawing, hours: DayHours };

/** What is done about the cover of a segment: a day in which a span is uncovered has gaps. */
const covered = (uncovered: Static<typeof Uncovered>) =>
  ({ uncovered, cover: uncovered.length === 0 ? 'whole' : 'gaps' }) as const;

const resultOf = (failed: readonly string[]) =>
  failed.length > 0 ? ('failed' as const) : ('passed' as const);

/** Segments day by day: who keeps them, uncovered spans, inspections, persuasions (S-02, S-14, S-30; RM-S2, RM-S5, RM-S7). */
export const segmentDays = view('segment-days', 1, {
  of: segmentDayEvents,
  stream: segmentDay,
  document: {
    id: Id,
    ...opened,
    onShift: Type.Array(CleanerId),
    uncovered: Uncovered,
    cover: Cover,
    inspections: Count,
    result: Result,
    failed: Type.Array(InspectionItem),
    persuasions: Count,
  },
  fields: { areaPath: 'text', segment: 'text', day: 'text', cover: 'text', result: 'text' },
  indexes: [
    ['day', 'areaPath'],
    ['segment', 'day'],
    ['cover', 'day'],
    ['result', 'day'],
  ],
  on: {
    SegmentDayOpened: (_, { data: { closes: __, policy: ___, ...data } }, id) => ({
      id,
      ...data,
      ...covered([]),
      onShift: [],
      inspections: 0,
      result: 'open' as const,
      failed: [],
      persuasions: 0,
    }),
    ShiftStarted: (day, { data: { cleaner, uncovered } }) =>
      day && { ...day, ...covered(uncovered), onShift: [...day.onShift, cleaner] },
    ShiftEnded: (day, { data: { cleaner, uncovered } }) =>
      day && { ...day, ...covered(uncovered), onShift: day.onShift.filter((one) => one !== cleaner) },
    AbsenceRecorded: (day, { data: { uncovered } }) => day && { ...day, ...covered(uncovered) },
    InspectionItemFailed: (day, { data: { item } }) =>
      day && { ...day, failed: [...new Set([...day.failed, item])] },
    SegmentInspected: (day, { data: { inspection } }) =>
      // S-14: one failed item, and the segment fails that day, whatever a later inspection finds.
      day && { ...day, inspections: inspection, result: resultOf(day.failed) },
    PersuasionRecorded: (day) => day && { ...day, persuasions: day.persuasions + 1 },
  },
  doors: {
    list: 'GET /v1/segment-days',
    one: 'GET /v1/segment-days/:id',
    may: 'operations.read',
    summary: 'Segments day by day below an area: cover, inspections, persuasions',
    filters: { day: BusinessDay, segment: Id, cover: Cover, result: Result },
    orderBy: 'day',
    unknown: 'segment-day-unknown',
  },
});
