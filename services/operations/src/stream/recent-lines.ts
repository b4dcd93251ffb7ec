import type { SourceId } from '@linli/event-bus';
import type { FeedItem } from '../api.ts';
import type { Positions } from './cursor.ts';

/** A line of the feed on its way out; its JSON is written once, whoever reads it. */
export interface Line {
  readonly source: SourceId;
  readonly position: number;
  readonly item: FeedItem;
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
  /** Everything up to here has been published; nothing after it has. */
  #published: Positions;
  /** Everything up to here has been flushed. */
  #flushedTo: Positions;
  /** Lines after here are in memory; earlier ones are in the store alone. */
  #base: Positions;

  constructor(capacity: number, start: Positions) {
    this.#capacity = capacity;
    this.#published = start;
    this.#flushedTo = start;
    this.#base = start;
  }

  get published(): Positions {
    return this.#published;
  }

  get flushedTo(): Positions {
    return this.#flushedTo;
  }

  get base(): Positions {
    return this.#base;
  }

  get hasPending(): boolean {
    return this.#flushed < this.#lines.length;
  }

  /** `position` is how far the batch reaches: at least that of its last line. */
  publish(source: SourceId, position: number, lines: readonly Line[]): void {
    for (const line of lines) this.#lines.push(line);
    this.#published = { ...this.#published, [source]: position };
    if (lines.length === 0 && !this.hasPending) this.#flushedTo = this.#published;
  }

  /** Progress nobody listens to: remembered as a place, not as lines. */
  skip(source: SourceId, position: number): void {
    this.#published = { ...this.#published, [source]: position };
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
    // Trimmed by halves: cutting an array's head at every flush would cost more than the lines do.
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
