import type { SourceId } from '@linli/event-bus';
import { type Commit, type FacetVersion, InvalidRequest } from '../document-store.ts';
import {
  type CurrentDocument,
  type Fields,
  type PastDocument,
  rowId,
  slotOf,
  type StoredCollection,
} from './collections.ts';

/** What one collection's part of a commit comes to. */
export interface Written {
  /** Keys that have never been written before. */
  readonly made: readonly CurrentDocument[];
  /** They take the place of what is stored. */
  readonly changed: readonly CurrentDocument[];
  readonly past: readonly PastDocument[];
}

/** What a batch knows of one document it writes. */
interface Chain {
  /** The version in force so far. */
  document: CurrentDocument;
  /** It is in the store as it is here. */
  isStored: boolean;
  readonly wasStored: boolean;
}

/**
 * Versions one after another: all but the last of a key go to the past, the last is in force. A version at the position
 * of the one in force takes its place; there is no interval in which the other would have held. `stored` are the
 * documents of the versions' keys that are there already, by `_id`.
 */
export function supersede(
  collection: StoredCollection,
  versions: readonly FacetVersion[],
  stored: ReadonlyMap<string, CurrentDocument>,
  { source, from }: Pick<Commit, 'source' | 'from'>,
): Written {
  const chains = new Map<string, Chain>();
  const past: PastDocument[] = [];
  for (const version of versions) {
    const next = documentOf(collection, version, source);
    let chain = chains.get(next._id);
    if (!chain) {
      const document = stored.get(next._id);
      if (!document) {
        chains.set(next._id, { document: next, isStored: false, wasStored: false });
        continue;
      }
      chain = { document, isStored: true, wasStored: true };
      chains.set(next._id, chain);
    }
    const before = chain.document;
    // A parked event applied late, on a document that has moved on: what it says holds from the version in force on.
    const position = next.position <= from ? Math.max(next.position, before.position) : next.position;
    if (position < before.position) {
      throw new InvalidRequest(
        `${collection.schema.name} ${next.key}: a version at ${position} lies behind the one in force at ${before.position}`,
      );
    }
    if (before.alive && position > before.position) past.push(ended(before, position));
    chain.document = position === next.position ? next : { ...next, position };
    chain.isStored = false;
  }
  const written = [...chains.values()].filter(({ isStored }) => !isStored);
  return {
    made: written.filter(({ wasStored }) => !wasStored).map(({ document }) => document),
    changed: written.filter(({ wasStored }) => wasStored).map(({ document }) => document),
    past,
  };
}

function ended({ _id, alive: _, position, body, ...same }: CurrentDocument, to: number): PastDocument {
  const slot = slotOf(same.source, position, to);
  return { _id: `${slot}:${_id}`, ...same, slot, from: position, to, body: body as string };
}

export function documentOf(
  collection: StoredCollection,
  { key, position, recordedAt, fields, body }: FacetVersion,
  source: SourceId,
): CurrentDocument {
  return {
    _id: rowId(key, source),
    key,
    source,
    position,
    recordedAt,
    alive: body !== null,
    fields: fieldsOf(collection, fields),
    body,
  };
}

function fieldsOf({ schema, fields }: StoredCollection, values: Fields): Fields {
  return Object.fromEntries(
    fields.map((name) => {
      const type = schema.fields[name];
      const value = values[name] ?? null;
      const fits =
        value === null || (type === 'text' ? typeof value === 'string' : Number.isSafeInteger(value));
      if (!fits) {
        throw new InvalidRequest(
          `${schema.name}: the field ${name} is ${type}, not ${JSON.stringify(value)}`,
        );
      }
      return [name, value];
    }),
  );
}

/** MongoDB's limit for a document is 16 MiB; the rest is left to what stands beside the body. */
const longestBody = 16 * 1024 * 1024 - 64 * 1024;

/** Looks at what is wrong with a batch in itself, before anything is asked of the server. */
export function checkVersions(versions: readonly FacetVersion[], to: number): void {
  for (const { collection, key, position, body } of versions) {
    if (position > to) {
      throw new InvalidRequest(`a version at ${position} lies ahead of the checkpoint ${to}`);
    }
    // A character is at most three bytes: most bodies need not be measured.
    if (body !== null && body.length * 3 > longestBody && Buffer.byteLength(body) > longestBody) {
      throw new InvalidRequest(
        `${collection} ${key}: a document of ${Buffer.byteLength(body)} bytes, of which MongoDB takes ${longestBody}`,
      );
    }
  }
}
