import type { mongo } from 'mongoose';
import { type TakenOver, UnknownGeneration } from '../document-store.ts';
import {
  type CheckpointDocument,
  collectionOf,
  type CurrentDocument,
  type PastDocument,
  type StoredCollection,
  type StoredGeneration,
} from './collections.ts';
import type { MongoConnection } from './connection.ts';
import { isDuplicatesOnly } from './faults.ts';
import { readCheckpoints, readParked, type Reader, versionAt } from './read-queries.ts';

/** As the catalogue keeps it: a generation that was dropped and made anew is not the one that was begun on. */
export interface StoredTakenOver extends TakenOver {
  readonly elder: string;
}

/** Documents to one answer and one message: a page at a time, so that no cursor has to live as long as the copy. */
const pageSize = 1_000;

/**
 * What is there to be taken over of a generation; undefined where one of its events is parked or was applied late.
 * Checkpoints first: what is parked at them is either parked still or has been applied late.
 */
export async function fitToTakeOver(
  reader: Reader,
  collections: readonly string[],
): Promise<StoredTakenOver | undefined> {
  const { db, generation, session } = reader;
  const checkpoints = await readCheckpoints(reader);
  const parked = await readParked(reader);
  const late = await db
    .collection<CheckpointDocument>(generation.checkpoints)
    .findOne({ late: true }, { session });
  if (parked.length > 0 || late || collections.length === 0) return undefined;
  return {
    elder: generation.id,
    from: generation.ref.generation,
    collections,
    positions: Object.fromEntries(checkpoints.map(({ source, position }) => [source, position])),
    complete: false,
  };
}

/**
 * Copies what stood at the positions of the take-over. The elder generation may move on meanwhile: history tells what
 * was in force. Several may copy at once, and one of them may be done and fold on: what is there is left as it is.
 */
export async function copyDocuments(
  { client, reads, writes }: MongoConnection,
  elder: StoredGeneration,
  generation: StoredGeneration,
  taken: StoredTakenOver,
): Promise<void> {
  if (elder.id !== taken.elder) throw new UnknownGeneration(elder.ref);
  const session = client.startSession();
  const reader = { db: reads, generation: elder, session };
  try {
    for (const name of taken.collections) {
      const old = collectionOf(elder, name);
      const own = collectionOf(generation, name);
      for await (const page of pages<CurrentDocument>(reader, old.current)) {
        const rows = await Promise.all(page.map((row) => rowAt(reader, old, row, taken)));
        await insert(
          writes.collection<CurrentDocument>(own.current),
          rows.filter((row) => row !== undefined),
        );
      }
      if (old.schema.immutable) continue;
      for await (const page of pages<PastDocument>(reader, old.past)) {
        const rows = page.filter(({ source, to }) => to <= (taken.positions[source] ?? 0));
        await insert(writes.collection<PastDocument>(own.past), rows);
      }
    }
  } finally {
    await session.endSession();
  }
}

/** The row as it was; what was not there then is entered as gone, for its past may hang on it. */
async function rowAt(
  reader: Reader,
  collection: StoredCollection,
  row: CurrentDocument,
  { positions }: StoredTakenOver,
): Promise<CurrentDocument | undefined> {
  const at = positions[row.source] ?? 0;
  if (row.position <= at) return row;
  if (collection.schema.immutable || at === 0) return undefined;
  const { _id, key, source } = row;
  const version = await versionAt(reader, collection, row, at);
  return version
    ? { _id, key, source, alive: true, ...pick(version) }
    : { _id, key, source, alive: false, position: at, recordedAt: 0, fields: {}, body: null };
}

function pick({ position, recordedAt, fields, body }: Omit<CurrentDocument, '_id' | 'alive'>) {
  return { position, recordedAt, fields, body };
}

async function* pages<Document extends { readonly _id: string }>(
  { db, session }: Reader,
  name: string,
): AsyncGenerator<Document[]> {
  const collection = db.collection<{ _id: string }>(name);
  for (let last = ''; ;) {
    const page = await collection
      .find({ _id: { $gt: last } }, { session, sort: { _id: 1 }, limit: pageSize, batchSize: pageSize + 1 })
      .toArray();
    if (page.length > 0) yield page as Document[];
    if (page.length < pageSize) return;
    last = (page.at(-1) as { _id: string })._id;
  }
}

async function insert<Document extends { readonly _id: string }>(
  collection: mongo.Collection<Document>,
  rows: readonly Document[],
): Promise<void> {
  if (rows.length === 0) return;
  try {
    await collection.insertMany(rows as mongo.OptionalUnlessRequiredId<Document>[], { ordered: false });
  } catch (error) {
    if (!isDuplicatesOnly(error)) throw error;
  }
}
