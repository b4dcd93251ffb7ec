import { type GridBookEvent, gridBookEvents, shanghaiDay } from '@linli/contracts';
import { accept, aggregate, type Decision, type Moment, refuse, type Refusal } from '@linli/event-sourcing';
import { firstDouble } from '@linli/patterns';
import { endOfMonth, monthOf } from '../care/care-slots.ts';
import type * as commands from './grid-book.commands.ts';
import { gridBookRules } from './grid-book-rules.ts';

type Of<Value> = Readonly<Record<string, Value>>;

/** A month of a grid as far as its rules ask. */
interface Book {
  readonly opened?: { readonly areaPath: string; readonly month: string; readonly due: string };
  readonly closed?: true;
  /** By resident, the categories he is to be visited for. */
  readonly planned: Of<readonly string[]>;
  readonly workers: Of<string>;
  /** By visit, who was met. */
  readonly visits: Of<readonly string[]>;
  readonly completed: readonly string[];
  /** Residents whom a complete visit of the month has met. */
  readonly met: readonly string[];
  readonly entries: Of<{ readonly resident: string; readonly topic: string; readonly raised?: true }>;
  readonly acts: readonly string[];
  readonly difficulties: readonly string[];
  readonly items: readonly string[];
}

const hour = 3_600_000;
/** Milliseconds since 1970 UTC a fact may lie ahead, for clocks of phones that are fast. */
const fastClocks = 10 * 60_000;
const nothing: Book = {
  ...{ planned: {}, workers: {}, visits: {}, completed: [], met: [] },
  ...{ entries: {}, acts: [], difficulties: [], items: [] },
};

