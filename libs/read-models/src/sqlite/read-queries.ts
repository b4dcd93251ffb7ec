import type { DatabaseSync } from 'node:sqlite';
import {
  type AsOf,
  type Checkpoint,
  CheckpointConflict,
  InvalidRequest,
  type ParkedEvent,
  type Query,
  type ViewRef,
} from '../document-store.ts';
import { findSql, type RawRow } from './find-sql.ts';
import { type Generations, momentsTable } from './generations.ts';
import { rangesAt } from '../interval.ts';
import type { Sources } from './sources.ts';
import type { Statements } from './statements.ts';
import { compareRows } from '../row-order.ts';

interface Reader {
  readonly db: DatabaseSync;
  readonly statements: Statements;
  readonly generations: Generations;
  readonly sources: Sources;
}

/** A facet whose body is still text: it is parsed where it is used. */
export interface FacetRow {
  readonly key: string;
  readonly source: string;
  readonly position: number;
  readonly recordedAt: number;
  readonly body: string;
}

export function readCheckpoints(reader: Reader, ref: ViewRef): Checkpoint[] {
  const { id } = reader.generations.find(ref);
  return reader.statements
    .of(
      `SELECT s.name AS source, c.position, c.recorded_at AS recordedAt FROM checkpoints c
         JOIN sources s ON s.id = c.source WHERE c.generation_id = ? ORDER BY s.name`,
    )
    .all(id) as unknown as Checkpoint[];
}

export function loadFacets(
  reader: Reader,
  ref: ViewRef,
  name: string,
  asked: { readonly source: string; readonly keys: readonly string[]; readonly at: number },
): FacetRow[] {
  const generation = reader.generations.find(ref);
  const { current } = reader.generations.collection(generation, name);
  const source = reader.sources.idOf(asked.source);
  if (source === undefined) return [];
  // In the transaction of the facets themselves: they are those of this checkpoint.
  const checkpoint = reader.statements
    .of('SELECT position FROM checkpoints WHERE generation_id = ? AND source = ?')
    .get(generation.id, source) as { position: number } | undefined;
  if (checkpoint && checkpoint.position > asked.at) {
    throw new CheckpointConflict(asked.source, asked.at, checkpoint.position);
  }
  const read = reader.statements.of(
    `SELECT position, recorded_at AS recordedAt, body FROM ${current}
       WHERE key = ? AND source = ? AND body IS NOT NULL`,
  );
  const found: FacetRow[] = [];
  for (const key of asked.keys) {
    const row = read.get(key, source) as unknown as
      { position: number; recordedAt: number; body: string } | undefined;
    if (row) {
      found.push({
        key,
        source: asked.source,
        position: row.position,
        recordedAt: row.recordedAt,
        body: row.body,
      });
    }
  }
  return found;
}

export function getFacets(
  reader: Reader,
  ref: ViewRef,
  name: string,
  key: string,
  asOf: AsOf = {},
): FacetRow[] {
  const { statements, generations, sources } = reader;
  const { current, history, schema } = generations.collection(generations.find(ref), name);
  const rows = statements
    .of(`SELECT id, source, position, recorded_at AS recordedAt, body FROM ${current} WHERE key = ?`)
    .all(key) as unknown as (RawRow & { id: number; body: string | null })[];
  const found: FacetRow[] = [];
  for (const row of rows) {
    const source = sources.nameOf(row.source);
    const at = asOf[source];
    if (at === undefined || row.position <= at) {
      if (row.body !== null) found.push(facet(key, source, row));
    } else if (!schema.immutable) {
      const past = versionAt(statements, history, row.source, row.id, at);
      if (past) found.push(facet(key, source, past));
    }
  }
  return found.sort((a, b) => (a.source < b.source ? -1 : 1));
}

/** Young intervals are looked at first: most questions about the past are about the near past. */
function versionAt(
  statements: Statements,
  history: string,
  source: number,
  doc: number,
  at: number,
): RawRow | undefined {
  const look = statements.of(
    `SELECT source, from_pos AS position, recorded_at AS recordedAt, body FROM ${history}
       WHERE source = ? AND level = ? AND bucket = ? AND doc = ? AND from_pos <= ? AND to_pos > ?`,
  );
  for (const { level, first, last } of rangesAt(at)) {
    for (let bucket = first; bucket <= last; bucket += 1) {
      const row = look.get(source, level, bucket, doc, at, at) as unknown as RawRow | undefined;
      if (row) return row;
    }
  }
  return undefined;
}

