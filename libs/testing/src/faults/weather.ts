import { setTimeout as sleep } from 'node:timers/promises';

/** What a proxy does to its connections now. */
export interface Conditions {
  /** Milliseconds that everything takes longer. */
  readonly delayMs: number;
  /** What passes in a second, per connection and direction. */
  readonly bytesPerSecond: number;
  /** Nothing passes, not even that a connection has ended. */
  readonly silent: boolean;
}

const fair: Conditions = { delayMs: 0, bytesPerSecond: Infinity, silent: false };

/** Conditions that change under way; who waits by them is woken to look again. */
export class Weather {
  #now = fair;
  #changed = new AbortController();

  get now(): Conditions {
    return this.#now;
  }

  change(conditions: Partial<Conditions>): void {
    this.#now = { ...this.#now, ...conditions };
    this.#wake();
  }

  clear(): void {
    this.change(fair);
  }

  /** Resolves after so many milliseconds, or as soon as the conditions change. */
  async wait(ms: number): Promise<void> {
    const { signal } = this.#changed;
    // Timers hold no more than 31 bits; nobody waits for longer than a day.
    await sleep(Math.min(ms, 86_400_000), undefined, { signal }).catch(() => undefined);
  }

  #wake(): void {
    const changed = this.#changed;
    this.#changed = new AbortController();
    changed.abort();
  }
}
