import type { Documents } from './fold.ts';
import { type FoldMemory, heapBytes } from './fold-memory.ts';

/** Stands for "there is no such document", which is worth remembering too. */
const absent = Symbol('absent');

interface Entry {
  readonly body: NonNullable<unknown>;
  readonly bytes: number;
}
type Entries = Map<string, Entry>;

function entryOf(key: string, body: unknown, textLength: number): Entry {
  return {
    body: body === undefined ? absent : (body as NonNullable<unknown>),
    bytes: heapBytes(key, textLength),
  };
}

/**
 * Latest facets of one source: those of batches that are not stored yet, which must not be forgotten, and of the rest
 * those used lately, as far as the memory of the process goes, so that a batch seldom has to read before it folds.
 */
export class FacetCache implements Documents {
  readonly #memory: FoldMemory;
  readonly #collections: readonly CollectionCache[];

  constructor(collections: number, memory: FoldMemory) {
    this.#memory = memory;
    this.#collections = Array.from({ length: collections }, () => new CollectionCache(memory));
  }

  /** Whether a document is known; it then stays known until the batch is sealed. Otherwise it has to be `loaded`. */
  hold(collection: number, key: string): boolean {
    return this.#of(collection).hold(key);
  }

  /** A document that is held, loaded or folded in this batch. */
  get(collection: number, key: string): unknown {
    const body = this.#of(collection).current(key)?.body;
    return body === absent ? undefined : body;
  }

  /** What the fold has made of a document, whose text has that length. */
  set(collection: number, key: string, body: unknown, textLength: number): void {
    this.#of(collection).change(key, entryOf(key, body, textLength));
  }

  /** What the store holds of a document. */
  loaded(collection: number, key: string, body: unknown): void {
    const textLength = body === undefined ? 0 : JSON.stringify(body).length;
    this.#of(collection).loaded(key, entryOf(key, body, textLength));
  }

  /** Bytes of what the batch in hand is folded on, and of what it has changed. */
  get inHand(): number {
    return this.#collections.reduce((sum, collection) => sum + collection.inHand, 0);
  }

  /** Ends a batch; the answer is called once it is stored, batch by batch in their order. */
  seal(): () => void {
    const seals = this.#collections.map((collection) => collection.seal());
    return () => {
      for (const stored of seals) stored();
    };
  }

  /** Nothing that was folded since the last stored batch holds any more, and nothing is kept. */
  clear(): void {
    for (const collection of this.#collections) {
      collection.clear();
      this.#memory.leave(collection);
    }
  }

  #of(collection: number): CollectionCache {
    return this.#collections[collection] as CollectionCache;
  }
}

/** What is stored is kept in two maps, one filling up, one full. An entry that is used moves to the filling one. */
class CollectionCache {
  readonly #memory: FoldMemory;
  #young: Entries = new Map();
  #old: Entries = new Map();
  #youngBytes = 0;
  #oldBytes = 0;
  /** What the batch in hand is folded on: nothing that is used later may make room for it. */
  #held: Entries = new Map();
  #changes: Entries = new Map();
  /** Bytes of both. */
  inHand = 0;
  /** Changes of sealed batches that are not stored yet, the latest first. */
  #underWay: Entries[] = [];

  constructor(memory: FoldMemory) {
    this.#memory = memory;
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
    this.inHand += entry.bytes;
  }

  current(key: string): Entry | undefined {
    return this.#changes.get(key) ?? this.#held.get(key);
  }

  change(key: string, entry: Entry): void {
    this.inHand += entry.bytes - (this.#changes.get(key)?.bytes ?? 0);
    this.#changes.set(key, entry);
  }

  seal(): () => void {
    const changes = this.#changes;
    const held = this.#held;
    this.#held = new Map();
    this.#changes = new Map();
    this.inHand = 0;
    this.#underWay.unshift(changes);
    for (const [key, entry] of held) if (!changes.has(key)) this.#keep(key, entry);
    return () => {
      for (const [key, entry] of changes) this.#keep(key, entry);
      this.#underWay = this.#underWay.filter((other) => other !== changes);
    };
  }

  clear(): void {
    this.#memory.release(this.#youngBytes, this.#oldBytes);
    this.#young = new Map();
    this.#old = new Map();
    this.#youngBytes = 0;
    this.#oldBytes = 0;
    this.#held = new Map();
    this.#changes = new Map();
    this.inHand = 0;
    this.#underWay = [];
  }

  age(): void {
    this.#old = this.#young;
    this.#oldBytes = this.#youngBytes;
    this.#young = new Map();
    this.#youngBytes = 0;
  }

  #known(key: string): Entry | undefined {
    for (const changes of this.#underWay) {
      const entry = changes.get(key);
      if (entry !== undefined) return entry;
    }
    return this.#young.get(key) ?? this.#old.get(key);
  }

  #keep(key: string, entry: Entry): void {
    const young = this.#young.get(key)?.bytes ?? 0;
    const old = this.#old.get(key)?.bytes ?? 0;
    if (old > 0) this.#old.delete(key);
    this.#young.set(key, entry);
    this.#youngBytes += entry.bytes - young;
    this.#oldBytes -= old;
    this.#memory.release(young, old);
    this.#memory.keep(this, entry.bytes);
  }
}
