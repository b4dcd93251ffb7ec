import type { RecordedEvent } from '@linli/contracts';
import type { EventBatch, SourceId } from './event-bus.ts';
import type { ParkedReaction, ReactorStore } from './reactor-store.ts';

export interface ReactorSourceOptions {
  readonly reactor: string;
  readonly source: SourceId;
  readonly store: ReactorStore;
  react(event: RecordedEvent): Promise<void>;
  upcast(event: RecordedEvent): RecordedEvent;
  readonly attempts: number;
  readonly concurrency: number;
  now(): number;
}

/** What retrying the parked events of a stream has come to. */
export interface RetriedReactions {
  readonly applied: number;
  readonly remaining: number;
}

/**
 * One source of one reactor. The events of a batch are answered stream by stream, several streams at a time; the
 * checkpoint moves when the whole batch is answered or parked. A batch that comes again answers only what is left.
 */
export class ReactorSource {
  readonly #options: ReactorSourceOptions;
  /** The stored position; undefined before the first `save`. */
  #position: number | undefined;
  /** Streams with parked events, and how many each. */
  readonly #heldStreams = new Map<string, number>();
  /** Of the batch under way: answered, and how often tried. */
  readonly #answered = new Set<number>();
  readonly #failures = new Map<number, number>();
  /** The last `save` failed: another owner may have been here. */
  #unsure = false;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: ReactorSourceOptions) {
    this.#options = options;
  }

  start(): Promise<number | undefined> {
    return this.#serially(async () => {
      await this.#resume();
      this.#answered.clear();
      this.#failures.clear();
      return this.#position;
    });
  }

  /** Poison and held events. */
  waiting(): number {
    return [...this.#heldStreams.values()].reduce((sum, events) => sum + events, 0);
  }

  handle(batch: EventBatch): Promise<void> {
    return this.#serially(async () => {
      if (this.#unsure) await this.#resume();
      const position = this.#position ?? 0;
      const streams = new Map<string, RecordedEvent[]>();
      for (const event of batch.events) {
        if (event.position <= position) continue;
        const events = streams.get(event.streamId);
        if (events) events.push(event);
        else streams.set(event.streamId, [event]);
      }
      const parked = await this.#answerStreams([...streams.values()], batch);
      await this.#save(Math.max(position, batch.position), parked, []);
      this.#answered.clear();
      this.#failures.clear();
    });
  }

  settleParked(streamId: string, giveUpFirst: boolean): Promise<RetriedReactions> {
    return this.#serially(async () => {
      if (this.#unsure) await this.#resume();
      let waiting = (await this.#parkedHere()).filter(
        ({ event, state }) => event.streamId === streamId && state !== 'discarded',
      );
      const parked: ParkedReaction[] = [];
      const unparked: { source: SourceId; position: number }[] = [];
      const [first] = waiting;
      if (giveUpFirst && first) {
        parked.push({ ...first, state: 'discarded' });
        waiting = waiting.slice(1);
      }
      let applied = 0;
      for (const reaction of waiting) {
        try {
          await this.#options.react(this.#options.upcast(reaction.event));
        } catch (error) {
          const attempts = reaction.attempts + 1;
          const parkedAt = this.#options.now();
          parked.push({ ...reaction, state: 'poison', reason: reasonOf(error), attempts, parkedAt });
          break;
        }
        unparked.push({ source: this.#options.source, position: reaction.event.position });
        applied += 1;
      }
      if (this.#position !== undefined) await this.#save(this.#position, parked, unparked);
      this.#hold(streamId, -(applied + (giveUpFirst && first ? 1 : 0)));
      return { applied, remaining: waiting.length - applied };
    });
  }

  /** Answers every stream or rejects with the first error, once all that are under way have ended. */
  async #answerStreams(streams: RecordedEvent[][], batch: EventBatch): Promise<ParkedReaction[]> {
    const parked: ParkedReaction[] = [];
    const errors: unknown[] = [];
    const work = streams[Symbol.iterator]();
    const lane = async () => {
      for (const events of work) {
        try {
          parked.push(...(await this.#answerStream(events, batch)));
        } catch (error) {
          errors.push(error);
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(this.#options.concurrency, streams.length) }, lane));
    if (errors.length > 0) throw errors[0];
    for (const { event } of parked) this.#hold(event.streamId, 1);
    return parked;
  }

  async #answerStream(events: readonly RecordedEvent[], batch: EventBatch): Promise<ParkedReaction[]> {
    const parked: ParkedReaction[] = [];
    for (const event of events) {
      if (this.#answered.has(event.position)) continue;
      if (parked.length > 0 || this.#heldStreams.has(event.streamId)) {
        parked.push(this.#parkedReaction(event, 'held', 'waits for an earlier event of its stream', 0));
        continue;
      }
      const unreadable = batch.unreadable?.get(event.position);
      if (unreadable) {
        parked.push(this.#parkedReaction(event, 'poison', reasonOf(unreadable), 1));
        continue;
      }
      try {
        await this.#options.react(event);
        this.#answered.add(event.position);
      } catch (error) {
        if (isUnavailable(error)) throw error;
        const attempts = (this.#failures.get(event.position) ?? 0) + 1;
        this.#failures.set(event.position, attempts);
        if (attempts < this.#options.attempts) throw error;
        parked.push(this.#parkedReaction(event, 'poison', reasonOf(error), attempts));
      }
    }
    return parked;
  }

  #parkedReaction(
    event: RecordedEvent,
    state: ParkedReaction['state'],
    reason: string,
    attempts: number,
  ): ParkedReaction {
    return { source: this.#options.source, event, state, reason, attempts, parkedAt: this.#options.now() };
  }

  async #resume(): Promise<void> {
    const { store, reactor, source } = this.#options;
    this.#position = await store.position(reactor, source);
    this.#heldStreams.clear();
    for (const { event, state } of await this.#parkedHere()) {
      if (state !== 'discarded') this.#hold(event.streamId, 1);
    }
    this.#unsure = false;
  }

  async #parkedHere(): Promise<readonly ParkedReaction[]> {
    const { store, reactor, source } = this.#options;
    return (await store.parked(reactor)).filter((reaction) => reaction.source === source);
  }

  async #save(
    to: number,
    parked: readonly ParkedReaction[],
    unparked: readonly { source: SourceId; position: number }[],
  ) {
    const { store, reactor, source } = this.#options;
    if (to === this.#position && parked.length === 0 && unparked.length === 0) return;
    this.#unsure = true;
    await store.save(reactor, { source, from: this.#position, to, parked, unparked });
    this.#unsure = false;
    this.#position = to;
  }

  #hold(streamId: string, events: number): void {
    const count = (this.#heldStreams.get(streamId) ?? 0) + events;
    if (count > 0) this.#heldStreams.set(streamId, count);
    else this.#heldStreams.delete(streamId);
  }

  #serially<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }
}

/** The log cannot take commands now: time heals it, parking would only make work for an operator. */
function isUnavailable(error: unknown): boolean {
  return error instanceof Error && error.name === 'StoreUnavailable';
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
