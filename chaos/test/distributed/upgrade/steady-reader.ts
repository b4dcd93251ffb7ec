import { Agent, request } from 'undici';
import type { Tokens } from '../../../src/tokens.ts';

/** An answer that a reader should not have been given. */
export interface Complaint {
  readonly path: string;
  readonly what: string;
}

interface FeedRow {
  readonly incidentId: string;
  readonly position: number;
  readonly recordedAt: string;
}

interface Feed {
  readonly asOf: { readonly position: string };
  readonly items: readonly FeedRow[];
}

export interface SteadyReaderOptions {
  readonly origin: string;
  readonly tokens: Tokens;
  /** An incident that nothing happens to any more; asked for again and again. */
  readonly incidentId: string;
}

const atLeastBetweenMs = 200;
const rowsAsked = 100;

/**
 * Somebody who looks at the operations centre again and again, each time over a connection of its own: once asking not to
 * be taken back, for what was shown last or later, and once as a newcomer. Everything but a full answer is a complaint.
 */
export class SteadyReader {
  readonly complaints: Complaint[] = [];
  answers = 0;
  readonly #options: SteadyReaderOptions;
  readonly #agent = new Agent({ pipelining: 0 });
  readonly #ending = new AbortController();
  #reading: Promise<void> = Promise.resolve();
  #shown: Feed | undefined;
  #timeline = 0;

  constructor(options: SteadyReaderOptions) {
    this.#options = options;
  }

  start(): void {
    this.#reading = this.#read();
  }

  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#reading;
    await this.#agent.destroy();
  }

  async #read(): Promise<void> {
    while (!this.#ending.signal.aborted) {
      const began = performance.now();
      await this.#lookAtFeed();
      await this.#lookAtIncident(this.#behind('?'));
      await this.#comeAnew();
      // As long as the answers took: one reader leaves half of a store to those who write.
      const took = performance.now() - began;
      await new Promise((resolve) => setTimeout(resolve, Math.max(atLeastBetweenMs, took)));
    }
  }

  async #lookAtFeed(): Promise<void> {
    const path = `/v1/operations/feed?limit=${rowsAsked}${this.#behind('&')}`;
    const feed = await this.#ask<Feed>(path);
    if (feed === undefined) return;
    const before = this.#shown?.items ?? [];
    const rows = new Set(feed.items.map(({ position }) => position));
    const oldest = feed.items.length < rowsAsked ? '' : (feed.items.at(-1)?.recordedAt ?? '');
    const gone = before.filter(({ position, recordedAt }) => recordedAt > oldest && !rows.has(position));
    if (feed.items.length === 0) this.#complain(path, 'an empty feed');
    if (gone.length > 0) this.#complain(path, `${gone.length} rows that had been shown are gone`);
    this.#shown = feed;
  }

  /** As somebody who has been shown nothing yet and asks for nothing but the newest. */
  async #comeAnew(): Promise<void> {
    const path = `/v1/operations/feed?limit=${rowsAsked}`;
    const feed = await this.#ask<Feed>(path);
    const shown = this.#shown?.items.length ?? 0;
    if (feed !== undefined && feed.items.length < shown) {
      this.#complain(path, `${feed.items.length} rows after ${shown}`);
    }
    await this.#lookAtIncident('');
  }

  async #lookAtIncident(behind: string): Promise<void> {
    const path = `/v1/operations/incidents/${this.#options.incidentId}${behind}`;
    const incident = await this.#ask<{ readonly timeline: readonly unknown[] }>(path);
    if (incident === undefined) return;
    const { length } = incident.timeline;
    if (length < this.#timeline) this.#complain(path, `${length} events after ${this.#timeline}`);
    this.#timeline = Math.max(length, this.#timeline);
  }

  #behind(mark: string): string {
    const { position } = this.#shown?.asOf ?? {};
    return position === undefined ? '' : `${mark}after=${encodeURIComponent(position)}`;
  }

  async #ask<Answer>(path: string): Promise<Answer | undefined> {
    const { origin, tokens } = this.#options;
    const authorization = `Bearer ${await tokens.of({ role: 'viewer' })}`;
    try {
      const response = await request(`${origin}${path}`, {
        dispatcher: this.#agent,
        reset: true,
        headers: { authorization },
      });
      const text = await response.body.text();
      this.answers += 1;
      if (response.statusCode === 200) return JSON.parse(text) as Answer;
      // Waited for in vain, and told so: it asks again, as it is told to.
      if (text.includes('not-yet-absorbed')) return undefined;
      this.#complain(path, `${response.statusCode} ${text}`);
    } catch (error) {
      this.#complain(path, error instanceof Error ? error.message : String(error));
    }
    return undefined;
  }

  #complain(path: string, what: string): void {
    this.complaints.push({ path, what });
  }
}
