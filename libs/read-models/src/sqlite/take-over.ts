import type { DatabaseSync } from 'node:sqlite';
import {
  type AsOf,
  type TakenOver,
  UnknownGeneration,
  type ViewRef,
  type ViewSchema,
} from '../document-store.ts';
import { checkAlike } from '../schema.ts';
import { column, type Generations, type StoredCollection, type StoredGeneration } from './generations.ts';
import { readCheckpoints } from './read-queries.ts';
import type { Sources } from './sources.ts';
import type { Statements } from './statements.ts';

interface Writer {
  readonly db: DatabaseSync;
  readonly statements: Statements;
  readonly generations: Generations;
  readonly sources: Sources;
}

/** Where a copy goes on: behind this row of this table. */
export interface CopyStep {
  readonly collection: string;
  readonly part: 'current' | 'history';
  readonly after: number;
}

/** Rows copied in one transaction: some milliseconds, so that commits wait no longer. */
const sliceRows = 2_000;

/**
 * Makes the generation and notes what it is to take over, all in the caller's transaction: nobody meets the one without
 * the other. Answers the first step of copying where there is something to copy.
 */
export function beginTakeOver(
  writer: Writer,
  ref: ViewRef,
  schema: ViewSchema,
  from: number,
  names: readonly string[],
): CopyStep | undefined {
  const { generations, statements } = writer;
  const { generations: known, schemas } = generations.state(ref.view);
  if (known.includes(ref.generation)) {
    generations.ensure(ref, schema);
    return firstStep(generations.takenOver(generations.find(ref)));
  }
  const elder = generations.find({ view: ref.view, generation: from });
  checkAlike(schema, schemas?.[from] as ViewSchema, names);
  generations.ensure(ref, schema);
  const unfit = statements
    .of(
      `SELECT 1 FROM parked WHERE generation_id = :id
         UNION ALL SELECT 1 FROM applied_late WHERE generation_id = :id LIMIT 1`,
    )
    .get({ id: elder.id });
  if (unfit || names.length === 0) return undefined;
  const checkpoints = readCheckpoints(writer, elder.ref);
  const positions = Object.fromEntries(checkpoints.map(({ source, position }) => [source, position]));
  statements
    .of(
      `INSERT INTO taken_over (generation_id, elder_id, elder, collections, positions, complete)
         VALUES (?, ?, ?, ?, ?, 0)`,
    )
    .run(generations.find(ref).id, elder.id, from, JSON.stringify(names), JSON.stringify(positions));
  return firstStep({ from, collections: names, positions, complete: false });
}

/** Copies some rows in the caller's transaction. Answers where to go on, nothing once the copy is complete. */
export function copySlice(writer: Writer, ref: ViewRef, step: CopyStep): CopyStep | undefined {
  const { generations, statements } = writer;
  const generation = generations.find(ref);
  const taken = generations.takenOver(generation);
  // Another process has been faster, and may be folding into it by now.
  if (!taken || taken.complete) return undefined;
  const elder = generations.find({ view: ref.view, generation: taken.from });
  if (elder.id !== taken.elderId) throw new UnknownGeneration(elder.ref);
  const last = copyRows(writer, elder, generation, step, taken.positions);
  const next = last === undefined ? stepBehind(step, generation, taken) : { ...step, after: last };
  if (!next) {
    statements.of('UPDATE taken_over SET complete = 1 WHERE generation_id = ?').run(generation.id);
  }
  return next;
}

function firstStep(taken: TakenOver | undefined): CopyStep | undefined {
  if (!taken || taken.complete) return undefined;
  return { collection: taken.collections[0] as string, part: 'current', after: 0 };
}

function stepBehind(
  { collection, part }: CopyStep,
  generation: StoredGeneration,
  { collections }: TakenOver,
): CopyStep | undefined {
  if (part === 'current' && !generation.collections.get(collection)?.schema.immutable) {
    return { collection, part: 'history', after: 0 };
  }
  const next = collections[collections.indexOf(collection) + 1];
  return next === undefined ? undefined : { collection: next, part: 'current', after: 0 };
}

/** Answers the last row of the slice; undefined when there was none left. */
function copyRows(
  writer: Writer,
  elder: StoredGeneration,
  generation: StoredGeneration,
  { collection, part, after }: CopyStep,
  positions: AsOf,
): number | undefined {
  const { generations, statements, sources } = writer;
  const old = generations.collection(elder, collection);
  const own = generations.collection(generation, collection);
  const { last } = statements
    .of(
      `SELECT max(id) AS last FROM (SELECT id FROM ${old[part]} WHERE id > ? ORDER BY id LIMIT ${sliceRows})`,
    )
    .get(after) as { last: number | null };
  if (last === null) return undefined;
  const upTo = (source: string) =>
    `CASE ${source} ${Object.entries(positions)
      .map(([name, position]) => `WHEN ${sources.idFor(name)} THEN ${position}`)
      .join(' ')} ELSE 0 END`;
  const copies = part === 'current' ? copiesOfCurrent(old, own, upTo) : copiesOfHistory(old, own, upTo);
  for (const sql of copies) statements.of(sql).run(after, last);
  return last;
}

/**
 * What has moved on since is entered as gone: where it was there at the checkpoint, its history says so, and that comes
 * after. Rows keep their numbers, by which history hangs on them.
 */
function copiesOfCurrent(
  old: StoredCollection,
  own: StoredCollection,
  upTo: (source: string) => string,
): string[] {
  const fields = own.fields.map((field) => `${column(field)}, `).join('');
  const slice = `FROM ${old.current} WHERE id > ? AND id <= ?`;
  const inForce = `INSERT OR IGNORE INTO ${own.current} (id, key, source, position, recorded_at, ${fields} body)
    SELECT id, key, source, position, recorded_at, ${fields} body ${slice} AND position <= ${upTo('source')}`;
  if (own.schema.immutable) return [inForce];
  const movedOn = `INSERT OR IGNORE INTO ${own.current} (id, key, source, position, recorded_at)
    SELECT id, key, source, ${upTo('source')}, 0 ${slice} AND position > ${upTo('source')}`;
  return [inForce, movedOn];
}

function copiesOfHistory(
  old: StoredCollection,
  own: StoredCollection,
  upTo: (source: string) => string,
): string[] {
  const fields = own.fields.map((field) => `${column(field)}, `).join('');
  const oldFields = own.fields.map((field) => `h.${column(field)}, `).join('');
  const superseded = `INSERT OR IGNORE INTO ${own.history}
      (id, doc, source, level, bucket, from_pos, to_pos, recorded_at, ${fields} body)
    SELECT id, doc, source, level, bucket, from_pos, to_pos, recorded_at, ${fields} body
      FROM ${old.history} WHERE id > ? AND id <= ? AND to_pos <= ${upTo('source')}`;
  const inForceThen = `INSERT INTO ${own.current} (id, key, source, position, recorded_at, ${fields} body)
    SELECT h.doc, c.key, h.source, h.from_pos, h.recorded_at, ${oldFields} h.body
      FROM ${old.history} h JOIN ${old.current} c ON c.id = h.doc
      WHERE h.id > ? AND h.id <= ? AND h.from_pos <= ${upTo('h.source')} AND h.to_pos > ${upTo('h.source')}
    ON CONFLICT (id) DO UPDATE SET position = excluded.position, recorded_at = excluded.recorded_at,
      ${own.fields.map((field) => `${column(field)} = excluded.${column(field)}, `).join('')}
      body = excluded.body`;
  return [superseded, inForceThen];
}
