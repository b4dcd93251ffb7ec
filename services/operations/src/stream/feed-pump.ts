import type { Committed } from '@linli/read-models';
import type { FeedLine, FeedSource } from './feed-source.ts';
import { covers, furthest, type Positions } from './cursor.ts';
import type { StreamHub } from './stream-hub.ts';

export interface FeedPumpOptions {
  readonly stored: FeedSource;
  /** Lines out of a commit, and word that one has been left out. */
  readonly live: {
    lines(batch: Committed, at: Positions): readonly FeedLine[] | Promise<readonly FeedLine[]>;
    forget(): void;
  };
  readonly hub: StreamHub;
  /** Told of a read that failed; it is tried again. */
  readonly onFailure: (error: unknown) => void;
}

/** Most lines to one read of the stored feed. */
const linesPerRead = 500;
const retryAfterMs = 250;

/**
 * Carries what is committed to the hub, in order. A commit that follows on what has been published is taken as it is;
 * where something lies between (a rebuilt generation has taken over), the stored feed is read up to it.
 */
export class FeedPump {
  readonly #options: FeedPumpOptions;
  readonly #waiting: (() => Promise<void> | undefined)[] = [];
  #running: Promise<void> | undefined;
  #closed = false;

  constructor(options: FeedPumpOptions) {
    this.#options = options;
  }

  /** Told of every commit, in its turn of the event loop: an idle hub writes before that turn ends. */
  committed(batch: Committed): void {
    this.#inTurn(() => this.#carry(batch));
  }

  /**
   * The view has come at least this far without telling of it commit by commit. What is known of a source may be outdated
   * by the time its turn comes.
   */
  reached(positions: Positions): void {
    this.#inTurn(() => (this.#options.hub.size === 0 ? this.#skip(positions) : this.#read(positions)));
  }

  /** Resolves when the commit in hand is out. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
  }

  #inTurn(step: () => Promise<void> | undefined): void {
    if (this.#closed) return;
    if (this.#running !== undefined) {
      this.#waiting.push(step);
      return;
    }
    const work = step();
    if (work !== undefined) this.#run(work);
  }

  #run(work: Promise<void>): void {
    this.#running = work
      .then(async () => {
        for (
          let next = this.#waiting.shift();
          next !== undefined && !this.#closed;
          next = this.#waiting.shift()
        ) {
          await next();
        }
      })
      .finally(() => {
        this.#running = undefined;
      });
  }

  #skip(reached: Positions): undefined {
    this.#options.live.forget();
    this.#options.hub.skip(reached);
  }

  #carry(batch: Committed): Promise<void> | undefined {
    const { hub, live } = this.#options;
    const { source, from, to } = batch;
    const reached = { [source]: to };
    if (covers(hub.published, reached)) return undefined;
    if (hub.size === 0) return this.#skip(reached);
    if ((hub.published[source] ?? 0) !== from) return this.#read(reached);
    try {
      const lines = live.lines(batch, hub.published);
      if (!(lines instanceof Promise)) {
        hub.publish(reached, lines);
        return undefined;
      }
      return lines.then(
        (made) => hub.publish(reached, made),
        () => this.#read(reached),
      );
    } catch (error) {
      this.#options.onFailure(error);
      return this.#read(reached);
    }
  }

  async #read(reached: Positions): Promise<void> {
    const { stored, live, hub, onFailure } = this.#options;
    live.forget();
    const until = furthest(hub.published, reached);
    while (!this.#closed && !covers(hub.published, until)) {
      try {
        const stretch = await stored.read(hub.published, until, linesPerRead);
        hub.publish(stretch.reached, stretch.lines);
      } catch (error) {
        onFailure(error);
        await new Promise((resolve) => setTimeout(resolve, retryAfterMs).unref());
      }
    }
  }
}
