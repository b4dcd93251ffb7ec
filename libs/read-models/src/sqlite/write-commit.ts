import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { CheckpointConflict, ImmutableRewritten, InvalidRequest, type Scalar } from '../document-store.ts';
import { column, type Generations, momentsTable, type StoredCollection } from './generations.ts';
import { bucketOf, levelOf } from '../interval.ts';
import { type CommitColumns, valuesOf, type VersionColumns } from './columns.ts';
import { RowInserts } from './row-inserts.ts';
import type { Sources } from './sources.ts';
import type { Statements } from './statements.ts';

interface Writer {
  readonly db: DatabaseSync;
  readonly statements: Statements;
  readonly generations: Generations;
  readonly sources: Sources;
}

/** Applies a commit within the caller's transaction; throws before or after any write, so the caller rolls back. */
export function applyCommit(writer: Writer, commit: CommitColumns): void {
  const { statements, generations, sources } = writer;
  const generation = generations.find(commit.ref);
  const source = sources.idFor(commit.source);
  if (!(commit.to >= commit.from)) {
    throw new InvalidRequest(`a commit from ${commit.from} to ${commit.to} would move the checkpoint back`);
  }
  const checkpoint = statements
    .of('SELECT position FROM checkpoints WHERE generation_id = ? AND source = ?')
    .get(generation.id, source) as { position: number } | undefined;
  const actual = checkpoint?.position ?? 0;
  if (actual !== commit.from) throw new CheckpointConflict(commit.source, commit.from, actual);

  for (const columns of commit.collections) {
    const collection = generations.collection(generation, columns.collection);
    const versions = versionsOf(columns);
    if (collection.schema.immutable) insertImmutable(statements, collection, source, versions, commit);
    else supersede(statements, collection, source, versions, commit);
  }
  writeMoments(statements, momentsTable(generation.id), source, commit.moments);
  writeParked(writer, generation.id, commit);
  statements
    .of(
      `INSERT INTO checkpoints (generation_id, source, position, recorded_at) VALUES (?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET position = excluded.position, recorded_at = max(recorded_at, excluded.recorded_at)`,
    )
    .run(generation.id, source, commit.to, commit.recordedAt);
}

