import type { NewEvent, RecordedEvent } from '@linli/contracts';

/** What the writer believes of the stream: its last revision, that it does not exist yet, or nothing. */
export type ExpectedRevision = number | 'no-stream' | 'any';

export interface AppendResult {
  /** `recorded`: these events now stand in the log. `repeated`: their command had been recorded before; nothing was written. */
  readonly outcome: 'recorded' | 'repeated';
  /** Revision of the last event of this command in its stream. */
  readonly revision: number;
  /** Position of the last event of this command in the log. */
  readonly position: number;
  /** Positions of all events of this command, in order; left out when they are the numbers up to `position`, one by one. */
  readonly positions?: readonly number[];
  /** When the log took the command's last event, as its readers see it; an engine that cannot tell leaves it out. */
  readonly recordedAt?: number;
}

export interface ReadStreamOptions {
  /** First revision to read, inclusive. Default: the start, or the end when reading backwards. */
  readonly from?: number;
  readonly direction?: 'forwards' | 'backwards';
  /** Default: no limit. */
  readonly limit?: number;
}

export interface EventFilter {
  /** Only streams whose id starts with this: `incident-`. */
  readonly streamPrefix?: string;
  /** Only events of these types. */
  readonly types?: readonly string[];
}

export interface ReadAllOptions {
  /** Events after this position; 0 reads from the beginning. */
  readonly after: number;
  readonly filter?: EventFilter;
  /** At most so many events. */
  readonly limit: number;
}

/** A page of the log. `position` is how far the page has looked, matching events or not: where the next page begins. */
export interface LogPage {
  readonly events: readonly RecordedEvent[];
  readonly position: number;
  /** The last position of the log when the page was read. */
  readonly head: number;
}

export interface FollowOptions {
  readonly after: number;
  readonly filter?: EventFilter;
  /** At most so many events to a page. Default 500. */
  readonly batchSize?: number;
  /** Ends the iteration. */
  readonly signal: AbortSignal;
}

/**
 * One append-only log of one context. Implementations pass `eventStoreConformance`.
 *
 * Errors: `RevisionConflict` when `expectedRevision` does not hold; `DamagedEvent` when stored bytes do not match their
 * digest; `StoreUnavailable` when the engine cannot take or give events now (full disk, connection lost). After any
 * rejected append none of its events stand in the log.
 */
export interface EventStore {
  /**
   * Appends all events to one stream, or none. Resolves once they are durable.
   * All events of one append carry the same `metadata.commandId`; when the stream already holds that command the append
   * is answered with the result recorded then (`repeated`), whatever `expectedRevision` says.
   */
  append(
    streamId: string,
    events: readonly NewEvent[],
    expectedRevision: ExpectedRevision,
  ): Promise<AppendResult>;
  /** The stream's events in order of `direction`; an unknown stream is empty. */
  readStream(streamId: string, options?: ReadStreamOptions): Promise<readonly RecordedEvent[]>;
  /** The log in order of position. Never passes a position behind which an event can still appear. */
  readAll(options: ReadAllOptions): Promise<LogPage>;
  /** The log from a position on, for ever: first what is there, then what comes, without gap or repeat. Empty pages tell progress. */
  follow(options: FollowOptions): AsyncIterable<LogPage>;
  /** Last position of the log, 0 when empty. */
  head(): Promise<number>;
  close(): Promise<void>;
}

export class RevisionConflict extends Error {
  override readonly name = 'RevisionConflict';
  readonly streamId: string;
  readonly expected: ExpectedRevision;
  /** Last revision of the stream, -1 when it does not exist. */
  readonly actual: number;
  constructor(streamId: string, expected: ExpectedRevision, actual: number) {
    super(`stream ${streamId} is at revision ${actual}, expected ${expected}`);
    this.streamId = streamId;
    this.expected = expected;
    this.actual = actual;
  }
}

export class DamagedEvent extends Error {
  override readonly name = 'DamagedEvent';
  /** Where the log lives: file path or URL without credentials. */
  readonly location: string;
  readonly streamId: string;
  readonly position: number;
  constructor(location: string, streamId: string, position: number) {
    super(`${location}: event at position ${position} of stream ${streamId} does not match its digest`);
    this.location = location;
    this.streamId = streamId;
    this.position = position;
  }
}

export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
  /**
   * `full`: no space left. `broken`: the engine failed or is gone. `clock`: the clock cannot be right, and recorded time
   * would follow it for good. `closed`: after `close`.
   */
  readonly reason: 'full' | 'broken' | 'clock' | 'closed';
  constructor(reason: StoreUnavailable['reason'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}
