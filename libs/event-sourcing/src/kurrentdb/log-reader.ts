import type { RecordedEvent } from '@linli/contracts';
import type { EventFilter } from '../event-store.ts';
import type {
  ReadReq,
  ReadResp,
} from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import { decoded, positionOf, recordedAtOf, streamOf, type SentEvent } from './event-encoding.ts';
import { isRefusal } from './failures.ts';
import type { LogConnection } from './log-connection.ts';
import {
  allRead,
  allSubscription,
  streamRead,
  type AllFilter,
  type AllRead,
  type StreamRead,
} from './requests.ts';
import type { ServerNames } from './server-names.ts';

/** Where the log of one context ends among the logs that share its server. */
export interface LogEnd {
  /** Last position of the log, 0 when it is empty. */
  readonly head: number;
  /** A position at or behind the head up to which the log has been seen: what stands between is of others. */
  readonly covered: number;
}

/** When a log was quiet for so many of its events or fewer, its end is looked for forwards. */
const fewEvents = 1_000;

/** Reads one log, on the connection and under the names it has on its server. Fails with the client's errors. */
export class LogReader {
  readonly names: ServerNames;
  /** Where the log is, without credentials: for messages. */
  readonly location: string;
  readonly #connection: LogConnection;
  #latestRecordedAt = 0;

  constructor(connection: LogConnection, names: ServerNames, location: string) {
    this.#connection = connection;
    this.names = names;
    this.location = location;
  }

  /** The latest recorded time that has been seen in the log; milliseconds since 1970 UTC, 0 when none has. */
  get latestRecordedAt(): number {
    return this.#latestRecordedAt;
  }

  /** Events of a stream as the server has them; none when there is no such stream. */
  async stream({ stream, ...options }: StreamRead): Promise<SentEvent[]> {
    const events: SentEvent[] = [];
    for await (const sent of this.#events(streamRead({ ...options, stream: this.names.of(stream) })))
      events.push(sent);
    return events;
  }

  /**
   * Events of the log behind a position that match, until there are no more or so many have come. A position at which
   * no event stands costs a look through the log from its beginning.
   */
  async *behind(after: number, filter: EventFilter = {}, limit = Infinity): AsyncGenerator<SentEvent, void> {
    // By type or by stream: the server takes one filter. What it lets through besides is left out here.
    const asked = filter.types
      ? { types: this.names.typesRegex(filter.types) }
      : { streams: this.names.streamsRegex(filter.streamPrefix) };
    let left = limit;
    for await (const sent of this.#from(after, asked)) {
      // The server begins with the event at the position itself.
      if (this.position(sent) <= after || !this.matches(sent, filter)) continue;
      yield sent;
      if (--left <= 0) return;
    }
  }

  /** Events of $all from a position on, or from the beginning when the server takes none but those of its records. */
  async *#from(position: number, filter: AllFilter): AsyncGenerator<SentEvent, void> {
    let begun = false;
    try {
      for await (const sent of this.#events(allRead({ from: position, filter }))) {
        begun = true;
        yield sent;
      }
    } catch (error) {
      if (begun || position === 0 || !isRefusal(error)) throw error;
      yield* this.#events(allRead({ filter }));
    }
  }

  /** What comes from now on, message by message; ends with the signal. */
  subscribe(signal: AbortSignal): AsyncGenerator<ReadResp, void> {
    return this.#connection.subscribe(allSubscription({ streams: this.names.streamsRegex() }), signal);
  }

  /** Where the log ends now. The more is known of that, the less the server has to look through. */
  async end(known: LogEnd): Promise<LogEnd> {
    if (known.covered > 0) {
      let { head } = known;
      let seen = 0;
      for await (const sent of this.behind(known.covered, {}, fewEvents)) {
        head = this.position(sent);
        seen++;
      }
      if (seen < fewEvents) return { head, covered: Math.max(head, known.covered) };
    }
    // What stands before the last event of the server has been looked through once the search that follows is over.
    const server = await this.#last({});
    const head = await this.#last({ filter: { streams: this.names.streamsRegex() } });
    return { head, covered: Math.max(head, server, known.covered) };
  }

  /** Whether the event is one of the log, and of those that the filter asks for. */
  matches(sent: SentEvent, filter: EventFilter = {}): boolean {
    const streamId = this.names.within(streamOf(sent));
    if (streamId === undefined || !streamId.startsWith(filter.streamPrefix ?? '')) return false;
    if (!filter.types) return true;
    const type = this.names.within(sent.getMetadataMap().get('type') ?? '');
    return type !== undefined && filter.types.includes(type);
  }

  position(sent: SentEvent): number {
    return positionOf(sent, this.location);
  }

  /** Takes notice of when an event was recorded: nothing that is written from now on is recorded before. */
  notice(sent: SentEvent): void {
    this.#latestRecordedAt = Math.max(this.#latestRecordedAt, recordedAtOf(sent));
  }

  decode(sent: SentEvent): RecordedEvent {
    const event = decoded(sent, this.names, this.location);
    this.#latestRecordedAt = Math.max(this.#latestRecordedAt, event.recordedAt);
    return event;
  }

  /** Position of the last event that the server has, or has of the log; 0 when there is none. */
  async #last(read: Pick<AllRead, 'filter'>): Promise<number> {
    let position = 0;
    for await (const sent of this.#events(allRead({ ...read, backwards: true, limit: 1 }))) {
      position = this.position(sent);
      if (read.filter) this.notice(sent);
    }
    return position;
  }

  async *#events(request: ReadReq): AsyncGenerator<SentEvent, void> {
    for await (const message of this.#connection.read(request)) {
      const sent = message.getEvent()?.getEvent();
      if (sent) yield sent;
    }
  }
}
