import { setTimeout as pause } from 'node:timers/promises';
import type { EventBus, SourceId, Subscription } from '@linli/event-bus';
import type { DocumentStore, TakenOver, ViewRef } from '../document-store.ts';
import type { Projection } from '../projection.ts';
import type { AnyCollection } from './fold.ts';
import type { FoldMemory } from './fold-memory.ts';
import { SourceFolder } from './source-folder.ts';
import { type Committed, NotFollowed, type ProjectionSourceState, type RetryResult } from './types.ts';

const nearEvents = 500;
const reachMs = 10_000;

export interface FollowerOptions {
  readonly ref: ViewRef;
  readonly projection: Projection;
  readonly bus: EventBus;
  readonly documents: DocumentStore;
  readonly now: () => number;
  readonly batchSize: number;
  readonly commitSize: number;
  readonly memory: FoldMemory;
  /** What the generation has of an elder one. */
  readonly taken?: TakenOver;
  /** Positions an operator has given up in the generation before, per source. */
  readonly givenUp: ReadonlyMap<SourceId, ReadonlySet<number>>;
  readonly onCommitted: (committed: Committed) => void;
  readonly onReached: (follower: Follower, source: SourceId, position: number) => void;
}

/** Feeds one generation of a view from its sources, with a subscription of its own. */
export class Follower {
  readonly ref: ViewRef;
  readonly #options: FollowerOptions;
  readonly #folders = new Map<SourceId, SourceFolder>();
  #subscription: Subscription | undefined;
  readonly #caughtUpAt = new Map<SourceId, number>();

  private constructor(options: FollowerOptions) {
    this.#options = options;
    this.ref = options.ref;
  }

  static async start(options: FollowerOptions): Promise<Follower> {
    const follower = new Follower(options);
    const { projection, ref, bus, batchSize } = options;
    follower.#subscription = await bus.subscribe({
      group: `${projection.view}.${ref.generation}`,
      contexts: projection.contexts,
      ...(projection.types && { types: projection.types }),
      batchSize,
      ahead: 2,
      startAfter: (source) => follower.#folder(source).start(),
      handle: (batch) => follower.#folder(batch.source).handle(batch),
      released: async (source) => follower.#folder(source).forget(),
    });
    return follower;
  }

  positionOf(source: SourceId): number {
    return this.#folders.get(source)?.position ?? 0;
  }

  positions(): ReadonlyMap<SourceId, number> {
    return new Map([...this.#folders].map(([source, folder]) => [source, folder.position]));
  }

  get parked(): number {
    return [...this.#folders.values()].reduce((sum, folder) => sum + folder.parked, 0);
  }

  /** False while what is stored of a source that is followed here cannot be read. */
  get isReadable(): boolean {
    return this.sources().every(({ source }) => this.#folder(source).isReadable);
  }

  sources(): readonly ProjectionSourceState[] {
    const now = this.#options.now();
    return (this.#subscription?.state() ?? []).map(({ source, head, aliveAt, failure }) => {
      const folder = this.#folder(source);
      const position = folder.position;
      if (position >= head) this.#caughtUpAt.set(source, now);
      return {
        source,
        position,
        head: Math.max(head, position),
        lagMs: position >= head ? 0 : Math.max(0, now - this.#oldestMissing(source, folder)),
        aliveAt,
        ...(failure && { failure }),
      };
    });
  }

  /** Sources whose checkpoint has been read: a partition that has just been given to us is not yet. */
  takenUp(): readonly ProjectionSourceState[] {
    return this.sources().filter(({ source }) => this.#folder(source).isTakenUp);
  }

  /**
   * Applies to whichever source holds the stream; a stream lives in one. Rejects with `NotFollowed` when something of it
   * is parked and this process has not been given its source: whoever has it would know nothing of what is done here.
   */
  async retryParked(streamId: string, giveUpFirst: boolean): Promise<RetryResult> {
    const { documents } = this.#options;
    const parked = await documents.parked(this.ref);
    const event = parked.find((entry) => entry.streamId === streamId && entry.state !== 'discarded');
    if (event === undefined) return { applied: 0, remaining: 0 };
    const { source } = event;
    if (!this.takenUp().some((own) => own.source === source)) throw new NotFollowed(source);
    return this.#folder(source).retryParked(streamId, giveUpFirst);
  }

  /** Within reach of the heads of its sources and of another follower, so that the rest is a matter of moments. */
  isNear(otherAt: (source: SourceId) => number): boolean {
    const sources = this.sources();
    return (
      sources.length > 0 &&
      sources.every(
        ({ source, position, head, failure }) =>
          failure === undefined && Math.max(head, otherAt(source)) - position <= nearEvents,
      )
    );
  }

  /** Resolves when every source has got so far; rejects when the time for it is over or the signal is aborted. */
  async reach(goal: ReadonlyMap<SourceId, number>, signal: AbortSignal): Promise<void> {
    const until = performance.now() + reachMs;
    for (const [source, position] of goal) {
      while ((await this.#reachedOf(source)) < position) {
        signal.throwIfAborted();
        if (performance.now() > until) {
          throw new Error(`generation ${this.ref.generation} did not reach ${source}:${position} in time`);
        }
        await pause(2);
      }
    }
  }

  /** How far the generation is with a source: as this process has stored it, or else another. */
  async #reachedOf(source: SourceId): Promise<number> {
    if (this.#subscription?.state().some((own) => own.source === source)) return this.positionOf(source);
    const stored = await this.#options.documents.checkpoints(this.ref);
    return stored.find((checkpoint) => checkpoint.source === source)?.position ?? 0;
  }

  async close(): Promise<void> {
    await this.#subscription?.close();
    for (const folder of this.#folders.values()) folder.forget();
  }

  /**
   * When the oldest event not yet absorbed was recorded, or a time before it: it is in hand; or nothing was missing when
   * we last looked; or it came after the last one stored.
   */
  #oldestMissing(source: SourceId, folder: SourceFolder): number {
    return folder.oldestUnstored ?? Math.max(this.#caughtUpAt.get(source) ?? 0, folder.recordedAt);
  }

  /** Of a collection that was taken over, what it had been folded from is passed over. */
  #collectionsFor(source: SourceId): readonly AnyCollection[] {
    const { projection, taken } = this.#options;
    // The runner passes each collection only bodies that its own `evolve` has made.
    const collections = projection.collections as readonly AnyCollection[];
    const upTo = taken?.positions[source] ?? 0;
    return collections.map((collection) =>
      taken?.collections.includes(collection.name) ? behind(upTo, collection) : collection,
    );
  }

  #folder(source: SourceId): SourceFolder {
    let folder = this.#folders.get(source);
    if (!folder) {
      const { ref, documents, now, commitSize, memory, bus, givenUp } = this.#options;
      folder = new SourceFolder({
        ref,
        source,
        collections: this.#collectionsFor(source),
        documents,
        now,
        commitSize,
        memory,
        givenUp: givenUp.get(source) ?? new Set(),
        upcast: (event) => bus.upcast(event),
        onCommitted: this.#options.onCommitted,
        onReached: (reached, position) => this.#options.onReached(this, reached, position),
      });
      this.#folders.set(source, folder);
    }
    return folder;
  }
}

function behind(upTo: number, collection: AnyCollection): AnyCollection {
  return { ...collection, keys: (event) => (event.position <= upTo ? [] : collection.keys(event)) };
}
