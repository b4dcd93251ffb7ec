import type { NewEvent, RecordedEvent } from '@linli/contracts';
import { appendRequest, checkReadOptions } from '../append-request.ts';
import {
  RevisionConflict,
  StoreUnavailable,
  type AppendResult,
  type EventStore,
  type ExpectedRevision,
  type FollowOptions,
  type LogPage,
  type ReadAllOptions,
  type ReadStreamOptions,
} from '../event-store.ts';
import { followLog } from '../following.ts';
import { connectionSettings, type KurrentLogin } from './connection-url.ts';
import { errorOf } from './failures.ts';
import type { KurrentJournal } from './journal.ts';
import { KnownCommands } from './known-commands.ts';
import { LogConnection } from './log-connection.ts';
import { LogReader } from './log-reader.ts';
import { LogTail } from './log-tail.ts';
import { LogWriter, placed } from './log-writer.ts';
import { patiently } from './patience.ts';
import { ServerNames } from './server-names.ts';

export interface KurrentEventStoreOptions {
  /** Connection string as KurrentDB documents it: `kurrentdb://user:password@host:2113?tls=true`. */
  readonly url: string;
  /** Instead of user name and password within `url`. */
  readonly login?: KurrentLogin;
  /**
   * Name of this log on the server, which others may share: `incidents`, or `wuhan.incidents` where several cities do.
   * Lower-case letters, digits, `.`, `-` and `_`, a letter or digit first. All of the log's streams and event types begin with it.
   */
  readonly log: string;
  /** Milliseconds that a call keeps trying while the server is away; then it is `StoreUnavailable`. Default 10,000. */
  readonly patience?: number;
  readonly journal?: KurrentJournal;
}

const defaultPatience = 10_000;
/** Command ids kept in memory over all streams: about 20 MB. */
const knownCommands = 100_000;
/** One page of `readAll`; a page of big events ends early and says where to go on. */
const bytesPerPage = 16_000_000;

/**
 * One log in a KurrentDB (EventStoreDB) server or cluster, among others. Positions are those of the server's $all, so they
 * grow but are not dense; what others write there is never seen. The user of the connection must be allowed to read $all
 * and to read and write the streams of the log.
 *
 * Recorded time is the server's. `DamagedEvent` is never thrown: the server checks its own bytes. Nor is
 * `StoreUnavailable` ever `full`: a server without space goes away, and does not say why.
 * Opening rejects with `StoreUnavailable`, or `TypeError` when the options are wrong.
 */
export class KurrentEventStore implements EventStore {
  readonly #location: string;
  readonly #patience: number;
  readonly #connection: LogConnection;
  readonly #reader: LogReader;
  readonly #tail: LogTail;
  readonly #writer: LogWriter;
  readonly #known = new KnownCommands(knownCommands);
  readonly #closed = new AbortController();
  #closing: Promise<void> | undefined;

  private constructor(options: KurrentEventStoreOptions) {
    const settings = connectionSettings(options.url, options.login);
    const names = new ServerNames(options.log);
    this.#location = `kurrentdb://${settings.hosts} ${names.log}`;
    this.#patience = options.patience ?? defaultPatience;
    this.#connection = new LogConnection(settings, this.#patience / 2);
    this.#reader = new LogReader(this.#connection, names, this.#location);
    this.#tail = new LogTail(this.#reader, options.journal);
    this.#writer = new LogWriter(this.#connection, this.#reader, this.#tail, this.#known, this.#patience);
  }

  static async open(options: KurrentEventStoreOptions): Promise<KurrentEventStore> {
    const store = new KurrentEventStore(options);
    try {
      await store.#ask(() => store.#tail.start());
      return store;
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  append(
    streamId: string,
    events: readonly NewEvent[],
    expectedRevision: ExpectedRevision,
  ): Promise<AppendResult> {
    return this.#answered(async () => {
      this.#mustBeOpen();
      return this.#writer.append(appendRequest(streamId, events, expectedRevision));
    });
  }

