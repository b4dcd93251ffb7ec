import type { mongo } from 'mongoose';
import {
  CheckpointConflict,
  type Commit,
  type FacetVersion,
  ImmutableRewritten,
  InvalidRequest,
  UnknownGeneration,
} from '../document-store.ts';
import type { Catalogue } from './catalogue.ts';
import {
  type CheckpointDocument,
  collectionOf,
  type CurrentDocument,
  keysAtATime,
  type ParkedDocument,
  type PastDocument,
  positionId,
  rowId,
  type StoredCollection,
  type StoredGeneration,
} from './collections.ts';
import { duplicateAt } from './faults.ts';
import { momentsDocuments, type MomentsDocument } from './moments.ts';
import { checkVersions, documentOf, supersede } from './supersede.ts';

interface Writer {
  readonly db: mongo.Db;
  readonly catalogue: Catalogue;
  readonly generation: StoredGeneration;
  readonly session: mongo.ClientSession;
}

/** The versions of each collection of a commit, in their order. `InvalidRequest` for what no store can take. */
export function partsOf(
  generation: StoredGeneration,
  { from, to, versions }: Commit,
): ReadonlyMap<StoredCollection, readonly FacetVersion[]> {
  if (!(to >= from)) {
    throw new InvalidRequest(`a commit from ${from} to ${to} would move the checkpoint back`);
  }
  checkVersions(versions, to);
  const parts = new Map<StoredCollection, FacetVersion[]>();
  for (const version of versions) {
    const collection = collectionOf(generation, version.collection);
    const part = parts.get(collection);
    if (part) part.push(version);
    else parts.set(collection, [version]);
  }
  return parts;
}

/** What a commit leaves at the checkpoint. */
export interface Mark {
  /** The same over all attempts to apply it, and no other commit's. */
  readonly own: string;
  /** That of the commit this one goes on from, where it is known: this store applied it, and nothing has failed since. */
  readonly last: string | undefined;
}

/**
 * Applies a commit within the session's transaction, one command after another, as a transaction has to. Where the
 * checkpoint carries the commit's own mark, an earlier attempt has been applied though nobody was told, and there is
 * nothing left to do.
 *
 * Commands: one for the checkpoint, per mutable collection one to read and up to three to write, one per immutable
 * collection, one for moments, up to two for parked events; what is larger than a message is cut by the driver.
 */
export async function writeCommit(
  writer: Writer,
  commit: Commit,
  parts: ReadonlyMap<StoredCollection, readonly FacetVersion[]>,
  mark: Mark,
): Promise<void> {
  if (!(await takeCheckpoint(writer, commit, mark))) return;
  for (const [collection, versions] of parts) {
    if (collection.schema.immutable) await insertImmutable(writer, collection, versions, commit);
    else await writeMutable(writer, collection, versions, commit);
  }
  const { db, generation, session } = writer;
  const moments = momentsDocuments(commit);
  if (moments.length > 0) {
    await db.collection<MomentsDocument>(generation.moments).insertMany([...moments], { session });
  }
  await writeParked(writer, commit);
}

/**
 * Moves the checkpoint, if it stands where the batch was folded on. It is also what two owners of a source cannot write
 * both, so everything behind it belongs to one of them; owners of different sources write nothing in common.
 *
 * Its position alone does not tell of parked events that another owner has applied late, and what was folded before that
 * must not be written over it: an owner that goes on from its own last commit is told of any other in between.
 */
async function takeCheckpoint(
  { db, catalogue, generation, session }: Writer,
  { ref, source, from, to, recordedAt, unparked = [] }: Commit,
  { own, last }: Mark,
): Promise<boolean> {
  const checkpoints = db.collection<CheckpointDocument>(generation.checkpoints);
  const { matchedCount } = await checkpoints.updateOne(
    { _id: source, position: from, mark: last ?? { $ne: own } },
    {
      $set: { position: to, mark: own, ...(unparked.length > 0 && { late: true as const }) },
      $max: { recordedAt },
    },
    { session },
  );
  if (matchedCount === 1) return true;
  const stored = await checkpoints.findOne({ _id: source }, { session });
  if (stored?.mark === own) return false;
  if (stored) throw new CheckpointConflict(source, from, stored.position);
  if (!(await catalogue.holds(generation, session))) throw new UnknownGeneration(ref);
  if (from !== 0) throw new CheckpointConflict(source, from, 0);
  await checkpoints.insertOne({ _id: source, position: to, recordedAt, mark: own }, { session });
  return true;
}

async function insertImmutable(
  { db, session }: Writer,
  collection: StoredCollection,
  versions: readonly FacetVersion[],
  { source }: Commit,
): Promise<void> {
  const refused = ({ key, position }: FacetVersion) =>
    new ImmutableRewritten(collection.schema.name, key, position);
  const removal = versions.find(({ body }) => body === null);
  if (removal) throw refused(removal);
  const documents = versions.map((version) => documentOf(collection, version, source));
  try {
    await db
      .collection<CurrentDocument>(collection.current)
      .insertMany(documents, { session, ordered: false });
  } catch (error) {
    const place = duplicateAt(error);
    if (place === undefined) throw error;
    throw refused(versions[place] as FacetVersion);
  }
}

async function writeMutable(
  { db, session }: Writer,
  collection: StoredCollection,
  versions: readonly FacetVersion[],
  commit: Commit,
): Promise<void> {
  const current = db.collection<CurrentDocument>(collection.current);
  const ids = [...new Set(versions.map(({ key }) => rowId(key, commit.source)))];
  const stored = new Map<string, CurrentDocument>();
  for (let start = 0; start < ids.length; start += keysAtATime) {
    const some = ids.slice(start, start + keysAtATime);
    const cursor = current.find({ _id: { $in: some } }, { session, batchSize: some.length + 1 });
    for await (const document of cursor) stored.set(document._id, document);
  }
  const { made, changed, past } = supersede(collection, versions, stored, commit);
  // Each key once: their order does not matter, and the server need not keep it.
  const options = { session, ordered: false };
  if (made.length > 0) await current.insertMany([...made], options);
  if (changed.length > 0) {
    await current.bulkWrite(
      changed.map((replacement) => ({ replaceOne: { filter: { _id: replacement._id }, replacement } })),
      options,
    );
  }
  if (past.length > 0) {
    await db.collection<PastDocument>(collection.past).insertMany([...past], options);
  }
}

async function writeParked(
  { db, generation, session }: Writer,
  { parked = [], unparked = [] }: Commit,
): Promise<void> {
  if (parked.length + unparked.length === 0) return;
  const removals = unparked.map(({ source, position }) => ({
    deleteOne: { filter: { _id: positionId(source, position) } },
  }));
  const replacements = parked.map((event) => {
    const _id = positionId(event.source, event.position);
    return { replaceOne: { filter: { _id }, replacement: { _id, ...event }, upsert: true } };
  });
  // In order: an event may be let go and parked anew.
  await db
    .collection<ParkedDocument>(generation.parked)
    .bulkWrite([...removals, ...replacements], { session, ordered: true });
}
