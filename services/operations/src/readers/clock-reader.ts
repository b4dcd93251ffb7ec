import { timeLeft, usedShare, type WorkCalendar } from '@linli/contracts';
import type { Condition, Facet } from '@linli/read-models';
import type { ClockItem } from '../api.ts';
import { areaMatches, coversCity, sharedPrefix } from '../feed-filter.ts';
import { clocks, dueOf, overdueOf, type IncidentClocks, type LiveClock } from '../views/board/clocks.ts';
import { categoryAt } from '../views/board/incident-facts.ts';
import { ticketOf } from '../views/board/incident-event.ts';
import { calendarAt } from './calendar-reader.ts';
import type { FeedReader } from './feed-reader.ts';
import type { RowPlace } from './list-cursor.ts';
import { pageThrough } from './page-through.ts';
import type { Instant, View } from './view.ts';

type Row = Facet<IncidentClocks>;

export interface ClocksAsked {
  /** `due`: every live clock, soonest due first. `overdue`: those that run and have missed it, longest first. */
  readonly by: 'due' | 'overdue';
  readonly areas: readonly string[];
  readonly unit?: string;
  readonly limit: number;
  readonly after?: RowPlace;
}

/** RM-I4 and RM-I5. */
export class ClockReader {
  readonly #view: View;
  readonly #feed: FeedReader;
  readonly #cityPath: string;
  readonly #policies: View;

  constructor(view: View, feed: FeedReader, policies: View, cityPath: string) {
    this.#view = view;
    this.#feed = feed;
    this.#policies = policies;
    this.#cityPath = cityPath;
  }

  async page(
    { by, areas, unit, limit, after }: ClocksAsked,
    instant: Instant,
  ): Promise<{ readonly items: readonly ClockItem[]; readonly next?: RowPlace }> {
    const { positions } = instant;
    const where: Condition[] = [{ field: by, op: 'gte', value: 0 }, ...this.#areaConditions(areas)];
    if (unit !== undefined) where.push({ field: 'unit', op: 'eq', value: unit });
    const { rows, last } = await pageThrough<IncidentClocks>({
      rows: (row, size) => {
        const behind = row === undefined ? after : placeOf(row, by);
        return this.#view.find<IncidentClocks>(clocks.name, {
          where,
          orderBy: { field: by, direction: 'asc' },
          limit: size,
          asOf: positions,
          ...(behind === undefined ? {} : { after: behind }),
        });
      },
      accept: ({ body }) => areaMatches(areas, body.area, this.#cityPath),
      limit,
      most: 20_000,
    });
    const items = await this.#items(rows, instant, by);
    return last === undefined ? { items } : { items, next: placeOf(last, by) };
  }

  /** How many incidents of each area are overdue; areas are the paths the incidents lie at. */
  async overdueByArea(
    areas: readonly string[],
    positions: Instant['positions'],
  ): Promise<Map<string, number>> {
    const counts = new Map<string, number>();
    const size = 5_000;
    for (let last: Row | undefined; ;) {
      const rows: readonly Row[] = await this.#view.find<IncidentClocks>(clocks.name, {
        where: [{ field: 'overdue', op: 'gte', value: 0 }, ...this.#areaConditions(areas)],
        orderBy: { field: 'overdue', direction: 'asc' },
        limit: size,
        asOf: positions,
        ...(last === undefined ? {} : { after: placeOf(last, 'overdue') }),
      });
      for (const { body } of rows) {
        if (body.area !== undefined) counts.set(body.area, (counts.get(body.area) ?? 0) + 1);
      }
      if (rows.length < size) return counts;
      last = rows.at(-1);
    }
  }

  #areaConditions(areas: readonly string[]): readonly Condition[] {
    return coversCity(areas, this.#cityPath)
      ? []
      : [{ field: 'area', op: 'prefix', value: sharedPrefix(areas) }];
  }

  async #items(
    rows: readonly Row[],
    { positions, moment }: Instant,
    by: ClocksAsked['by'],
  ): Promise<readonly ClockItem[]> {
    const [facts, calendar] = await Promise.all([
      this.#feed.facts(rows.map(({ key }) => key)),
      calendarAt(this.#policies, positions),
    ]);
    return rows.flatMap((row) => {
      const category = categoryAt(facts.get(row.key), positions[row.source] ?? Number.MAX_SAFE_INTEGER);
      return row.body.clocks
        .filter(({ missed }) => by === 'due' || missed === true)
        .map((clock) => clockItem(row, clock, category))
        .map((clock) => ({ ...clock, ...standing(clock, moment, calendar) }));
    });
  }
}

function placeOf(row: Row, by: ClocksAsked['by']): RowPlace {
  const value = by === 'due' ? dueOf(row.body) : overdueOf(row.body);
  return { value, key: row.key, source: row.source };
}

/** How far a running clock has gone in its own kind of time; nothing for one that stands still. */
export function standing(
  { state, kind, amount, due }: ClockItem,
  now: number,
  calendar: WorkCalendar,
): Pick<ClockItem, 'usedShare' | 'left'> {
  if (state !== 'running') return {};
  const limit = { kind, amount, due: Date.parse(due) };
  return { usedShare: usedShare(limit, now, calendar), left: timeLeft(limit, now, calendar) };
}

function clockItem({ key, body }: Row, clock: LiveClock, category: ClockItem['category']): ClockItem {
  const { stage, round, kind, amount, startedAt, due, missed, unit } = clock;
  return {
    incidentId: key,
    ticket: ticketOf(key),
    stage,
    round,
    kind,
    amount,
    startedAt: new Date(startedAt).toISOString(),
    due: new Date(due).toISOString(),
    state: body.parked === true ? 'paused' : 'running',
    missed: missed === true,
    ...(unit === undefined ? {} : { unit }),
    ...(body.area === undefined ? {} : { areaPath: body.area }),
    ...(category === undefined ? {} : { category }),
  };
}
