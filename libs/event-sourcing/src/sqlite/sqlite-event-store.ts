import { resolve } from 'node:path';
import type { NewEvent, RecordedEvent } from '@linli/contracts';
import { appendRequest, checkReadOptions } from '../append-request.ts';
import {
  StoreUnavailable,
  type AppendResult,
  type EventStore,
  type ExpectedRevision,
  type FollowOptions,
  type LogPage,
  type ReadAllOptions,
  type ReadStreamOptions,
} from '../event-store.ts';
import { followLog, HeadWatch } from '../following.ts';
import type { LogStats } from './log-reader.ts';
import { ReaderThread } from './reader-thread.ts';
import { RecentEvents } from './recent-events.ts';
import { RecordingClock } from './recording-clock.ts';
import { WriterThread } from './writer-thread.ts';

export interface SqliteEventStoreOptions {
  /** The log: one file, with a few companions beside it (`logFiles`). Folders on the way are made. */
  readonly file: string;
  /**
   * Milliseconds since 1970 UTC, for `recordedAt`; the system's clock when left out. A clock that is given may leap, by
   * up to 366 days behind the last event; the system's may not.
   */
  readonly now?: () => number;
  /** Follow the log of another process: nothing is ever written, new events are noticed within about 25 ms. */
  readonly readOnly?: boolean;
}

/** Whether a log takes appends, and what keeps it from that. */
export type LogState = { readonly writable: true } | { readonly writable: false; readonly reason: string };

const pollEvery = 25;
/** One page of `readAll` as JSON; a page of big events ends early and says where to go on. */
const bytesPerPage = 16_000_000;
/** Events that followers near the head read at a time, for all of them. */
const eventsPerStretch = 500;
/** Rows one `readAll` looks at when its filter keeps few of them. */
const rowsPerPage = 50_000;

/**
 * One log in one SQLite file. Two threads keep the event loop free: the writer makes everything that waits durable with
 * one fsync, the reader has a connection of its own and checks every event against its digest before it hands it on.
 * Opening rejects with `LogInUse`, `LogFormatTooNew`, `DamagedLog` or `StoreUnavailable`.
 */
export class SqliteEventStore implements EventStore {
  /** Absolute path of the log. */
  readonly file: string;
  readonly #clock: RecordingClock | undefined;
  readonly #writer: WriterThread | undefined;
  readonly #reader: ReaderThread;
  readonly #watch: HeadWatch;
  readonly #recent: RecentEvents;
  #closing: Promise<void> | undefined;

