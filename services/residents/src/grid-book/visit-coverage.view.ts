import { AreaPath, ContactKind, gridBookEvents, MonthOfYear, PersonCategory } from '@linli/contracts';
import { view } from '@linli/service-kit';
import { Type } from 'typebox';
import { gridBook } from './grid-book.ts';

const Count = Type.Integer({ minimum: 0 });
const State = Type.Enum(['open', 'closed', 'gaps']);
const Cell = Type.Object({ category: PersonCategory, due: Count, done: Count, percent: Count });
const Acts = Type.Array(Type.Object({ kind: ContactKind, count: Count }));

/** Whom a visit month counts, by category; a share is rounded down, so that 100 says all. */
function counted(
  cells: readonly { category: string; due: number; done: number }[],
  categories: readonly string[],
  added: { readonly due: number; readonly done: number },
) {
  const before = cells.filter(({ category }) => !categories.includes(category));
  const touched = categories.map((category) => {
    const cell = cells.find((one) => one.category === category) ?? { due: 0, done: 0 };
    return { category, due: cell.due + added.due, done: cell.done + added.done };
  });
  return [...before, ...touched]
    .map(({ category, due, done }) => ({ category, due, done, percent: Math.floor((100 * done) / due) }))
    .sort((one, other) => (one.category < other.category ? -1 : 1));
}

/** Must-visits of a grid in a month by category, and what else its book counts (R-05 to; RM-R4). */
export const visitCoverage = view('visit-coverage', 1, {
  of: gridBookEvents,
  stream: gridBook,
  document: {
    ...{ id: Type.String(), areaPath: AreaPath, month: MonthOfYear, state: State },
    categories: Type.Array(Cell),
    /** Distinct households, and how often somebody was met: kept apart. */
    ...{ households: Type.Array(Type.String()), householdCount: Count, personTimes: Count },
    ...{ entries: Count, difficulties: Count, items: Count, acts: Acts },
  },
  fields: { areaPath: 'text', month: 'text', state: 'text' },
  indexes: [['areaPath', 'month'], ['month'], ['state']],
  on: {
    GridBookOpened: (_, { data: { areaPath, month } }, id) => ({
      ...{ id, areaPath, month, state: 'open' as const, categories: [], households: [] },
      ...{ householdCount: 0, personTimes: 0, entries: 0, difficulties: 0, items: 0, acts: [] },
    }),
    MonthlyVisitPlanned: (book, { data: { categories, visited } }) =>
      book && {
        ...book,
        categories: counted(book.categories, categories, { due: 1, done: visited ? 1 : 0 }),
      },
    VisitChecklistCompleted: (book, { data: { covers } }) =>
      book && {
        ...book,
        categories: covers.reduce(
          (cells, { categories }) => counted(cells, categories, { due: 0, done: 1 }),
          book.categories,
        ),
      },
    ResidentVisited(book, { data: { household } }) {
      if (book === undefined) return book;
      const households = [...new Set([...book.households, household])];
      const householdCount = households.length;
      return { ...book, households, householdCount, personTimes: book.personTimes + 1 };
    },
    DiaryEntryWritten: (book) => book && { ...book, entries: book.entries + 1 },
    DifficultyResolved: (book) => book && { ...book, difficulties: book.difficulties + 1 },
    ServiceItemDelivered: (book) => book && { ...book, items: book.items + 1 },
    ContactActRecorded(book, { data: { kind } }) {
      if (book === undefined) return book;
      const count = (book.acts.find((act) => act.kind === kind)?.count ?? 0) + 1;
      const acts = [...book.acts.filter((act) => act.kind !== kind), { kind, count }];
      return { ...book, acts: acts.sort((one, other) => (one.kind < other.kind ? -1 : 1)) };
    },
    VisitMonthClosed: (book) => book && { ...book, state: 'closed' as const },
    VisitMonthClosedWithGaps: (book) => book && { ...book, state: 'gaps' as const },
  },
  doors: {
    list: 'GET /v1/visit-coverage',
    one: 'GET /v1/visit-coverage/:id',
    may: 'operations.read',
    summary: 'Must-visits below an area by grid and month: due, done and the share of it by category',
    filters: { month: MonthOfYear, state: State },
    unknown: 'grid-book-unknown',
  },
});