/** Both halves of the answer, in force and superseded, each in order and cut to the limit, then merged. */
export function findFacets(reader: Reader, ref: ViewRef, name: string, query: Query): FacetRow[] {
  const { statements, generations, sources } = reader;
  if (!Number.isInteger(query.limit) || query.limit < 1) {
    throw new InvalidRequest(`the limit of a query is a positive whole number, not ${query.limit}`);
  }
  const collection = generations.collection(generations.find(ref), name);
  for (const source of Object.keys(query.asOf ?? {})) sources.idOf(source);
  const parts = findSql(collection, query, sources);
  const rows = parts.map(
    ({ sql, values }) => statements.of(sql).all(...values) as unknown as (RawRow & { key: string })[],
  );
  const merged =
    rows.length === 1 ? (rows[0] as (RawRow & { key: string })[]) : merge(rows.flat(), query, sources);
  return merged.slice(0, query.limit).map((row) => facet(row.key, sources.nameOf(row.source), row));
}

function merge(
  rows: (RawRow & { key: string })[],
  query: Query,
  sources: Sources,
): (RawRow & { key: string })[] {
  const order = compareRows(query.orderBy?.direction ?? 'asc');
  return rows
    .map((row) => ({ row, value: row.value ?? null, key: row.key, source: sources.nameOf(row.source) }))
    .sort(order)
    .map(({ row }) => row);
}

export function readPositionAt(reader: Reader, ref: ViewRef, sourceName: string, moment: number): number {
  const { id } = reader.generations.find(ref);
  const source = reader.sources.idOf(sourceName);
  if (source === undefined) return 0;
  const row = reader.statements
    .of(
      `SELECT position FROM ${momentsTable(id)} WHERE source = ? AND recorded_at <= ?
         ORDER BY recorded_at DESC LIMIT 1`,
    )
    .get(source, moment) as { position: number } | undefined;
  return row?.position ?? 0;
}

/**
 * Moments are kept by time and rise with it, so the first that reaches the position is found by halving the span of
 * time: some forty probes, where an index on positions would cost every event an entry.
 */
export function readMomentAt(reader: Reader, ref: ViewRef, sourceName: string, position: number): number {
  const { id } = reader.generations.find(ref);
  const source = reader.sources.idOf(sourceName);
  if (source === undefined || position < 1) return 0;
  const table = momentsTable(id);
  const probe = reader.statements.of(
    `SELECT recorded_at AS moment, first, position FROM ${table} WHERE source = ? AND recorded_at >= ?
       ORDER BY recorded_at LIMIT 1`,
  );
  const before = reader.statements.of(
    `SELECT recorded_at AS moment FROM ${table} WHERE source = ? AND recorded_at < ?
       ORDER BY recorded_at DESC LIMIT 1`,
  );
  type Row = { moment: number; first: number; position: number };
  const end = (before.get(source, Number.MAX_SAFE_INTEGER) as Pick<Row, 'moment'> | undefined)?.moment;
  if (end === undefined) return 0;
  let low = 0;
  let high = end;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const row = probe.get(source, middle) as Row | undefined;
    if (row && row.position >= position) high = middle;
    else low = middle + 1;
  }
  const row = probe.get(source, low) as unknown as Row;
  if (row.position < position || row.first <= position) return row.moment;
  return (before.get(source, row.moment) as Pick<Row, 'moment'> | undefined)?.moment ?? 0;
}

export function readParked(reader: Reader, ref: ViewRef): ParkedEvent[] {
  const { id } = reader.generations.find(ref);
  return reader.statements
    .of(
      `SELECT s.name AS source, p.position, p.stream_id AS streamId, p.type, p.state, p.reason,
         p.parked_at AS parkedAt, p.attempts, p.event FROM parked p JOIN sources s ON s.id = p.source
         WHERE p.generation_id = ? ORDER BY s.name, p.position`,
    )
    .all(id) as unknown as ParkedEvent[];
}

function facet(
  key: string,
  source: string,
  row: { position: number; recordedAt: number; body: string | null },
): FacetRow {
  return { key, source, position: row.position, recordedAt: row.recordedAt, body: row.body as string };
}
