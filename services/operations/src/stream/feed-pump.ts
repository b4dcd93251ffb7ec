import type { FeedSource } from './feed-source.ts';
import { covers, type Positions } from './cursor.ts';
import type { StreamHub } from './stream-hub.ts';

export interface FeedPumpOptions {
  readonly feed: FeedSource;
  readonly hub: StreamHub;
  /** How far the feed's view has been committed. */
  readonly committed: () => Positions;
  /** Told of a read that failed; it is tried again. */
  readonly onFailure: (error: unknown) => void;
}

/** Most lines to one read: what a burst has committed goes out in several. */
const linesPerRead = 500;
const retryAfterMs = 250;

/**
 * Carries what has been committed from the stored feed to the hub. It reads rather than takes the batch's events, so
 * that a live line and the same line read again later cannot differ; commits that come while it reads are taken together.
 */
export class FeedPump {
  readonly #options: FeedPumpOptions;
  #running: Promise<void> | undefined;
  #closed = false;

  constructor(options: FeedPumpOptions) {
    this.#options = options;
  }

  /** Something may have been committed. */
  wake(): void {
    if (this.#closed) return;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      // A commit between the last look and now would otherwise wait for the one after it.
      if (!this.#closed && !covers(this.#options.hub.published, this.#options.committed())) this.wake();
    });
  }

  /** Resolves when the read that is under way has ended. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    const { feed, hub, committed, onFailure } = this.#options;
    while (!this.#closed) {
      const until = committed();
      if (covers(hub.published, until)) return;
      if (hub.size === 0) {
        hub.skip(until);
        return;
      }
      try {
        const { lines, reached } = await feed.read(hub.published, until, linesPerRead);
        hub.publish(reached, lines);
      } catch (error) {
        onFailure(error);
        await new Promise((resolve) => setTimeout(resolve, retryAfterMs).unref());
      }
    }
  }
}
