import { LRUCache } from 'lru-cache';
import type { Documents } from './fold.ts';

/** Stands for "there is no such document", which is worth remembering too. */
const absent = Symbol('absent');
type Entry = NonNullable<unknown>;

/**
 * Latest facets of one source: those of batches that are not stored yet, which must not be forgotten, and the most
 * recently used of the rest, so that a batch seldom has to read before it folds. Bounded by `perCollection` documents.
 */
export class FacetCache implements Documents {
  readonly #stored: readonly LRUCache<string, Entry>[];
  readonly #unstored: readonly Map<string, Entry>[];
  #changed: Map<string, Entry>[] = [];

  constructor(collections: number, perCollection: number) {
    this.#stored = Array.from({ length: collections }, () => new LRUCache({ max: perCollection }));
    this.#unstored = Array.from({ length: collections }, () => new Map());
    this.#changed = this.#emptyChanges();
  }

  has(collection: number, key: string): boolean {
    return at(this.#unstored, collection).has(key) || at(this.#stored, collection).has(key);
  }

  get(collection: number, key: string): unknown {
    const entry = at(this.#unstored, collection).get(key) ?? at(this.#stored, collection).get(key);
    return entry === absent ? undefined : entry;
  }

  /** What the fold has made of a document. */
  set(collection: number, key: string, body: unknown): void {
    const entry = body === undefined ? absent : (body as Entry);
    at(this.#unstored, collection).set(key, entry);
    at(this.#changed, collection).set(key, entry);
  }

  /** What the store holds of a document. */
  loaded(collection: number, key: string, body: unknown): void {
    at(this.#stored, collection).set(key, body === undefined ? absent : (body as Entry));
  }

  /** Ends a batch; the answer is called once it is stored. */
  seal(): () => void {
    const changed = this.#changed;
    this.#changed = this.#emptyChanges();
    return () => {
      changed.forEach((entries, collection) => {
        const unstored = at(this.#unstored, collection);
        const stored = at(this.#stored, collection);
        for (const [key, entry] of entries) {
          // A later batch may have changed it again; then that one's value stays in force.
          if (unstored.get(key) !== entry) continue;
          unstored.delete(key);
          stored.set(key, entry);
        }
      });
    };
  }

  /** Nothing that was folded since the last stored batch holds any more. */
  clear(): void {
    for (const unstored of this.#unstored) unstored.clear();
    for (const stored of this.#stored) stored.clear();
    this.#changed = this.#emptyChanges();
  }

  #emptyChanges(): Map<string, Entry>[] {
    return this.#unstored.map(() => new Map<string, Entry>());
  }
}

function at<T>(list: readonly T[], index: number): T {
  return list[index] as T;
}
