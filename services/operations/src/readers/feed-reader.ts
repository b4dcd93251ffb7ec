import type { SourceId } from '@linli/event-bus';
import type { Condition, Facet, Query } from '@linli/read-models';
import type { FeedItem } from '../api.ts';
import { coversCity, matches, sharedPrefix, type FeedFilter } from '../feed-filter.ts';
import { encodeCursor, type Cursor, type Positions } from '../stream/cursor.ts';
import type { FeedLine, FeedSource, FeedStretch } from '../stream/feed-source.ts';
import { feed, feedKey } from '../views/board/feed.ts';
import { numberOf } from '../views/board/incident-event.ts';
import { incidentRow, type IncidentRow, type StoredRow } from '../views/board/incident-row.ts';
import { incidentFacts, type IncidentFacts } from '../views/board/incident-facts.ts';
import { feedItem } from './feed-item.ts';
import type { View } from './view.ts';

type Row = Facet<IncidentRow>;

/** A stretch of one source. */
interface Range {
  readonly above?: number;
  readonly upTo?: number;
  readonly limit: number;
  readonly direction: 'asc' | 'desc';
  readonly filter?: FeedFilter;
}

/** Rows looked at for one page of a narrow filter before it is handed over short. */
const mostRows = 20_000;

/**
 * The stored feed. Each source is read in the order of its log; lines of several sources are put in the order they were
 * recorded (then source, then position), which is the same for every reader.
 */
export class FeedReader implements FeedSource {
  readonly #view: View;
  readonly #cityPath: string;
  #marks: Readonly<Record<SourceId, string>> = {};

  constructor(view: View, cityPath: string) {
    this.#view = view;
    this.#cityPath = cityPath;
  }

  marks(): Readonly<Record<SourceId, string>> {
    return this.#marks;
  }

  /** Learns which logs these are: by the first line each has brought. */
  async learnMarks(): Promise<void> {
    const unknown = Object.keys(this.#view.positions()).filter((source) => this.#marks[source] === undefined);
    for (const source of unknown) {
      const [first] = await this.#rows(source, { limit: 1, direction: 'asc' });
      if (first !== undefined) this.#marks = { ...this.#marks, [source]: markOf(first) };
    }
  }

  async read(after: Positions, until: Positions, limit: number, filter?: FeedFilter): Promise<FeedStretch> {
    await this.learnMarks();
    const parts = await Promise.all(
      Object.keys(until).map(async (source) => ({
        source,
        rows: await this.#rows(source, {
          above: after[source] ?? 0,
          upTo: until[source] ?? 0,
          limit,
          direction: 'asc',
        }),
      })),
    );
    const merged = parts.flatMap(({ rows }) => rows).sort(byTime);
    const rows = merged.slice(0, limit);
    const reached: Record<SourceId, number> = { ...after };
    // What is left in hand bounds its source; a source that is used up has been looked through to the end.
    for (const { source, rows: own } of parts) {
      const left = own.length === limit || merged.length > limit;
      reached[source] = left ? (after[source] ?? 0) : (until[source] ?? 0);
    }
    const facts = await this.#factsOf(rows);
    const lines: FeedLine[] = [];
    const at: Record<SourceId, number> = { ...after };
    for (const row of rows) {
      at[row.source] = row.position;
      reached[row.source] = Math.max(reached[row.source] ?? 0, row.position);
      const item = this.#item(row, facts, at);
      if (filter === undefined || matches(filter, item, this.#cityPath)) {
        lines.push({ source: row.source, position: row.position, item });
      }
    }
    return { lines, reached };
  }