  async readStream(streamId: string, options: ReadStreamOptions = {}): Promise<readonly RecordedEvent[]> {
    this.#mustBeOpen();
    checkReadOptions({ from: options.from, limit: options.limit });
    const { from, limit } = options;
    const backwards = options.direction === 'backwards';
    const read = {
      stream: streamId,
      backwards,
      ...(from !== undefined && { from }),
      ...(limit !== undefined && { limit }),
    };
    const events = await this.#ask(async () =>
      (await this.#reader.stream(read)).map((sent) => this.#reader.decode(sent)),
    );
    // Whoever reads a stream to its end is about to append to it.
    if (!backwards && limit === undefined) this.#known.learn(streamId, from ?? 0, events.map(placed));
    return events;
  }

  async readAll(options: ReadAllOptions): Promise<LogPage> {
    this.#mustBeOpen();
    checkReadOptions({ after: options.after, limit: options.limit });
    return this.#ask(() => this.#page(options));
  }

  follow(options: FollowOptions): AsyncIterable<LogPage> {
    checkReadOptions({ after: options.after, limit: options.batchSize });
    return followLog(
      {
        readAll: async (page) =>
          this.#tail.page(page.after, page.filter, page.limit) ?? this.#pageInTheEnd(page, options.signal),
        pastPosition: (position, signal) => this.#tail.watch.past(position, signal),
      },
      options,
    );
  }

  async head(): Promise<number> {
    this.#mustBeOpen();
    return this.#ask(() => this.#tail.head());
  }

  /** Waits for the appends under way, then ends every call and closes the connection. Followers get `StoreUnavailable`. */
  close(): Promise<void> {
    this.#closing ??= (async () => {
      this.#tail.watch.fail(this.#closedError());
      await this.#writer.idle();
      this.#closed.abort();
      const stopped = this.#tail.stop();
      await this.#connection.close();
      await stopped;
    })();
    return this.#closing;
  }

  async #page({ after, filter, limit }: ReadAllOptions): Promise<LogPage> {
    // Looked up before the events are read: when the read comes to its end, all up to here has been looked at.
    let head = await this.#tail.head();
    if (after >= head || filter?.types?.length === 0)
      return { events: [], position: Math.max(after, head), head };
    const events: RecordedEvent[] = [];
    let position = after;
    let bytes = 0;
    for await (const sent of this.#reader.behind(after, filter, limit)) {
      const event = this.#reader.decode(sent);
      events.push(event);
      bytes += sent.getData_asU8().length;
      ({ position } = event);
      head = Math.max(head, position);
      if (events.length === limit || bytes >= bytesPerPage) return { events, position, head };
    }
    return { events, position: head, head };
  }

  /** A page from the server, however long that is away; an empty one that goes nowhere when the reader leaves. */
  async #pageInTheEnd(options: ReadAllOptions, signal: AbortSignal): Promise<LogPage> {
    const { after } = options;
    const nothing: LogPage = { events: [], position: after, head: after };
    const left = new Promise<LogPage>((resolve) => {
      signal.addEventListener('abort', () => resolve(nothing), { once: true });
    });
    const ended = AbortSignal.any([signal, this.#closed.signal]);
    const page = this.#answered(() => patiently(() => this.#page(options), Infinity, ended));
    return Promise.race([left, page]);
  }

  /** Asks the server as long as there is patience, and tells failures as those of a store. */
  #ask<Result>(call: () => Promise<Result>): Promise<Result> {
    return this.#answered(() => patiently(call, this.#patience, this.#closed.signal));
  }

  async #answered<Result>(call: () => Promise<Result>): Promise<Result> {
    try {
      return await call();
    } catch (error) {
      if (error instanceof RevisionConflict || error instanceof StoreUnavailable) throw error;
      throw this.#closed.signal.aborted ? this.#closedError() : errorOf(this.#location, error);
    }
  }

  #mustBeOpen(): void {
    if (this.#closing) throw this.#closedError();
  }

  #closedError(): StoreUnavailable {
    return new StoreUnavailable('closed', `${this.#location}: the event store has been closed`);
  }
}
