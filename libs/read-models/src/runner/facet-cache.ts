import type { Documents } from './fold.ts';

/** Stands for "there is no such document", which is worth remembering too. */
const absent = Symbol('absent');
type Entry = NonNullable<unknown>;
type Entries = Map<string, Entry>;

/**
 * Latest facets of one source: those of batches that are not stored yet, which must not be forgotten, and of the rest
 * those used lately, so that a batch seldom has to read before it folds.
 */
export class FacetCache implements Documents {
  readonly #collections: readonly CollectionCache[];

  /** Keeps at least `perCollection` documents of each, at most twice as many. */
  constructor(collections: number, perCollection: number) {
    this.#collections = Array.from({ length: collections }, () => new CollectionCache(perCollection));
  }

  /** Whether a document is known; it then stays known until the batch is sealed. Otherwise it has to be `loaded`. */
  hold(collection: number, key: string): boolean {
    return this.#of(collection).hold(key);
  }

  /** A document that is held, loaded or folded in this batch. */
  get(collection: number, key: string): unknown {
    const entry = this.#of(collection).current(key);
    return entry === absent ? undefined : entry;
  }

  /** What the fold has made of a document. */
  set(collection: number, key: string, body: unknown): void {
    this.#of(collection).change(key, body === undefined ? absent : (body as Entry));
  }

  /** What the store holds of a document. */
  loaded(collection: number, key: string, body: unknown): void {
    this.#of(collection).loaded(key, body === undefined ? absent : (body as Entry));
  }

  /** Ends a batch; the answer is called once it is stored, batch by batch in their order. */
  seal(): () => void {
    const seals = this.#collections.map((collection) => collection.seal());
    return () => {
      for (const stored of seals) stored();
    };
  }

  /** Nothing that was folded since the last stored batch holds any more. */
  clear(): void {
    for (const collection of this.#collections) collection.clear();
  }

  #of(collection: number): CollectionCache {
    return this.#collections[collection] as CollectionCache;
  }
}

/**
 * What is stored is kept in two maps, one filling up, one full. An entry that is used moves to the filling one; when
 * that is full too, the other goes with all that nobody has used since. Half the price of a list of last uses.
 */
class CollectionCache {
  readonly #limit: number;
  #young: Entries = new Map();
  #old: Entries = new Map();
  /** What the batch in hand is folded on: nothing that is used later may make room for it. */
  #held: Entries = new Map();
  #changes: Entries = new Map();
  /** Changes of sealed batches that are not stored yet, the latest first. */
  #underWay: Entries[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  hold(key: string): boolean {
    if (this.#held.has(key) || this.#changes.has(key)) return true;
    const entry = this.#known(key);
    if (entry === undefined) return false;
    this.#held.set(key, entry);
    return true;
  }

  loaded(key: string, entry: Entry): void {
    this.#held.set(key, entry);
  }

  current(key: string): Entry | undefined {
    return this.#changes.get(key) ?? this.#held.get(key);
  }

  change(key: string, entry: Entry): void {
    this.#changes.set(key, entry);
  }

  seal(): () => void {
    const changes = this.#changes;
    for (const [key, entry] of this.#held) if (!changes.has(key)) this.#keep(key, entry);
    this.#held = new Map();
    this.#changes = new Map();
    this.#underWay.unshift(changes);
    return () => {
      for (const [key, entry] of changes) this.#keep(key, entry);
      this.#underWay = this.#underWay.filter((other) => other !== changes);
    };
  }

  clear(): void {
    this.#young = new Map();
    this.#old = new Map();
    this.#held = new Map();
    this.#changes = new Map();
    this.#underWay = [];
  }

  #known(key: string): Entry | undefined {
    for (const changes of this.#underWay) {
      const entry = changes.get(key);
      if (entry !== undefined) return entry;
    }
    return this.#young.get(key) ?? this.#old.get(key);
  }

  #keep(key: string, entry: Entry): void {
    if (this.#young.size >= this.#limit) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, entry);
  }
}
