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
  readonly onClose: (client: StreamClient) => void;
}

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
  #gone = false;

  constructor({ response, filter, at, maxBuffered, onClose }: StreamClientOptions) {
    this.filter = filter;
    this.key = filterKey(filter);
    this.at = at;
    this.#response = response;
    this.#maxBuffered = maxBuffered;
    // The response's close, not the request's: a request's can stay silent when the client is cut (dust-tt/dust#24357).
    response.once('close', () => {
      this.#gone = true;
      onClose(this);
    });
    // A write to a connection that has just been reset must not bring the process down; `close` follows.
    response.on('error', () => {});
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

  /** Lets what was written go out, then closes. */
  end(): void {
    this.#response.end();
  }

  /** Gives up on a client that does not read: what waits for it is freed at once. */
  cut(): void {
    this.#response.destroy();
  }
}
