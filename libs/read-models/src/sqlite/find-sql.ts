import { type AsOf, type Condition, InvalidRequest, type Query, type Scalar } from '../document-store.ts';
import { column, type StoredCollection } from './generations.ts';
import { rangesAt } from '../interval.ts';
import { prefixEnd } from '../row-order.ts';
import type { Sources } from './sources.ts';

/** A row as a statement gives it; `value` is what it is ordered by. */
export interface RawRow {
  readonly source: number;
  readonly position: number;
  readonly recordedAt: number;
  readonly body: string | null;
  readonly value?: Scalar;
}

interface Statement {
  readonly sql: string;
  readonly values: readonly Scalar[];
}

/** The sources as they are at the time of the question. */
interface Ranked {
  readonly sources: Sources;
  readonly ranks: ReturnType<Sources['ranks']>;
}

/** How a half of the collection names what a query speaks of. */
interface Names {
  readonly key: string;
  readonly source: string;
  readonly position: string;
  field(name: string): string;
}

/**
 * A question about now asks `current` alone. A question about the past also asks `history` for the intervals that
 * contain its position (`interval.ts`), so that the work grows with the answer and the logarithm of the log, not with the
 * history.
 */
export function findSql(collection: StoredCollection, query: Query, sources: Sources): readonly Statement[] {
  const ranked = { sources, ranks: sources.ranks() };
  const now = currentSql(collection, query, ranked);
  if (query.asOf === undefined || collection.schema.immutable) return [now];
  const past = historySql(collection, query, query.asOf, ranked);
  return past ? [now, past] : [now];
}

function currentSql(collection: StoredCollection, query: Query, { sources, ranks }: Ranked): Statement {
  const names: Names = {
    key: 'c.key',
    source: 'c.source',
    position: 'c.position',
    field: (name) => `c.${column(name)}`,
  };
  const parts = new Parts(collection, names, { sources, ranks });
  parts.add('c.body IS NOT NULL');
  const bounds = Object.entries(query.asOf ?? {}).flatMap(([name, at]) => {
    const id = sources.idOf(name);
    return id === undefined ? [] : [{ id, at }];
  });
  if (bounds.length === 1 && ranks.length === 1) {
    parts.add('c.position <= ?', (bounds[0] as { at: number }).at);
  } else if (bounds.length > 0) {
    const cases = bounds.map(({ id }) => `WHEN ${id} THEN ?`).join(' ');
    parts.add(
      `c.position <= CASE c.source ${cases} ELSE ${Number.MAX_SAFE_INTEGER} END`,
      ...bounds.map(({ at }) => at),
    );
    // Lets an index on position end its range, which the exact bound above does not.
    if (bounds.length === ranks.length) parts.add('c.position <= ?', Math.max(...bounds.map(({ at }) => at)));
  }
  parts.conditions(query);
  return parts.select(`${collection.current} c`, 'c.recorded_at', 'c.body', query);
}

function historySql(
  collection: StoredCollection,
  query: Query,
  asOf: AsOf,
  { sources, ranks }: Ranked,
): Statement | undefined {
  const spans = Object.entries(asOf).flatMap(([name, at]) => {
    const source = sources.idOf(name);
    return source === undefined || at < 1 ? [] : [{ source, at }];
  });
  if (spans.length === 0) return undefined;
  const names: Names = {
    key: 'd.key',
    source: 'h.source',
    position: 'h.from_pos',
    field: (name) => `h.${column(name)}`,
  };
  const parts = new Parts(collection, names, { sources, ranks });
  parts.add('h.from_pos <= span.at AND h.to_pos > span.at');
  parts.conditions(query);
  const rows = spans.flatMap(({ source, at }) =>
    rangesAt(at).map(({ level, first, last }) => [source, level, first, last, at] as const),
  );
  const { sql, values } = parts.select(
    `span CROSS JOIN ${collection.history} h INDEXED BY ${collection.history}_interval
       ON h.source = span.source AND h.level = span.level AND h.bucket BETWEEN span.first AND span.last
     CROSS JOIN ${collection.current} d ON d.id = h.doc`,
    'h.recorded_at',
    'h.body',
    query,
  );
  return {
    sql: `WITH span (source, level, first, last, at) AS (VALUES ${rows.map(() => '(?, ?, ?, ?, ?)').join(', ')}) ${sql}`,
    values: [...rows.flat(), ...values],
  };
}

/** The clauses of one statement and the values they bind, in the order of their marks. */
class Parts {
  readonly #collection: StoredCollection;
  readonly #names: Names;
  readonly #rank: string;
  readonly #clauses: string[] = [];
  readonly #values: Scalar[] = [];

