/** A data key in the clear; the bytes are zeroed when it leaves the cache, so they are used at once or not at all. */
export interface DataKey {
  readonly id: string;
  readonly bytes: Buffer;
}

const capacity = 10_000;
const lifetimeMs = 5 * 60_000;

/** Data keys by subject and group, for five minutes at most. The oldest leaves first. */
export class KeyCache {
  readonly #now: () => number;
  readonly #capacity: number;
  /** In the order of their coming, which is that of their going. */
  readonly #entries = new Map<string, { readonly key: DataKey; readonly since: number }>();

  constructor(now: () => number, size = capacity) {
    this.#now = now;
    this.#capacity = size;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(owner: string): DataKey | undefined {
    this.sweep();
    return this.#entries.get(owner)?.key;
  }

  put(owner: string, key: DataKey): void {
    this.drop(owner);
    this.sweep();
    const [oldest] = this.#entries.keys();
    if (this.#entries.size >= this.#capacity && oldest !== undefined) this.drop(oldest);
    this.#entries.set(owner, { key, since: this.#now() });
  }

  drop(owner: string): void {
    this.#entries.get(owner)?.key.bytes.fill(0);
    this.#entries.delete(owner);
  }

  /** Drops what has been here for too long. */
  sweep(): void {
    const now = this.#now();
    for (const [owner, { since }] of this.#entries) {
      // A clock that was set back says nothing of how long it has been.
      if (since <= now && now < since + lifetimeMs) return;
      this.drop(owner);
    }
  }

  clear(): void {
    for (const owner of [...this.#entries.keys()]) this.drop(owner);
  }
}
