import type { SourceId } from '@linli/event-bus';
import type { mongo } from 'mongoose';
import {
  type AsOf,
  type Checkpoint,
  CheckpointConflict,
  type Facet,
  InvalidRequest,
  type ParkedEvent,
  type Query,
} from '../document-store.ts';
import { compareRows, compareText } from '../row-order.ts';
import {
  type CheckpointDocument,
  collectionOf,
  type CurrentDocument,
  keysAtATime,
  type ParkedDocument,
  type PastDocument,
  rowId,
  type StoredCollection,
  type StoredGeneration,
} from './collections.ts';
import { currentStages, pastStages, slotsAt, valueOf } from './find-stages.ts';

export interface Reader {
  readonly db: mongo.Db;
  readonly generation: StoredGeneration;
  /** Causally consistent: what is asked later is not answered from an earlier state. */
  readonly session: mongo.ClientSession;
}

export async function readCheckpoints({ db, generation, session }: Reader): Promise<Checkpoint[]> {
  const found = await db
    .collection<CheckpointDocument>(generation.checkpoints)
    .find({}, { session, batchSize: 1_000 })
    .toArray();
  for (const { _id } of found) generation.sources.add(_id);
  return found
    .map(({ _id: source, position, recordedAt }) => ({ source, position, recordedAt }))
    .sort((a, b) => compareText(a.source, b.source));
}

export async function readParked({ db, generation, session }: Reader): Promise<ParkedEvent[]> {
  const found = await db
    .collection<ParkedDocument>(generation.parked)
    .find({}, { session, projection: { _id: 0 } })
    .toArray();
  return found.sort((a, b) => compareText(a.source, b.source) || a.position - b.position);
}

/** Facets first, then their checkpoint: where that lies no further than `at`, neither did they. */
export async function loadFacets(
  { db, generation, session }: Reader,
  name: string,
  { source, keys, at }: { readonly source: SourceId; readonly keys: readonly string[]; readonly at: number },
): Promise<readonly Facet[]> {
  const current = db.collection<CurrentDocument>(collectionOf(generation, name).current);
  const ids = keys.map((key) => rowId(key, source));
  const asked: Promise<CurrentDocument[]>[] = [];
  for (let start = 0; start < ids.length; start += keysAtATime) {
    const some = ids.slice(start, start + keysAtATime);
    asked.push(current.find({ _id: { $in: some } }, { session, batchSize: some.length + 1 }).toArray());
  }
  const found = (await Promise.all(asked)).flat();
  const checkpoint = await db
    .collection<CheckpointDocument>(generation.checkpoints)
    .findOne({ _id: source }, { session });
  if (checkpoint && checkpoint.position > at) {
    throw new CheckpointConflict(source, at, checkpoint.position);
  }
  return found.filter(({ alive }) => alive).map(facet);
}

/** The versions in force first, then what was superseded: what moves from one to the other meanwhile is found there. */
export async function getFacets(
  reader: Reader,
  name: string,
  key: string,
  asOf: AsOf = {},
): Promise<Facet[]> {
  const { db, generation, session } = reader;
  const collection = collectionOf(generation, name);
  const sources = (await readCheckpoints(reader)).map(({ source }) => source);
  const rows = await db
    .collection<CurrentDocument>(collection.current)
    .find({ _id: { $in: sources.map((source) => rowId(key, source)) } }, { session, batchSize: 1_000 })
    .toArray();
  const facets = await Promise.all(
    rows.map((row): Promise<Row | undefined> | Row | undefined => {
      const at = asOf[row.source];
      if (at === undefined || row.position <= at) return row.alive ? row : undefined;
      return collection.schema.immutable ? undefined : versionAt(reader, collection, row, at);
    }),
  );
  return facets
    .filter((row) => row !== undefined)
    .map(facet)
    .sort((a, b) => compareText(a.source, b.source));
}

