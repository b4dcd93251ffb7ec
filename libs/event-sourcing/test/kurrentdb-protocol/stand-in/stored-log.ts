/** An event as the server keeps it: one record of its transaction log. */
export interface StoredEvent {
  /** Where its record begins, in bytes from the beginning of the log: commit and prepare position alike. */
  readonly position: bigint;
  readonly streamId: string;
  readonly revision: bigint;
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
  /** Milliseconds since 1970 UTC. */
  readonly created: number;
}

export interface ProposedEvent {
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

export type Expected = bigint | 'no-stream' | 'any' | 'stream-exists';

export type AppendOutcome =
  | { readonly result: 'success'; readonly revision: bigint; readonly position: bigint }
  /** `current` is undefined when the stream does not exist. */
  | { readonly result: 'wrong-expected-version'; readonly current: bigint | undefined }
  | { readonly result: 'stream-deleted' };

interface Stream {
  readonly events: StoredEvent[];
  readonly byId: Map<string, StoredEvent>;
  /** Events before this revision are gone for readers of the stream, though $all still shows them until a scavenge. */
  truncateBefore: bigint;
  tombstoned: boolean;
}

/** So far into the log as one that has been in use for a while: no position fits into 32 bits. */
const firstPosition = 8_589_934_592n;
/** What a record takes besides its names, data and metadata. */
const recordOverhead = 104;

/**
 * What a KurrentDB server keeps and by which rules it takes an append, written from its documentation and behaviour:
 * positions are byte offsets, so they grow but are not dense; an append is whole or not at all; an append that repeats
 * event ids is taken for a repetition where a stale revision was expected, or none.
 */
export class StoredLog {
  readonly #events: StoredEvent[] = [];
  readonly #streams = new Map<string, Stream>();
  readonly #watchers = new Set<() => void>();
  #next = firstPosition;
  /** When the last append was taken; what the server writes itself it dates alike. */
  #time = 0;
  /** Milliseconds since 1970 UTC; may go backwards. */
  now: () => number = Date.now;

  /** Every record in order, those of system streams among them. */
  get events(): readonly StoredEvent[] {
    return this.#events;
  }

  /** Where the next record will begin. */
  get end(): bigint {
    return this.#next;
  }

  /** Whether a record begins here, or none does yet. A reader that starts anywhere else is refused. */
  isBoundary(position: bigint): boolean {
    if (position >= this.#next || position === 0n) return true;
    return this.#events[this.indexAt(position)]?.position === position;
  }

  /** Index of the first record at or after the position. */
  indexAt(position: bigint): number {
    let low = 0;
    let high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#events[middle] as StoredEvent).position < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** What a reader of the stream sees; `undefined` when it does not exist, `deleted` for good when it was tombstoned. */
  stream(streamId: string): readonly StoredEvent[] | 'deleted' | undefined {
    const stream = this.#streams.get(streamId);
    if (stream?.tombstoned) return 'deleted';
    if (stream === undefined) return undefined;
    const seen = stream.events.slice(Number(stream.truncateBefore));
    return seen.length === 0 ? undefined : seen;
  }

  append(
    streamId: string,
    expected: Expected,
    proposed: readonly ProposedEvent[],
    created = (this.#time = this.now()),
  ): AppendOutcome {
    const stream = this.#streams.get(streamId) ?? newStream();
    if (stream.tombstoned) return { result: 'stream-deleted' };
    const current = BigInt(stream.events.length) - 1n;
    const decision = decide(stream, current, expected, proposed);
    if (decision !== 'write') return decision;
    this.#streams.set(streamId, stream);
    for (const event of proposed) {
      const stored = {
        ...event,
        streamId,
        revision: BigInt(stream.events.length),
        position: this.#next,
        created,
      };
      stream.events.push(stored);
      stream.byId.set(stored.id, stored);
      this.#events.push(stored);
      this.#next += BigInt(recordOverhead + event.data.length + event.metadata.length + event.type.length);
    }
    // All at once: a reader never sees a part of an append.
    for (const notify of this.#watchers) notify();
    const last = stream.events.at(-1) as StoredEvent;
    return { result: 'success', revision: last.revision, position: last.position };
  }

  /** Hides the stream's events before a revision; the change itself is an event of the metadata stream. */
  truncateBefore(streamId: string, revision: bigint): void {
    const stream = this.#streams.get(streamId);
    if (stream) stream.truncateBefore = revision;
    this.writeSystemEvent(`$$${streamId}`, '$metadata', { $tb: Number(revision) });
  }

  /** Deletes the stream for good: nothing can ever be appended to it again. */
  tombstone(streamId: string): void {
    const stream = this.#streams.get(streamId);
    if (stream) stream.tombstoned = true;
  }

  writeSystemEvent(streamId: string, type: string, data: unknown): void {
    const event = {
      id: crypto.randomUUID(),
      type,
      contentType: 'application/json',
      data: Buffer.from(JSON.stringify(data)),
      metadata: new Uint8Array(),
    };
    this.append(streamId, 'any', [event], this.#time);
  }

  /** Calls back after every append, until the function returned is called. */
  watch(notify: () => void): () => void {
    this.#watchers.add(notify);
    return () => this.#watchers.delete(notify);
  }
}

function newStream(): Stream {
  return { events: [], byId: new Map(), truncateBefore: 0n, tombstoned: false };
}

/** Whether an append is written, refused, or taken for one that has been written before. */
function decide(
  stream: Stream,
  current: bigint,
  expected: Expected,
  proposed: readonly ProposedEvent[],
): AppendOutcome | 'write' {
  const conflict: AppendOutcome = {
    result: 'wrong-expected-version',
    current: current < 0n ? undefined : current,
  };
  if (expected === 'any' || expected === 'stream-exists') {
    if (expected === 'stream-exists' && current < 0n) return conflict;
    const known = proposed.map((event) => stream.byId.get(event.id));
    if (known.every((event) => event === undefined)) return 'write';
    const last = known.at(-1);
    return known[0] && last ? successOf(last) : conflict;
  }
  const revision = expected === 'no-stream' ? -1n : expected;
  if (revision === current) return 'write';
  // A soft-deleted stream takes an append that expects none, and counts on.
  if (revision === -1n && stream.truncateBefore > current) return 'write';
  if (revision > current) return conflict;
  const there = proposed.map((_, index) => stream.events[Number(revision) + 1 + index]);
  if (!proposed.every((event, index) => there[index]?.id === event.id)) return conflict;
  return successOf(there.at(-1) as StoredEvent);
}

function successOf({ revision, position }: StoredEvent): AppendOutcome {
  return { result: 'success', revision, position };
}