  constructor(collection: StoredCollection, names: Names, { sources, ranks }: Ranked) {
    this.#collection = collection;
    this.#names = names;
    this.#rank =
      ranks.length < 2
        ? names.source
        : `CASE ${names.source} ${ranks.map(({ id, rank }) => `WHEN ${id} THEN ${rank}`).join(' ')} END`;
    this.#rankOf = (source) => {
      const id = sources.idOf(source);
      return ranks.length < 2 ? (id ?? 0) : (ranks.find((entry) => entry.id === id)?.rank ?? -1);
    };
  }

  readonly #rankOf: (source: string) => number;

  add(clause: string, ...values: readonly Scalar[]): void {
    this.#clauses.push(clause);
    this.#values.push(...values);
  }

  conditions({ where = [], orderBy, after }: Query): void {
    for (const condition of where) this.#condition(condition);
    if (after) this.#after(orderBy, after);
  }

  select(from: string, recordedAt: string, body: string, { orderBy, limit }: Query): Statement {
    const { key, source, position } = this.#names;
    const value = this.#expression(orderBy?.field ?? 'key');
    const direction = orderBy?.direction === 'desc' ? 'DESC' : 'ASC';
    const order = [...new Set([value, key, this.#rank])].map((term) => `${term} ${direction}`).join(', ');
    return {
      sql: `SELECT ${key} AS key, ${source} AS source, ${position} AS position, ${recordedAt} AS recordedAt,
        ${body} AS body, ${value} AS value FROM ${from} WHERE ${this.#clauses.join(' AND ')}
        ORDER BY ${order} LIMIT ?`,
      values: [...this.#values, limit],
    };
  }

  #expression(field: string): string {
    if (!this.#collection.findable.has(field)) {
      const known = [...this.#collection.findable].join(', ');
      throw new InvalidRequest(`${this.#collection.schema.name} has no index on ${field}; indexed: ${known}`);
    }
    if (field === 'key') return this.#names.key;
    return field === 'position' ? this.#names.position : this.#names.field(field);
  }

  #condition({ field, op, value }: Condition): void {
    const expression = this.#expression(field);
    if (op === 'in') {
      const values = Array.isArray(value) ? (value as readonly Scalar[]) : [value as Scalar];
      this.add(`${expression} IN (${values.map(() => '?').join(', ')})`, ...values);
      return;
    }
    if (Array.isArray(value)) throw new InvalidRequest(`${field}: only "in" takes a list`);
    const scalar = value as Scalar;
    if (op === 'prefix') {
      if (typeof scalar !== 'string') throw new InvalidRequest(`${field}: a prefix is text`);
      this.add(`${expression} >= ?`, scalar);
      const end = prefixEnd(scalar);
      if (end !== undefined) this.add(`${expression} < ?`, end);
    } else if (op === 'eq') {
      if (scalar === null) this.add(`${expression} IS NULL`);
      else this.add(`${expression} = ?`, scalar);
    } else {
      this.add(`${expression} ${comparisons[op]} ?`, scalar);
    }
  }

  /** Behind a row: a range an index can serve, and within its first value the rows behind it. */
  #after(orderBy: Query['orderBy'], after: NonNullable<Query['after']>): void {
    const value = this.#expression(orderBy?.field ?? 'key');
    const { key } = this.#names;
    const beyond = orderBy?.direction === 'desc' ? '<' : '>';
    const tie = `(${key} ${beyond} ? OR (${key} = ? AND ${this.#rank} ${beyond} ?))`;
    const tieValues = [after.key, after.key, this.#rankOf(after.source)];
    if (value === key) {
      this.add(`${key} ${beyond}= ?`, after.key);
      this.add(tie, ...tieValues);
    } else if (after.value === null) {
      // `null` is the least: nothing but its own ties lies below it, every value above.
      this.add(
        beyond === '<' ? `(${value} IS NULL AND ${tie})` : `(${value} IS NOT NULL OR ${tie})`,
        ...tieValues,
      );
    } else if (beyond === '>') {
      this.add(`${value} >= ?`, after.value);
      this.add(`(${value} > ? OR ${tie})`, after.value, ...tieValues);
    } else {
      this.add(
        `(${value} < ? OR ${value} IS NULL OR (${value} = ? AND ${tie}))`,
        after.value,
        after.value,
        ...tieValues,
      );
      // A field that can be null keeps its nulls; position never is, and this bound lets its index begin the range.
      if (value === this.#names.position) this.add(`${value} <= ?`, after.value);
    }
  }
}

const comparisons = { gte: '>=', gt: '>', lte: '<=', lt: '<' } as const;