export async function versionAt(
  { db, session }: Reader,
  { past }: StoredCollection,
  { _id, source, position: head }: CurrentDocument,
  at: number,
): Promise<Row | undefined> {
  const found = await db.collection<PastDocument>(past).findOne(
    {
      _id: { $in: slotsAt(source, at, head).map((slot) => `${slot}:${_id}`) },
      from: { $lte: at },
      to: { $gt: at },
    },
    { session },
  );
  return found ? rowOf(found) : undefined;
}

/**
 * Both halves of the answer, in force and superseded, each in order and cut to the limit, then merged. Sources that have
 * not moved on from the position they are asked at have superseded nothing that was in force at it: the past is asked for
 * the others alone, and not at all for the newest.
 */
export async function findFacets(reader: Reader, name: string, query: Query): Promise<readonly Facet[]> {
  if (!Number.isInteger(query.limit) || query.limit < 1) {
    throw new InvalidRequest(`the limit of a query is a positive whole number, not ${query.limit}`);
  }
  const collection = collectionOf(reader.generation, name);
  const { asOf } = query;
  for (;;) {
    const known = new Set(reader.generation.sources);
    const inForce = await rowsInForce(reader, collection, query, known);
    if (!asOf) return inForce.map(facet);
    const checkpoints = await readCheckpoints(reader);
    // One that nobody here had heard of, and that is to be asked for its latest.
    if (checkpoints.some(({ source }) => !known.has(source) && !(source in asOf))) continue;
    const superseded = collection.schema.immutable
      ? []
      : await rowsSuperseded(reader, collection, query, asOf, checkpoints);
    return merged(inForce, superseded, query).slice(0, query.limit).map(facet);
  }
}

async function rowsInForce(
  { db, session }: Reader,
  collection: StoredCollection,
  query: Query,
  sources: ReadonlySet<SourceId>,
): Promise<readonly Row[]> {
  return db
    .collection<CurrentDocument>(collection.current)
    .aggregate<CurrentDocument>(currentStages(collection, query, sources), {
      session,
      batchSize: batchSizeOf(query),
    })
    .toArray();
}

async function rowsSuperseded(
  { db, session }: Reader,
  collection: StoredCollection,
  query: Query,
  asOf: AsOf,
  checkpoints: readonly Checkpoint[],
): Promise<readonly Row[]> {
  const past = db.collection<PastDocument>(collection.past);
  const lists = checkpoints.map(async ({ source, position: head }) => {
    const at = asOf[source];
    if (at === undefined || at < 1 || at >= head) return [];
    const stages = pastStages(collection, query, { source, at, head });
    const options = { session, batchSize: batchSizeOf(query) };
    return (await past.aggregate<PastDocument>(stages, options).toArray()).map(rowOf);
  });
  return (await Promise.all(lists)).flat();
}

/** One more than can come: the server then knows that it has given all, and is not asked again. */
function batchSizeOf({ limit }: Query): number {
  return Math.min(limit, 5_000) + 1;
}

interface Row {
  readonly key: string;
  readonly source: SourceId;
  readonly position: number;
  readonly recordedAt: number;
  readonly fields: CurrentDocument['fields'];
  readonly body: string | null;
}

function rowOf({ from: position, ...row }: PastDocument): Row {
  return { ...row, position };
}

/** A version that was superseded between the two questions is in both answers. */
function merged(inForce: readonly Row[], superseded: readonly Row[], { orderBy }: Query): readonly Row[] {
  if (superseded.length === 0) return inForce;
  const rows = new Map<string, Row>();
  for (const row of [...superseded, ...inForce]) rows.set(rowId(row.key, row.source), row);
  const field = orderBy?.field ?? 'key';
  return [...rows.values()]
    .map((row) => ({ row, value: valueOf(row, field), key: row.key, source: row.source }))
    .sort(compareRows(orderBy?.direction ?? 'asc'))
    .map(({ row }) => row);
}

function facet({ key, source, position, recordedAt, body }: Row): Facet {
  return { key, source, position, recordedAt, body: JSON.parse(body as string) as unknown };
}
