import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RecordedEvent } from '@linli/contracts';
import type { EventBatch, SourceId } from '@linli/event-bus';
import { StoreUnavailable } from '@linli/event-sourcing';
import {
  CheckpointConflict,
  type Commit,
  type DocumentStore,
  type FacetVersion,
  ImmutableRewritten,
  type ViewRef,
} from '../document-store.ts';
import { FacetCache } from './facet-cache.ts';
import type { AnyCollection, Touched } from './fold.ts';
import { type Admission, type FoldMemory, heapBytes } from './fold-memory.ts';
import { type Folded, foldSlice, touchedBy } from './fold-slice.ts';
import { ParkedEvents } from './parked-events.ts';
import { lateCommit } from './late.ts';
import type { Committed, RetryResult } from './types.ts';

export interface SourceFolderOptions {
  readonly ref: ViewRef;
  readonly source: SourceId;
  readonly collections: readonly AnyCollection[];
  readonly documents: DocumentStore;
  readonly now: () => number;
  readonly commitSize: number;
  readonly memory: FoldMemory;
  /** Positions an operator has given up in the generation before. */
  readonly givenUp: ReadonlySet<number>;
  readonly upcast: (event: RecordedEvent) => RecordedEvent;
  readonly onCommitted: (committed: Committed) => void;
  /** The stored checkpoint is known to have reached the position, by whoever's commit. */
  readonly onReached: (source: SourceId, position: number) => void;
}

/** Commits under way beside the one being folded: one is being written, one waits for the writer. */
const commitsUnderWay = 2;
/** Events folded without a break: some milliseconds. */
const sliceSize = 500;

/**
 * Folds one source into one generation: batches in, commits out. What has been folded may run ahead of what is stored by
 * two commits; when one of them is refused, everything behind it is forgotten and folded again from the stored state.
 */
export class SourceFolder {
  readonly #options: SourceFolderOptions;
  readonly #cache: FacetCache;
  readonly #parked: ParkedEvents;
  /** Events the store has refused for their content, with the reason. */
  readonly #condemned = new Map<number, string>();
  /** Undefined until it has been read for the first time. */
  #stored: number | undefined;
  #recordedAt = 0;
  /** How far has been folded; ahead of `#stored` by the commits under way. */
  #folded = 0;
  /** A commit has failed: what is in memory may not be what is stored. */
  #unsure = true;
  #readable = true;
  /** As the last batch has shown. */
  #bytesPerEvent = 1_024;
  #turn: Promise<unknown> = Promise.resolve();
  /** Commits that are not answered yet, the oldest first. */
  #underWay: Promise<void>[] = [];
  #oldest: number | undefined;

  constructor(options: SourceFolderOptions) {
    this.#options = options;
    this.#cache = new FacetCache(options.collections.length, options.memory);
    this.#parked = new ParkedEvents(options.now, options.givenUp);
  }

  /** The stored checkpoint. */
  get position(): number {
    return this.#stored ?? 0;
  }

  /** The checkpoint has been read; before that, nobody here knows how far the source has been absorbed. */
  get isTakenUp(): boolean {
    return this.#stored !== undefined;
  }

  /** Recorded time of the last stored event. */
  get recordedAt(): number {
    return this.#recordedAt;
  }

  /** Recorded time of the oldest event in hand that is not stored yet. */
  get oldestUnstored(): number | undefined {
    return this.#oldest;
  }

  /** False while the last attempt to read what is stored has failed. */
  get isReadable(): boolean {
    return this.#readable;
  }

  get parked(): number {
    return this.#parked.count;
  }