/** What is done in a grid in a month, stream `grid-book-<grid>-<yyyymm>`. */
export const gridBook = aggregate<typeof commands, Book>()('grid-book', gridBookEvents, {
  initial: nothing,
  areaPath: ({ opened }) => opened?.areaPath,
  evolve: {
    GridBookOpened: (book, opened) => ({ ...book, opened }),
    MonthlyVisitPlanned: (book, { resident, categories }) => ({
      ...book,
      planned: { ...book.planned, [resident]: [...(book.planned[resident] ?? []), ...categories] },
    }),
    VisitReassigned: (book, { resident, worker }) => ({
      ...book,
      workers: { ...book.workers, [resident]: worker },
    }),
    ResidentVisited: (book, { visit, resident }) => ({
      ...book,
      visits: { ...book.visits, [visit]: [...(book.visits[visit] ?? []), resident] },
    }),
    VisitChecklistCompleted: (book, { visit, residents }) => ({
      ...book,
      completed: [...book.completed, visit],
      met: [...new Set([...book.met, ...residents])],
    }),
    VisitMonthClosed: (book) => ({ ...book, closed: true }),
    VisitMonthClosedWithGaps: (book) => ({ ...book, closed: true }),
    DiaryEntryWritten: (book, { entry, resident, topic }) => ({
      ...book,
      entries: { ...book.entries, [entry]: { resident, topic } },
    }),
    ServiceCaseRaisedFromDiary: (book, { entry, resident, topic }) => ({
      ...book,
      entries: { ...book.entries, [entry]: { resident, topic, raised: true } },
    }),
    ContactActRecorded: (book, { act }) => ({ ...book, acts: [...book.acts, act] }),
    DifficultyResolved: (book, { difficulty }) => ({
      ...book,
      difficulties: [...book.difficulties, difficulty],
    }),
    ServiceItemDelivered: (book, { item }) => ({ ...book, items: [...book.items, item] }),
  },
  decide: {
    PlanMonthlyVisits(command, book, moment) {
      const { month, visits } = command;
      const fault = notTaken('R-06', month, book, moment);
      if (fault) return fault;
      const twice = firstDouble(visits.map(({ resident }) => resident));
      if (twice !== undefined) return refuse('R-06', 'resident-twice', `${twice} stands twice`, 'visits');
      const must = moment.policy(gridBookRules).categories;
      const planned = visits.flatMap(({ resident, categories }): GridBookEvent[] => {
        // who is planned stays so to the end of the month; only what is new is added.
        const before = book.planned[resident] ?? [];
        const added = must.filter((one) => categories.includes(one) && !before.includes(one));
        if (added.length === 0) return [];
        const data = { resident, categories: added, visited: book.met.includes(resident) };
        return [{ type: 'MonthlyVisitPlanned', data }];
      });
      return planned.length === 0 ? accept() : accept(...opening(command, book, moment), ...planned);
    },
    ReassignVisit({ resident, worker }, book) {
      if (book.opened === undefined) return unknown('R-06');
      if (book.closed) return monthClosed('R-06', book.opened.due);
      if (book.planned[resident] === undefined)
        return refuse('R-06', 'not-planned', 'no visit of this resident is planned', 'resident');
      if (book.met.includes(resident))
        return refuse('R-06', 'visited-before', 'the resident has been visited this month', 'resident');
      if (book.workers[resident] === worker) return accept();
      return accept({ type: 'VisitReassigned', data: { resident, worker } });
    },
    RecordVisit(command, book, moment) {
      const { visit, household, residents, occurredAt } = command;
      const fault = notAFact('R-06', occurredAt, book, moment);
      if (fault) return fault;
      if (book.visits[visit] !== undefined)
        return refuse('R-06', 'visit-recorded-before', 'the visit has been recorded before', 'visit');
      const twice = firstDouble(residents);
      if (twice !== undefined)
        return refuse('R-19', 'resident-twice', `${twice} was met once at this visit`, 'residents');
      const met = residents.map((resident): GridBookEvent => ({
        type: 'ResidentVisited',
        data: { visit, household, resident, occurredAt },
      }));
      return accept(...opening(at(command), book, moment), ...met);
    },
    CompleteVisitChecklist({ visit, parts }, book, { policy }) {
      if (book.opened === undefined) return unknown('R-05');
      if (book.closed) return monthClosed('R-05', book.opened.due);
      const residents = book.visits[visit];
      if (residents === undefined)
        return refuse('R-05', 'visit-unknown', 'no such visit is recorded', 'visit');
      if (book.completed.includes(visit))
        return refuse('R-05', 'completed-before', 'the checklist has been completed before', 'visit');
      const required = policy(gridBookRules).parts;
      const missing = required.filter((part) => !parts.includes(part));
      // a visit is complete only with all its parts.
      if (missing.length > 0)
        return refuse('R-05', 'part-missing', `not clear yet: ${missing.join(', ')}`, 'parts');
      const covers = residents.flatMap((resident) => {
        const categories = book.met.includes(resident) ? undefined : book.planned[resident];
        return categories === undefined ? [] : [{ resident, categories: [...categories] }];
      });
      return accept({
        type: 'VisitChecklistCompleted',
        data: { visit, parts: required, residents: [...residents], covers },
      });
    },
    WriteDiaryEntry(command, book, moment) {
      const { areaPath: _, ...data } = command;
      const fault = notAFact('R-07', data.occurredAt, book, moment);
      if (fault) return fault;
      if (book.entries[data.entry] !== undefined)
        return refuse('R-07', 'written-before', 'the entry has been written before', 'entry');
      return accept(...opening(at(command), book, moment), { type: 'DiaryEntryWritten', data });
    },
    RaiseCaseFromDiary({ entry, case: opened }, book) {
      const written = book.entries[entry];
      if (book.opened === undefined) return unknown('R-07');
      if (written === undefined)
        return refuse('R-07', 'entry-unknown', 'no such entry has been written', 'entry');
      // an entry is dealt with once; also one of a month that is over.
      if (written.raised) return refuse('R-07', 'raised-before', 'the entry has a case already', 'entry');
      const { resident, topic } = written;
      const { areaPath } = book.opened;
      return accept({
        type: 'ServiceCaseRaisedFromDiary',
        data: { case: opened, entry, resident, areaPath, topic },
      });
    },
    RecordContactAct(command, book, moment) {
      const { areaPath: _, ...act } = command;
      const fault = notAFact('R-08', act.occurredAt, book, moment);
      if (fault) return fault;
      if (book.acts.includes(act.act))
        return refuse('R-08', 'recorded-before', 'the act has been recorded before', 'act');
      // five kinds, each with its heart; another kind is none.
      const known = moment.policy(gridBookRules).acts.find(({ kind }) => kind === act.kind);
      if (known === undefined)
        return refuse('R-08', 'act-unknown', `${act.kind} is no kind of contact act`, 'kind');
      return accept(...opening(at(command), book, moment), {
        type: 'ContactActRecorded',
        data: { ...act, heart: known.heart },
      });
    },
    ResolveDifficulty(command, book, moment) {
      const { areaPath: _, ...data } = command;
      const fault = notAFact('R-19', data.occurredAt, book, moment);
      if (fault) return fault;
      // what is counted is counted once.
      if (book.difficulties.includes(data.difficulty))
        return refuse('R-19', 'resolved-before', 'the difficulty has been told before', 'difficulty');
      return accept(...opening(at(command), book, moment), { type: 'DifficultyResolved', data });
    },
    DeliverServiceItem(command, book, moment) {
      const { areaPath: _, ...data } = command;
      const fault = notAFact('R-19', data.occurredAt, book, moment);
      if (fault) return fault;
      if (book.items.includes(data.item))
        return refuse('R-19', 'delivered-before', 'the service has been told before', 'item');
      return accept(...opening(at(command), book, moment), { type: 'ServiceItemDelivered', data });
    },
    CloseVisitMonth(_, { opened, closed, planned, met }) {
      if (opened === undefined || closed) return accept();
      const { areaPath, month } = opened;
      const cells = Object.entries(planned).flatMap(([resident, categories]) =>
        categories.map((category) => ({ resident, category })),
      );
      // a month ends with exactly one of the two; who was not visited stands there once for every category.
      const gaps = cells.filter(({ resident }) => !met.includes(resident));
      const counted = { areaPath, month, planned: cells.length };
      return gaps.length === 0
        ? accept({ type: 'VisitMonthClosed', data: counted })
        : accept({ type: 'VisitMonthClosedWithGaps', data: { ...counted, gaps } });
    },
  },
  timers: {
    CloseVisitMonth: {
      due: { GridBookOpened: 'due' },
      ends: ['VisitMonthClosed', 'VisitMonthClosedWithGaps'],
    },
  },
});

