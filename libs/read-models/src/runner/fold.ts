import type { RecordedEvent } from '@linli/contracts';
import type { FacetVersion, Scalar } from '../document-store.ts';
import type { CollectionProjection } from '../projection.ts';

/** A collection as the runner sees it: whatever its bodies are. */
export type AnyCollection = CollectionProjection<unknown>;

/** The documents an event touches, one list per collection of the projection. */
export type Touched = readonly (readonly string[])[];

/** The version in force of a document while a batch is folded; `undefined` when there is none. */
export interface Documents {
  get(collection: number, key: string): unknown;
  /** `textLength` is that of its JSON text. */
  set(collection: number, key: string, body: unknown, textLength: number): void;
}

const none: readonly string[] = [];

export function keysOf(collections: readonly AnyCollection[], event: RecordedEvent): Touched {
  return collections.map((collection) => {
    const keys = collection.keys(event);
    return keys.length > 1 ? [...new Set(keys)] : keys.length === 1 ? keys : none;
  });
}

/**
 * Folds one event into all documents it touches, or into none: when any collection throws, nothing has changed and the
 * error is the caller's. Returns the new versions.
 */
export function foldEvent(
  collections: readonly AnyCollection[],
  event: RecordedEvent,
  touched: Touched,
  documents: Documents,
): FacetVersion[] {
  const versions: FacetVersion[] = [];
  const changes: { collection: number; key: string; body: unknown; textLength: number }[] = [];
  touched.forEach((keys, index) => {
    if (keys.length === 0) return;
    const collection = collections[index] as AnyCollection;
    for (const key of keys) {
      const before = documents.get(index, key);
      const after = collection.evolve(before, event, key);
      if (after === before || after === undefined || (after === null && before === undefined)) continue;
      if (after === null && collection.immutable) {
        throw new Error(`${collection.name} is immutable, yet its document ${key} is removed`);
      }
      const text = after === null ? null : textOf(after);
      versions.push({
        collection: collection.name,
        key: wellFormed(key),
        position: event.position,
        recordedAt: event.recordedAt,
        fields: after === null ? noFields : collection.index(after, event),
        body: text,
      });
      // What is never folded on again need not be remembered.
      if (collection.immutable) continue;
      changes.push({
        collection: index,
        key,
        body: after === null ? undefined : after,
        textLength: text?.length ?? 0,
      });
    }
  });
  for (const { collection, key, body, textLength } of changes)
    documents.set(collection, key, body, textLength);
  return versions;
}

const noFields: Readonly<Record<string, Scalar>> = {};

function textOf(body: unknown): string {
  const text = JSON.stringify(body) as string | undefined;
  if (text === undefined) throw new Error('a document is a JSON value');
  return text;
}

/** Half a surrogate pair has no UTF-8: two different keys would become one in the store. */
function wellFormed(key: string): string {
  if (/\p{Surrogate}/u.test(key)) throw new Error(`a key is well-formed text, not ${JSON.stringify(key)}`);
  return key;
}

/** Why an event is parked. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