  /** A page, newest first, of lines at or before `positions` and, with a cursor, older than it. */
  async page(
    filter: FeedFilter,
    positions: Positions,
    limit: number,
    cursor?: Cursor,
  ): Promise<{ readonly items: readonly FeedItem[]; readonly next?: string }> {
    await this.learnMarks();
    const upTo: Record<SourceId, number> = { ...positions };
    for (const [source, position] of Object.entries(cursor?.positions ?? {})) {
      // The cursor's own line has been given; what stands there in other sources has not.
      const bound = source === cursor?.at ? position - 1 : position;
      upTo[source] = Math.min(upTo[source] ?? 0, bound);
    }
    const items: FeedItem[] = [];
    for (let looked = 0; looked < mostRows;) {
      // The first look is as wide as the page and the line behind it; a filter that lets little through gets wide ones from
      // then on.
      const size = looked === 0 ? limit + 1 : 500;
      const parts = await Promise.all(
        Object.keys(upTo).map((source) =>
          this.#rows(source, { upTo: upTo[source] ?? 0, limit: size, direction: 'desc', filter }),
        ),
      );
      const rows = parts.flat().sort((one, other) => byTime(other, one));
      const facts = await this.#factsOf(rows.slice(0, size));
      for (const row of rows.slice(0, size)) {
        if (items.length === limit) return { items, next: this.#cursor(upTo) };
        const item = this.#item(row, facts, { ...upTo, [row.source]: row.position });
        upTo[row.source] = row.position - 1;
        if (matches(filter, item, this.#cityPath)) items.push(item);
      }
      looked += size;
      if (rows.length < size) return { items };
    }
    return { items, next: this.#cursor(upTo) };
  }

  /** All rows of one incident in their order. */
  async ofIncident(incidentId: string, positions: Positions): Promise<readonly Row[]> {
    const found: Row[] = [];
    for (let after: Row | undefined; ; after = found.at(-1)) {
      const part = await this.#find({
        where: [{ field: 'incident', op: 'eq', value: numberOf(incidentId) }],
        ...(after === undefined ? {} : { after: { value: after.key, key: after.key, source: after.source } }),
        limit: 500,
        asOf: positions,
      });
      found.push(...part);
      if (part.length < 500) return found.filter(({ body }) => body.incident === incidentId);
    }
  }

  /** Rows of one incident as lines of the feed. */
  lines(rows: readonly Row[], facts: IncidentFacts | undefined, positions: Positions): readonly FeedItem[] {
    return rows.map((row) =>
      feedItem(
        row,
        facts,
        encodeCursor({
          positions: { ...positions, [row.source]: row.position },
          marks: this.#marks,
          at: row.source,
        }),
      ),
    );
  }

  /** One stored row as a line that follows on `at`. */
  line(row: Row, facts: ReadonlyMap<string, IncidentFacts>, at: Positions): FeedLine {
    return { source: row.source, position: row.position, item: this.#item(row, facts, at) };
  }

  /** Facts of incidents, by their id. An incident lives in one stream, so one source tells of it. */
  async facts(incidents: readonly string[]): Promise<ReadonlyMap<string, IncidentFacts>> {
    const found = await this.#view.latest<IncidentFacts>(incidentFacts.name, [...new Set(incidents)]);
    return new Map(found.map(({ key, body }) => [key, body]));
  }

  #factsOf(rows: readonly Row[]): Promise<ReadonlyMap<string, IncidentFacts>> {
    return this.facts(rows.map(({ body }) => body.incident));
  }

  #item(row: Row, facts: ReadonlyMap<string, IncidentFacts>, at: Positions): FeedItem {
    const cursor = encodeCursor({ positions: at, marks: this.#marks, at: row.source });
    return feedItem(row, facts.get(row.body.incident), cursor);
  }

  #cursor(positions: Positions): string {
    return encodeCursor({ positions, marks: this.#marks });
  }

  /** Rows whichever shape they were stored in. */
  async #find(query: Query): Promise<readonly Row[]> {
    const stored = await this.#view.find<StoredRow>(feed.name, query);
    return stored.map((row) => ({ ...row, body: incidentRow(row.body) }));
  }

  async #rows(
    source: SourceId,
    range: Range,
    others: readonly SourceId[] = Object.keys(this.#view.positions()).filter((other) => other !== source),
  ): Promise<readonly Row[]> {
    const where: Condition[] = [];
    if (range.above !== undefined) where.push({ field: 'key', op: 'gt', value: feedKey(range.above) });
    if (range.upTo !== undefined)
      where.push({ field: 'key', op: 'lte', value: feedKey(Math.max(0, range.upTo)) });
    if (range.filter !== undefined && !coversCity(range.filter.areas, this.#cityPath)) {
      where.push({ field: 'area', op: 'prefix', value: sharedPrefix(range.filter.areas) });
    }
    // The other sources are asked for what they held before their first event: nothing.
    const found = await this.#find({
      where,
      orderBy: { field: 'key', direction: range.direction },
      limit: range.limit,
      ...(others.length === 0 ? {} : { asOf: Object.fromEntries(others.map((other) => [other, 0])) }),
    });
    const strangers = new Set(found.map((row) => row.source).filter((other) => other !== source));
    // Another process has begun with a source that is not known here yet.
    return strangers.size === 0 ? found : this.#rows(source, range, [...others, ...strangers]);
  }
}

function byTime(one: Row, other: Row): number {
  if (one.recordedAt !== other.recordedAt) return one.recordedAt - other.recordedAt;
  if (one.source !== other.source) return one.source < other.source ? -1 : 1;
  return one.position - other.position;
}

/** Two logs whose first line is of the same incident at the same millisecond are taken for one. */
function markOf(first: Row): string {
  return `${first.recordedAt.toString(36)}${numberOf(first.body.incident).toString(36)}`;
}
