import type { RecordedEvent } from '@linli/contracts';
import type { EventFilter, LogPage, ReadAllOptions } from '../event-store.ts';

/** A stretch of the log without a gap, read, checked and decoded. */
export interface LogStretch {
  readonly events: readonly RecordedEvent[];
  /** Last position of the stretch. */
  readonly position: number;
  /** What its events take as JSON. */
  readonly bytes: number;
}

/** How far behind the head a follower may be to share what the others read. */
const nearHead = 2_000;
/** Bytes of JSON; the oldest stretches go first. */
const keptBytes = 4_000_000;

/**
 * The end of a log in memory, for all who follow it there: each event is read, checked and decoded once, however many
 * they are and whatever each of them keeps. Whoever is further behind reads for himself.
 */
export class RecentEvents {
  readonly #read: (after: number) => Promise<LogStretch>;
  /** The position behind which the first stretch begins. */
  #start = 0;
  #stretches: LogStretch[] = [];
  #coming: Promise<void> | undefined;

  /** @param read the stretch behind a position, without a filter */
  constructor(read: (after: number) => Promise<LogStretch>) {
    this.#read = read;
  }

  /** The page that `readAll` would give, undefined when it begins too far behind the head. */
  async page({ after, filter, limit }: ReadAllOptions, head: number): Promise<LogPage | undefined> {
    if (after >= head) return { events: [], position: after, head };
    while (after >= this.#end) {
      if (this.#coming) await this.#coming;
      else if (head - after > nearHead) return undefined;
      else await this.#extend(after);
    }
    return after < this.#start ? undefined : this.#pageOf(after, limit, filter, head);
  }

  get #end(): number {
    return this.#stretches.at(-1)?.position ?? 0;
  }

  /** Reads on behind a position; what is kept begins there when it does not reach that far. */
  async #extend(after: number): Promise<void> {
    this.#coming = this.#take(after);
    try {
      await this.#coming;
    } finally {
      this.#coming = undefined;
    }
  }

  async #take(after: number): Promise<void> {
    const stretch = await this.#read(after);
    if (after !== this.#end || this.#stretches.length === 0) {
      this.#stretches = [];
      this.#start = after;
    }
    this.#stretches.push(stretch);
    let bytes = this.#stretches.reduce((sum, kept) => sum + kept.bytes, 0);
    while (bytes > keptBytes && this.#stretches.length > 1) {
      const [oldest] = this.#stretches.splice(0, 1) as [LogStretch];
      this.#start = oldest.position;
      bytes -= oldest.bytes;
    }
  }

  #pageOf(after: number, limit: number, filter: EventFilter | undefined, head: number): LogPage {
    const types = filter?.types && new Set(filter.types);
    const prefix = filter?.streamPrefix ?? '';
    const events: RecordedEvent[] = [];
    let position = after;
    for (const stretch of this.#stretches) {
      if (stretch.position <= after) continue;
      for (const event of stretch.events) {
        if (event.position <= after) continue;
        if (!event.streamId.startsWith(prefix) || (types && !types.has(event.type))) continue;
        events.push(event);
        if (events.length < limit) continue;
        return { events, position: event.position, head: Math.max(head, this.#end) };
      }
      position = stretch.position;
    }
    return { events, position, head: Math.max(head, this.#end) };
  }
}