  /** Reads the stored state and answers where delivery begins. */
  start(): Promise<number> {
    return this.#serially(async () => {
      await this.#resume();
      return this.position;
    });
  }

  /** Keeps nothing in memory any more: the source is no longer ours. When it comes back, its stored state is read. */
  forget(): void {
    this.#unsure = true;
    this.#cache.clear();
  }

  /**
   * May be called for the next batch before the one before is stored: folding takes turns, storing follows behind.
   */
  async handle(batch: EventBatch): Promise<void> {
    for (let refusals = 0; ; refusals += 1) {
      try {
        const { stored } = await this.#serially(() => this.#absorb(batch));
        await stored;
        return;
      } catch (error) {
        this.#unsure = true;
        if (error instanceof ImmutableRewritten) this.#condemned.set(error.position, error.message);
        // Another owner has gone ahead: what it has stored is dropped from the batch, the rest is folded anew.
        else if (!(error instanceof CheckpointConflict) || refusals > 100) throw error;
      }
    }
  }

  retryParked(streamId: string, giveUpFirst: boolean): Promise<RetryResult> {
    return this.#serially(async () => {
      const { documents, ref, source, collections, upcast, now } = this.#options;
      await Promise.allSettled(this.#underWay);
      if (this.#unsure) await this.#resume();
      const events = (await documents.parked(ref)).filter(
        (event) => event.source === source && event.streamId === streamId && event.state !== 'discarded',
      );
      const from = this.position;
      const late = await lateCommit({
        events,
        giveUpFirst,
        collections,
        upcast,
        now,
        cache: this.#cache,
        prefetch: (touched) => this.#prefetch(touched),
      });
      const seal = this.#cache.seal();
      try {
        await documents.commit({
          ref,
          source,
          from,
          to: from,
          recordedAt: this.#recordedAt,
          versions: late.versions,
          moments: [],
          parked: late.parked,
          unparked: late.unparked,
        });
      } catch (error) {
        this.#unsure = true;
        throw error;
      }
      seal();
      this.#parked.release(streamId, events.length - late.result.remaining);
      if (late.versions.length > 0) this.#announce(from, from, late.versions, true);
      return late.result;
    });
  }

  /** Reads the stored state; whatever was folded beyond it is forgotten. */
  async #resume(): Promise<void> {
    const { documents, ref, source } = this.#options;
    await Promise.allSettled(this.#underWay);
    const checkpoints = await this.#read(() => documents.checkpoints(ref));
    const checkpoint = checkpoints.find((entry) => entry.source === source);
    const parked = (await this.#read(() => documents.parked(ref))).filter((event) => event.source === source);
    this.#cache.clear();
    this.#parked.reset(parked);
    this.#stored = checkpoint?.position ?? 0;
    this.#recordedAt = checkpoint?.recordedAt ?? 0;
    this.#folded = this.position;
    this.#oldest = undefined;
    this.#unsure = false;
    this.#options.onReached(source, this.position);
  }

  /** Folds a batch and sends its commits; the answer's `stored` resolves when the last of them is. */
  async #absorb(batch: EventBatch): Promise<{ readonly stored: Promise<unknown> }> {
    if (this.#unsure) await this.#resume();
    if (batch.position <= this.#folded) return { stored: Promise.allSettled(this.#underWay) };
    if (batch.after > this.#folded) {
      throw new Error(`the batch begins behind ${batch.after}, yet only ${this.#folded} is stored before it`);
    }
    const { commitSize } = this.#options;
    const events = batch.events.filter((event) => event.position > this.#folded);
    const commits: Promise<void>[] = [];
    try {
      let start = 0;
      do {
        const chunk = events.slice(start, start + commitSize);
        start += commitSize;
        const to = start >= events.length ? batch.position : (chunk.at(-1) as RecordedEvent).position;
        // Nothing is held back by those who wait here: what has been admitted is stored, or refused, without them.
        const admission = await this.#options.memory.admit(chunk.length * this.#bytesPerEvent);
        try {
          const commit = await this.#fold(chunk, to, batch);
          this.#measure(admission, commit, chunk.length);
          while (this.#underWay.length >= commitsUnderWay) await this.#underWay[0];
          commits.push(this.#send(commit, admission));
        } catch (error) {
          admission.end();
          throw error;
        }
      } while (start < events.length);
    } catch (error) {
      // Why the first of them was refused says more than that something was.
      await Promise.all(commits);
      throw error;
    }
    return { stored: Promise.all(commits) };
  }

  /** A slice at a time, with a turn of the event loop between: requests are answered while a long log is folded. */
  async #fold(chunk: readonly RecordedEvent[], to: number, batch: EventBatch): Promise<Commit> {
    const { ref, source, collections } = this.#options;
    const folded: Folded = { versions: [], moments: [], parked: [] };
    const reasons = new Map(this.#condemned);
    for (const [position, { message }] of batch.unreadable ?? []) reasons.set(position, message);
    for (let start = 0; start < chunk.length; start += sliceSize) {
      if (start > 0) await nextTurn();
      const slice = chunk.slice(start, start + sliceSize);
      this.#oldest ??= slice[0]?.recordedAt;
      const options = { slice, collections, parked: this.#parked, reasons };
      const touched = touchedBy(options);
      await this.#prefetch(touched);
      if (this.#unsure)
        throw new Error('a commit under way has failed: what this was folded on is not known');
      foldSlice(folded, { ...options, touched, source, cache: this.#cache });
    }
    const from = this.#folded;
    this.#folded = to;
    return { ref, source, from, to, recordedAt: chunk.at(-1)?.recordedAt ?? 0, ...folded };
  }

  async #prefetch(touched: readonly Touched[]): Promise<void> {
    const { ref, source, collections, documents } = this.#options;
    await Promise.all(
      collections.map(async (collection, index) => {
        if (collection.immutable) return;
        const missing = new Set<string>();
        for (const lists of touched) {
          for (const key of lists[index] ?? []) if (!this.#cache.hold(index, key)) missing.add(key);
        }
        if (missing.size === 0) return;
        const keys = [...missing];
        const found = await this.#read(() =>
          documents.load(ref, collection.name, source, keys, this.#folded),
        );
        const bodies = new Map(found.map((facet) => [facet.key, facet.body]));
        for (const key of keys) this.#cache.loaded(index, key, bodies.get(key));
      }),
    );
  }

  async #read<T>(read: () => Promise<T>): Promise<T> {
    try {
      const answer = await read();
      this.#readable = true;
      return answer;
    } catch (error) {
      if (error instanceof StoreUnavailable) this.#readable = false;
      throw error;
    }
  }

  /** Texts of the commit, and the documents it was folded on. */
  #measure(admission: Admission, { versions, parked = [] }: Commit, events: number): void {
    let bytes = this.#cache.inHand;
    for (const { key, body } of versions) bytes += heapBytes(key, body?.length ?? 0);
    for (const { event } of parked) bytes += heapBytes('', event.length);
    admission.measured(bytes);
    if (events > 0) this.#bytesPerEvent = Math.ceil(bytes / events);
  }

  #send(commit: Commit, admission: Admission): Promise<void> {
    const before = this.#underWay.at(-1);
    const sent = this.#store(commit, before).finally(() => {
      admission.end();
      this.#underWay = this.#underWay.filter((other) => other !== sent);
      if (this.#underWay.length === 0) this.#oldest = undefined;
    });
    // Whoever delivered the batch is told; those who only wait for their turn need not hear it again.
    sent.catch(() => undefined);
    this.#underWay.push(sent);
    return sent;
  }

  async #store(commit: Commit, before: Promise<void> | undefined): Promise<void> {
    const seal = this.#cache.seal();
    const stored = this.#options.documents.commit(commit);
    // Refused or not, the one before is told of first.
    await Promise.allSettled([before]);
    try {
      await stored;
    } catch (error) {
      // At once, so that nothing is folded on top of what may not be stored.
      this.#unsure = true;
      throw error;
    }
    // This one is stored though one before it is not known to be: the checkpoint will tell.
    if (this.#unsure) return;
    seal();
    this.#stored = commit.to;
    this.#recordedAt = Math.max(this.#recordedAt, commit.recordedAt);
    for (const { position } of commit.parked ?? []) this.#condemned.delete(position);
    this.#announce(commit.from, commit.to, commit.versions, false);
    this.#options.onReached(commit.source, commit.to);
  }

  #announce(from: number, to: number, versions: readonly FacetVersion[], late: boolean): void {
    const { onCommitted, ref, source } = this.#options;
    onCommitted({
      generation: ref.generation,
      source,
      from,
      to,
      recordedAt: this.#recordedAt,
      versions,
      late,
    });
  }

  #serially<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }
}