function writeParked({ statements, sources }: Writer, generationId: number, commit: CommitColumns): void {
  if (commit.unparked.length > 0) {
    statements.of('INSERT OR IGNORE INTO applied_late (generation_id) VALUES (?)').run(generationId);
  }
  for (const event of commit.unparked) {
    statements
      .of('DELETE FROM parked WHERE generation_id = ? AND source = ? AND position = ?')
      .run(generationId, sources.idFor(event.source), event.position);
  }
  for (const event of commit.parked) {
    statements
      .of(
        `INSERT OR REPLACE INTO parked
           (generation_id, source, position, stream_id, type, state, reason, parked_at, attempts, event)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        generationId,
        sources.idFor(event.source),
        event.position,
        event.streamId,
        event.type,
        event.state,
        event.reason,
        event.parkedAt,
        event.attempts,
        event.event,
      );
  }
}

function writeMoments(
  statements: Statements,
  table: string,
  source: number,
  { recordedAt, first, position }: CommitColumns['moments'],
): void {
  const inserts = new RowInserts(statements, {
    into: `INSERT INTO ${table} (source, recorded_at, first, position)`,
    width: 4,
    then: 'ON CONFLICT DO UPDATE SET position = max(position, excluded.position)',
  });
  recordedAt.forEach((at, n) => inserts.add(source, at, first[n] as number, position[n] as number));
  inserts.end();
}

function insertImmutable(
  statements: Statements,
  collection: StoredCollection,
  source: number,
  versions: Versions,
  { to }: CommitColumns,
): void {
  const { keys, positions, recordedAt, bodies } = versions;
  const refused = (n: number) =>
    new ImmutableRewritten(collection.schema.name, keys[n] as string, positions[n] as number);
  const inserts = new RowInserts(statements, insertCurrent(collection), refused);
  keys.forEach((key, n) => {
    const body = bodies[n] as string | null;
    if (body === null) throw refused(n);
    checkAhead(positions[n] as number, to);
    inserts.add(
      key,
      source,
      positions[n] as number,
      recordedAt[n] as number,
      ...rowFields(versions, n),
      body,
    );
  });
  inserts.end();
}

function checkAhead(position: number, to: number): void {
  if (position > to) throw new InvalidRequest(`a version at ${position} lies ahead of the checkpoint ${to}`);
}

/** What a batch knows of one document it writes. */
interface Chain {
  readonly doc: number;
  /** Row of the batch that is in force so far; -1 while it is the stored one. */
  last: number;
  /** Position of the version in force so far. */
  position: number;
  /** Whether there is a document at all to supersede. */
  alive: boolean;
  /** The row in `current` already holds the version in force so far. */
  stored: boolean;
}

/**
 * Writes each version of a batch: all but the last of a key go straight to history, the last to `current`. A version at
 * the position of the one in force takes its place; there is no interval in which the other would have held.
 */
function supersede(
  statements: Statements,
  collection: StoredCollection,
  source: number,
  versions: Versions,
  { from, to }: CommitColumns,
): void {
  const sql = statementsFor(statements, collection);
  const chains = new Map<string, Chain>();
  for (let n = 0; n < versions.keys.length; n += 1) {
    const key = versions.keys[n] as string;
    let position = versions.positions[n] as number;
    const body = versions.bodies[n] as string | null;
    checkAhead(position, to);
    let chain = chains.get(key);
    if (!chain) {
      const row = sql.lookUp.get(key, source) as { id: number; position: number; alive: number } | undefined;
      if (!row) {
        const { lastInsertRowid } = sql.insert.run(
          key,
          source,
          position,
          versions.recordedAt[n] as number,
          ...rowFields(versions, n),
          body,
        );
        const doc = Number(lastInsertRowid);
        chains.set(key, { doc, last: n, position, alive: body !== null, stored: true });
        continue;
      }
      chain = { doc: row.id, last: -1, position: row.position, alive: row.alive === 1, stored: true };
      chains.set(key, chain);
    }
    // A parked event applied late, on a document that has moved on: what it says holds from the version in force on.
    if (position <= from) position = Math.max(position, chain.position);
    if (position < chain.position) {
      throw new InvalidRequest(
        `${collection.schema.name} ${key}: a version at ${position} lies behind the one in force at ${chain.position}`,
      );
    }
    if (chain.alive && position > chain.position) {
      const level = levelOf(position - chain.position);
      const bucket = bucketOf(chain.position, level);
      if (chain.last < 0) sql.keepCurrent.run(level, bucket, position, chain.doc);
      else {
        const before = chain.last;
        sql.keep.add(
          chain.doc,
          source,
          level,
          bucket,
          chain.position,
          position,
          versions.recordedAt[before] as number,
          ...rowFields(versions, before),
          versions.bodies[before] as string,
        );
      }
    }
    chain.last = n;
    chain.position = position;
    chain.alive = body !== null;
    chain.stored = false;
  }
  sql.keep.end();
  for (const { doc, last, position, stored } of chains.values()) {
    if (stored) continue;
    sql.update.run(
      position,
      versions.recordedAt[last] as number,
      ...rowFields(versions, last),
      versions.bodies[last] as string | null,
      doc,
    );
  }
}

/** A collection's part of a commit, value by value. */
interface Versions {
  readonly keys: readonly string[];
  readonly positions: Float64Array;
  readonly recordedAt: Float64Array;
  readonly fields: readonly (readonly Scalar[])[];
  readonly bodies: readonly (string | null)[];
}

function versionsOf({ keys, positions, recordedAt, fields, bodies }: VersionColumns): Versions {
  return {
    keys: valuesOf(keys) as string[],
    positions,
    recordedAt,
    fields: fields.map(valuesOf),
    bodies: valuesOf(bodies) as (string | null)[],
  };
}

const noFields: readonly Scalar[] = [];

function rowFields({ fields }: Versions, row: number): readonly Scalar[] {
  return fields.length === 0 ? noFields : fields.map((values) => values[row] as Scalar);
}

interface MutableStatements {
  readonly lookUp: StatementSync;
  readonly insert: StatementSync;
  readonly update: StatementSync;
  readonly keep: RowInserts;
  readonly keepCurrent: StatementSync;
}

function statementsFor(statements: Statements, collection: StoredCollection): MutableStatements {
  const { current, history, fields } = collection;
  const columns = fields.map((field) => `${column(field)}, `).join('');
  const { into, width } = insertCurrent(collection);
  const intoHistory = `INSERT INTO ${history}
    (doc, source, level, bucket, from_pos, to_pos, recorded_at, ${columns} body)`;
  return {
    lookUp: statements.of(
      `SELECT id, position, body IS NOT NULL AS alive FROM ${current} WHERE key = ? AND source = ?`,
    ),
    insert: statements.of(`${into} VALUES (${Array.from({ length: width }, () => '?').join(', ')})`),
    update: statements.of(
      `UPDATE ${current} SET position = ?, recorded_at = ?, ${fields.map((field) => `${column(field)} = ?, `).join('')}
         body = ? WHERE id = ?`,
    ),
    keep: new RowInserts(statements, { into: intoHistory, width: fields.length + 8 }),
    keepCurrent: statements.of(
      `${intoHistory} SELECT id, source, ?, ?, position, ?, recorded_at, ${columns} body FROM ${current} WHERE id = ?`,
    ),
  };
}

function insertCurrent({ current, fields }: StoredCollection): { into: string; width: number } {
  const columns = ['key', 'source', 'position', 'recorded_at', ...fields.map(column), 'body'];
  return { into: `INSERT INTO ${current} (${columns.join(', ')})`, width: columns.length };
}
