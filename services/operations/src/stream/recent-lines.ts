import type { SourceId } from '@linli/event-bus';
import type { FeedLine } from './feed-source.ts';
import { furthest, type Positions } from './cursor.ts';

/** A line on its way out; its JSON is written once, however many filters it passes. */
export interface Line extends FeedLine {
  readonly json: string;
}

/**
 * The last lines of the feed in the order they were published. Published lines wait in it until they are flushed;
 * flushed ones stay for clients that come back after a short cut, so that they need no look into the store.
 */
export class RecentLines {
  readonly #capacity: number;
  #lines: Line[] = [];
  #flushed = 0;
  #published: Positions;
  #flushedTo: Positions;
  #base: Positions;

  constructor(capacity: number, start: Positions) {
    this.#capacity = capacity;
    this.#published = start;
    this.#flushedTo = start;
    this.#base = start;
  }

  /** Everything up to here has been published; nothing behind it has. */
  get published(): Positions {
    return this.#published;
  }

  /** Everything up to here has been flushed: where a live client stands. */
  get flushedTo(): Positions {
    return this.#flushedTo;
  }

  /** Lines behind here are in memory; earlier ones are in the store alone. */
  get base(): Positions {
    return this.#base;
  }

  get hasPending(): boolean {
    return this.#flushed < this.#lines.length;
  }

  publish(reached: Positions, lines: readonly Line[]): void {
    for (const line of lines) this.#lines.push(line);
    this.#published = furthest(this.#published, reached);
    if (!this.hasPending) this.#flushedTo = this.#published;
  }

  /** Progress nobody listens to: remembered as a place, not as lines. */
  skip(reached: Positions): void {
    this.#published = furthest(this.#published, reached);
    this.#flushedTo = this.#published;
    this.#base = this.#published;
    this.#lines = [];
    this.#flushed = 0;
  }

  /** The lines that wait, handed over once. */
  flush(): readonly Line[] {
    const lines = this.#lines.slice(this.#flushed);
    this.#flushedTo = this.#published;
    this.#flushed = this.#lines.length;
    // Trimmed when twice too long: cutting an array's head at every flush would cost more than the lines do.
    if (this.#flushed > 2 * this.#capacity) {
      const cut = this.#flushed - this.#capacity;
      const base: Record<SourceId, number> = { ...this.#base };
      for (const line of this.#lines.slice(0, cut)) base[line.source] = line.position;
      this.#base = base;
      this.#lines = this.#lines.slice(cut);
      this.#flushed = this.#lines.length;
    }
    return lines;
  }

  /** Flushed lines somebody at `positions` has not seen; only complete when `positions` cover `base`. */
  since(positions: Positions): readonly Line[] {
    return this.#lines
      .slice(0, this.#flushed)
      .filter(({ source, position }) => position > (positions[source] ?? 0));
  }
}
