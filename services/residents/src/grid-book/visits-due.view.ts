import {
  AreaPath,
  dayLength,
  gridBookEvents,
  Id,
  MonthOfYear,
  PersonCategory,
  startOfShanghaiDay,
  Subject,
} from '@linli/contracts';
import { view } from '@linli/service-kit';
import { Type } from 'typebox';
import { dayAfterMonth } from '../care/care-slots.ts';
import { gridBook } from './grid-book.ts';

const State = Type.Enum(['due', 'done']);
const planned = {
  ...{ resident: Subject, areaPath: AreaPath, month: MonthOfYear, state: State },
  ...{ categories: Type.Array(PersonCategory), worker: Type.Optional(Id) },
};

const keyOf = (streamId: string, resident: string) => `${gridBook.idOf(streamId) ?? ''}.${resident}`;
/** `2026-05` at the end of a stream. */
const monthIn = (streamId: string) => `${streamId.slice(-6, -2)}-${streamId.slice(-2)}`;

/** Who is to be visited this month in a grid, and by whom (R-06, RM-R5): the list of a worker. */
export const visitsDue = view('visits-due', 1, {
  of: gridBookEvents,
  key({ streamId, data }) {
    if ('residents' in data) return data.residents.map((resident) => keyOf(streamId, resident));
    return 'resident' in data ? keyOf(streamId, data.resident) : undefined;
  },
  document: planned,
  item: { ...planned, daysLeft: Type.Integer({ minimum: 0 }) },
  fields: { areaPath: 'text', month: 'text', state: 'text', worker: 'text' },
  indexes: [
    ['areaPath', 'month'],
    ['worker', 'month'],
    ['state', 'month'],
  ],
  on: {
    MonthlyVisitPlanned: (before, { streamId, metadata, data: { resident, categories, visited } }) => ({
      ...{ resident, areaPath: metadata.areaPath ?? '', month: monthIn(streamId) },
      ...before,
      state: visited ? ('done' as const) : ('due' as const),
      categories: [...(before?.categories ?? []), ...categories],
    }),
    VisitReassigned: (visit, { data: { worker } }) => visit && { ...visit, worker },
    VisitChecklistCompleted: (visit) => visit && { ...visit, state: 'done' as const },
  },
  doors: {
    list: 'GET /v1/visits-due',
    may: 'visit.record',
    summary: 'Who is to be visited in a month below an area, and how many days are left for it',
    filters: { month: MonthOfYear, state: State, worker: Id },
    show(visit, on) {
      const left = startOfShanghaiDay(dayAfterMonth(visit.month)) - startOfShanghaiDay(on);
      return { ...visit, daysLeft: Math.max(0, left / dayLength) };
    },
  },
});