  private constructor(
    file: string,
    clock: RecordingClock | undefined,
    writer: WriterThread | undefined,
    reader: ReaderThread,
    watch: HeadWatch,
  ) {
    this.file = file;
    this.#clock = clock;
    this.#writer = writer;
    this.#reader = reader;
    this.#watch = watch;
    this.#recent = new RecentEvents(async (after) => {
      const { events, next, bytes } = await reader.read({ op: 'all', after, limit: eventsPerStretch });
      return { events, position: next, bytes };
    });
  }

  static async open(options: SqliteEventStoreOptions): Promise<SqliteEventStore> {
    const file = resolve(options.file);
    const watch = new HeadWatch(0);
    const onHead = (head: number) => watch.moveTo(head);
    const writing = options.readOnly ? undefined : await WriterThread.start(file, onHead);
    const writer = writing?.thread;
    const clock = writing && new RecordingClock(file, options.now, writing.opened.recordedAt);
    try {
      const { thread, head } = await ReaderThread.start(file, writer ? 0 : pollEvery, onHead);
      watch.moveTo(head);
      return new SqliteEventStore(file, clock, writer, thread, watch);
    } catch (error) {
      await writer?.close();
      throw error;
    }
  }

  async append(
    streamId: string,
    events: readonly NewEvent[],
    expectedRevision: ExpectedRevision,
  ): Promise<AppendResult> {
    this.#mustBeOpen();
    const request = appendRequest(streamId, events, expectedRevision);
    if (!this.#writer || !this.#clock)
      throw new StoreUnavailable('broken', `${this.file} has been opened read-only`);
    return this.#writer.append(request, this.#clock.read());
  }

  /**
   * Whether appends are taken, as far as is known without trying. A full disk is not told here: the next append finds out.
   * A disk that failed is: the log is opened anew every second until what is on the disk has been read and proved.
   */
  state(): LogState {
    if (this.#closing) return { writable: false, reason: this.#closedError().message };
    if (!this.#writer) return { writable: false, reason: `${this.file} has been opened read-only` };
    const reason = this.#writer.failure?.message ?? this.#clock?.wrongness();
    return reason === undefined ? { writable: true } : { writable: false, reason };
  }

  async readStream(streamId: string, options: ReadStreamOptions = {}): Promise<readonly RecordedEvent[]> {
    this.#mustBeOpen();
    checkReadOptions({ from: options.from, limit: options.limit });
    const backwards = options.direction === 'backwards';
    const limit = Math.min(options.limit ?? Infinity, Number.MAX_SAFE_INTEGER);
    let from = Math.min(options.from ?? (backwards ? Infinity : 0), Number.MAX_SAFE_INTEGER);
    let events: RecordedEvent[] = [];
    for (;;) {
      const wanted = limit - events.length;
      const piece = await this.#reader.read({ op: 'stream', streamId, from, backwards, limit: wanted });
      events = events.length === 0 ? piece.events : events.concat(piece.events);
      if (piece.done) return events;
      from = piece.next;
    }
  }

  async readAll(options: ReadAllOptions): Promise<LogPage> {
    this.#mustBeOpen();
    checkReadOptions({ after: options.after, limit: options.limit });
    const limit = Math.min(options.limit, Number.MAX_SAFE_INTEGER);
    let events: RecordedEvent[] = [];
    let bytes = 0;
    let after = options.after;
    for (;;) {
      const piece = await this.#piece(after, limit - events.length, options);
      // Damage further on is told when the reader gets there: what is sound before it is delivered first.
      if (!piece) return { events, position: after, head: this.#watch.head };
      events = events.length === 0 ? piece.events : events.concat(piece.events);
      bytes += piece.bytes;
      after = piece.next;
      const full = events.length >= limit || bytes >= bytesPerPage;
      if (piece.done || full || after - options.after >= rowsPerPage)
        return { events, position: after, head: piece.head };
    }
  }

  follow(options: FollowOptions): AsyncIterable<LogPage> {
    checkReadOptions({ after: options.after, limit: options.batchSize });
    return followLog(
      {
        readAll: async (page) => {
          this.#mustBeOpen();
          return (await this.#recent.page(page, this.#watch.head)) ?? this.readAll(page);
        },
        pastPosition: (position, signal) => this.#watch.past(position, signal),
      },
      options,
    );
  }

  async head(): Promise<number> {
    this.#mustBeOpen();
    return (await this.#reader.stats()).events;
  }

  /** How many events the log holds and how many bytes it takes on disk. */
  async stats(): Promise<LogStats> {
    this.#mustBeOpen();
    return this.#reader.stats();
  }

  /** Waits for the appends under way, then closes the file. Whoever still follows the log gets `StoreUnavailable`. */
  close(): Promise<void> {
    this.#closing ??= (async () => {
      this.#watch.fail(this.#closedError());
      await this.#reader.close();
      // Last, so that its connection is the one that folds the write-ahead log into the file.
      await this.#writer?.close();
    })();
    return this.#closing;
  }

  /** `undefined` when the piece behind what this call has already read is damaged. */
  async #piece(after: number, limit: number, { after: start, filter }: ReadAllOptions) {
    try {
      return await this.#reader.read({ op: 'all', after, limit, ...filter });
    } catch (error) {
      if (after > start && !(error instanceof StoreUnavailable)) return undefined;
      throw error;
    }
  }

  #mustBeOpen(): void {
    if (this.#closing) throw this.#closedError();
  }

  #closedError(): StoreUnavailable {
    return new StoreUnavailable('closed', `${this.file}: the event store has been closed`);
  }
}
