import type { ServerResponse } from 'node:http';
import { filterKey, type FeedFilter } from '../feed-filter.ts';
import type { Positions } from './cursor.ts';

export interface StreamClientOptions {
  readonly response: ServerResponse;
  readonly filter: FeedFilter;
  /** Where the client is in the feed; kept up to date while it is not live. */
  readonly at: Positions;
  /** Bytes that may wait for this client in memory. */
  readonly maxBuffered: number;
  /** When the client's token ends, milliseconds since 1970 UTC; left out: never. */
  readonly expiresAt?: number | undefined;
  /** Milliseconds that an ended stream has to let go of what it was written. */
  readonly stallMs: number;
  readonly onClose: (client: StreamClient) => void;
}

/** The clock is looked at so often, since it may be set, and no timer reaches further than 24 days. */
const lookAgainMs = 60_000;

/** One open connection. Writes are never queued here: what waits, waits in the response, and that is bounded. */
export class StreamClient {
  readonly filter: FeedFilter;
  /** Clients of one key get the same lines. */
  readonly key: string;
  /** Where the client is, while it is not live. */
  at: Positions;
  live = false;
  readonly #response: ServerResponse;
  readonly #maxBuffered: number;
  readonly #stallMs: number;
  #timer: NodeJS.Timeout | undefined;
  #gone = false;

  constructor({ response, filter, at, maxBuffered, expiresAt, stallMs, onClose }: StreamClientOptions) {
    this.filter = filter;
    this.key = filterKey(filter);
    this.at = at;
    this.#response = response;
    this.#maxBuffered = maxBuffered;
    this.#stallMs = stallMs;
    // The response's close, not the request's: a request's can stay silent when the client is cut (dust-tt/dust#24357).
    response.once('close', () => {
      this.#gone = true;
      clearTimeout(this.#timer);
      onClose(this);
    });
    // A write to a connection that has just been reset must not bring the process down; `close` follows.
    response.on('error', () => {});
    if (expiresAt !== undefined) this.#endAt(expiresAt);
  }

  get gone(): boolean {
    return this.#gone;
  }

  /** More waits for this client than it may: it does not read, or not fast enough. */
  get backlogged(): boolean {
    return this.#response.writableLength > this.#maxBuffered;
  }

  write(bytes: Buffer): void {
    if (!this.#gone) this.#response.write(bytes);
  }

  /** Resolves true when everything written has left; false when the client is gone or has not read within the bound. */
  drained(milliseconds: number): Promise<boolean> {
    if (this.#gone) return Promise.resolve(false);
    if (!this.#response.writableNeedDrain) return Promise.resolve(true);
    return new Promise((resolve) => {
      const settle = (drained: boolean) => () => {
        clearTimeout(timer);
        this.#response.off('drain', onDrain);
        this.#response.off('close', onClose);
        resolve(drained);
      };
      const onDrain = settle(true);
      const onClose = settle(false);
      const timer = setTimeout(settle(false), milliseconds);
      timer.unref();
      this.#response.once('drain', onDrain);
      this.#response.once('close', onClose);
    });
  }

  /** Lets what was written go out, then closes; a client that does not read it is cut. */
  end(): void {
    if (this.backlogged) return this.cut();
    this.#gone = true;
    this.#response.end();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.cut(), this.#stallMs);
    this.#timer.unref();
  }

  /** Gives up on a client that does not read: what waits for it is freed at once. */
  cut(): void {
    this.#response.destroy();
  }

  /** A stream is one long answer to one token: it ends with it, and the client comes back with another. */
  #endAt(expiresAt: number): void {
    const left = expiresAt - Date.now();
    if (left <= 0) return this.end();
    this.#timer = setTimeout(() => this.#endAt(expiresAt), Math.min(left, lookAgainMs));
    this.#timer.unref();
  }
}
