import {
  AreaPath,
  BusinessDay,
  Care,
  CarePlanId,
  CareSlotCode,
  careMonthEvents,
  Id,
  Instant,
  MonthOfYear,
  Subject,
} from '@linli/contracts';
import { view } from '@linli/service-kit';
import { Type } from 'typebox';
import { careMonth } from './care-month.ts';

const State = Type.Enum(['open', 'closed']);
const Count = Type.Integer({ minimum: 0 });

/** Care month by month: what was done and what was missed (R-48; RM-R4, RM-R7). */
export const careMonths = view('care-months', 1, {
  of: careMonthEvents,
  stream: careMonth,
  document: {
    ...{ id: Type.String(), plan: CarePlanId, subject: Subject, care: Care, areaPath: AreaPath },
    ...{ month: MonthOfYear, state: State, done: Count, missed: Count, due: Type.Optional(Instant) },
    /** `task`: the event that told of it; its incident is called so, and what is done about it cites it. */
    gaps: Type.Array(Type.Object({ task: Id, day: BusinessDay, slot: CareSlotCode })),
  },
  fields: { areaPath: 'text', month: 'text', plan: 'text', state: 'text' },
  indexes: [
    ['areaPath', 'month'],
    ['plan', 'month'],
    ['state', 'month'],
  ],
  on: {
    CareMonthOpened: (_, { data: { policy: __, from: ___, ...data } }, id) => ({
      ...{ id, ...data, state: 'open' as const, done: 0, missed: 0, gaps: [] },
    }),
    CareTaskDone: (month, { data: { due } }) => month && { ...month, due, done: month.done + 1 },
    CareTaskMissed: (month, { id: task, data: { due, day, slot } }) =>
      month && { ...month, due, missed: month.missed + 1, gaps: [...month.gaps, { task, day, slot }] },
    CareMonthClosed: (month) => {
      if (month === undefined) return month;
      const { due: _, ...rest } = month;
      return { ...rest, state: 'closed' as const };
    },
  },
  doors: {
    list: 'GET /v1/care-months',
    one: 'GET /v1/care-months/:id',
    may: 'care.record',
    summary: 'Care below an area month by month, with what was missed',
    filters: { month: MonthOfYear, plan: CarePlanId, state: State },
    unknown: 'care-month-unknown',
  },
});