/** The id of the book of a grid in a month. */
export function bookOf({ areaPath, month }: { readonly areaPath: string; readonly month: string }): string {
  return `${areaPath.slice(0, -1).replaceAll('/', '.')}-${month.replace('-', '')}`;
}

/** The id of the book that a fact stands in: that of the month in which it happened. */
export function bookAt(fact: { readonly areaPath: string; readonly occurredAt: string }): string {
  return bookOf(at(fact));
}

function at({ areaPath, occurredAt }: { readonly areaPath: string; readonly occurredAt: string }) {
  return { areaPath, month: monthAt(occurredAt) };
}

function monthAt(occurredAt: string): string {
  return monthOf(shanghaiDay(Date.parse(occurredAt)));
}

/** What opens the book, where this is its first fact. */
function opening(
  { areaPath, month }: { readonly areaPath: string; readonly month: string },
  book: Book,
  { policy }: Moment,
): readonly GridBookEvent[] {
  if (book.opened !== undefined) return [];
  const { version, grace } = policy(gridBookRules);
  const data = { areaPath, month, due: dueOf(month, grace), policy: version };
  return [{ type: 'GridBookOpened', data }];
}

/** Where the facts of a month are not taken any more. */
function notTaken(row: string, month: string, { opened }: Book, { at, policy }: Moment): Refusal | undefined {
  const due = opened?.due ?? dueOf(month, policy(gridBookRules).grace);
  return at > Date.parse(due) ? monthClosed(row, due) : undefined;
}

function notAFact(row: string, occurredAt: string, book: Book, moment: Moment): Refusal | undefined {
  if (Date.parse(occurredAt) > moment.at + fastClocks)
    return refuse(row, 'occurs-later', 'it cannot have happened later than now', 'occurredAt');
  return notTaken(row, monthAt(occurredAt), book, moment);
}

function monthClosed(row: string, due: string): Refusal {
  return refuse(row, 'month-closed', `facts of the month were taken until ${due}`);
}

function unknown(row: string): Decision<GridBookEvent> {
  return refuse(row, 'grid-book-unknown', 'nothing stands in the book of this grid and month');
}

function dueOf(month: string, grace: number): string {
  return new Date(endOfMonth(month) + grace * hour).toISOString();
}
