import type { Random, Recorder } from '@linli/testing/history';
import { createParser } from 'eventsource-parser';
import { Agent, request } from 'undici';
import type { Tokens } from '../tokens.ts';
import { placeOf } from './cursor.ts';

export interface ScreenOptions {
  readonly name: string;
  readonly origin: string;
  readonly tokens: Tokens;
  readonly recorder: Recorder;
  readonly random: Random;
  /** The consumer whose documents the feed tells. */
  readonly fedBy: string;
}

interface FeedItem {
  readonly cursor: string;
  readonly position: number;
  readonly type: string;
  readonly incidentId: string;
}

const context = 'incidents';
const comeBackAfterMs = 300;
/** Heartbeats come every 15 s: a stream that is silent for longer is dead, whatever its socket says. */
const silenceMs = 25_000;

/**
 * A screen on the wall: follows the feed as server-sent events, cuts its own connection at random moments, and comes back
 * with the last id it was given. Notes every line with the place it has in its source.
 */
export class Screen {
  readonly #options: ScreenOptions;
  readonly #agent = new Agent({ connectTimeout: 5_000, headersTimeout: 10_000, bodyTimeout: silenceMs });
  readonly #ending = new AbortController();
  #cuts = true;
  #run = -1;
  #cursor: string | undefined;
  #following: Promise<void> = Promise.resolve();
  /** Per source, how far it has come: its last line or heartbeat. */
  #reached: Readonly<Record<string, number>> = {};
  lines = 0;
  connections = 0;

  constructor(options: ScreenOptions) {
    this.#options = options;
    const { name, recorder, fedBy } = options;
    recorder.note(name, {
      kind: 'observer',
      of: 'stream',
      context,
      audience: name,
      delivers: 'once',
      wants: { streams: 'incident-' },
      fedBy,
    });
  }

  get reached(): Readonly<Record<string, number>> {
    return this.#reached;
  }

  get name(): string {
    return this.#options.name;
  }

  /** Resolves once it has been told where it begins. */
  async open(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#following = this.#follow(resolve);
    });
  }

  /** From now on it stays where it is connected. */
  holdStill(): void {
    this.#cuts = false;
  }

  caughtUp(position: number): void {
    this.#options.recorder.note(this.name, { kind: 'caught-up', context, position });
  }

  async close(): Promise<void> {
    this.#ending.abort();
    await this.#following;
    await this.#agent.destroy();
  }

  async #follow(onPlace: () => void): Promise<void> {
    const { random } = this.#options;
    while (!this.#ending.signal.aborted) {
      const cut = new AbortController();
      const timer = setTimeout(() => this.#cuts && cut.abort(), 500 + random.below(12_000));
      try {
        await this.#connect(AbortSignal.any([cut.signal, this.#ending.signal]), onPlace);
      } catch {
        // Cut, refused, reset or silent: a client comes back whatever it was.
      } finally {
        clearTimeout(timer);
      }
      if (!this.#ending.signal.aborted) await new Promise((resolve) => setTimeout(resolve, comeBackAfterMs));
    }
  }

  async #connect(signal: AbortSignal, onPlace: () => void): Promise<void> {
    const { origin, tokens } = this.#options;
    const response = await request(`${origin}/v1/operations/stream`, {
      dispatcher: this.#agent,
      signal,
      headers: {
        authorization: `Bearer ${await tokens.of({ role: 'viewer' })}`,
        ...(this.#cursor === undefined ? {} : { 'last-event-id': this.#cursor }),
      },
    });
    if (response.statusCode !== 200) {
      await response.body.dump();
      return;
    }
    this.connections += 1;
    const isResumed = this.#cursor !== undefined;
    if (isResumed) this.#begin();
    const parser = createParser({ onEvent: ({ event, data, id }) => this.#event(event, data, id) });
    const blocks = new Blocks((block, id) => {
      if (id !== undefined) this.#stand(id, onPlace);
      parser.feed(block);
    });
    // A code point never spans two lines, but it may span two chunks.
    const decoder = new TextDecoder();
    for await (const chunk of response.body as AsyncIterable<Buffer>) {
      blocks.feed(decoder.decode(chunk, { stream: true }));
    }
  }

  /** The client has been given everything up to this id. */
  #stand(id: string, onPlace: () => void): void {
    const isFirst = this.#cursor === undefined;
    this.#cursor = id;
    this.#reached = placeOf(id).positions;
    if (!isFirst) return;
    this.#begin();
    onPlace();
  }

  /** A connection goes on behind the place this client knows, whatever the server makes of it. */
  #begin(): void {
    this.#run += 1;
    const { name, recorder } = this.#options;
    recorder.note(name, { kind: 'opened', run: this.#run, after: placeOf(this.#cursor as string).positions });
  }

  #event(event: string | undefined, data: string, id: string | undefined): void {
    const { name, recorder } = this.#options;
    if (event === 'feed') {
      const items = JSON.parse(data) as readonly FeedItem[];
      this.lines += items.length;
      recorder.notes(
        name,
        items.map(({ cursor, position, type, incidentId }) => ({
          kind: 'event',
          run: this.#run,
          source: placeOf(cursor).at ?? context,
          position,
          stream: `incident-${incidentId}`,
          type,
        })),
      );
    }
    if (event === 'reset') {
      const { reason } = JSON.parse(data) as { readonly reason: string };
      recorder.note(name, {
        kind: 'reset',
        run: this.#run,
        reason,
        after: placeOf(id ?? (this.#cursor as string)).positions,
      });
    }
  }
}

/**
 * Cuts a stream into what its empty lines end, with the id in each: comments carry one too, and what a stream begins with
 * is no event at all. An id counts once its block is whole, or a client that is cut in between would never get the data.
 */
class Blocks {
  readonly #onBlock: (block: string, id: string | undefined) => void;
  #rest = '';

  constructor(onBlock: (block: string, id: string | undefined) => void) {
    this.#onBlock = onBlock;
  }

  feed(text: string): void {
    const blocks = (this.#rest + text).split('\n\n');
    this.#rest = blocks.pop() ?? '';
    for (const block of blocks) this.#onBlock(`${block}\n\n`, /^id: (.*)$/m.exec(block)?.[1]);
  }
}
