import type { ContextName } from '@linli/contracts';
import { type BackOff, backOffMs, pause } from '../../back-off.ts';
import { deliverInOrder } from '../../delivery.ts';
import type { EventBatch, SourceId, SourceState, Subscriber } from '../../event-bus.ts';
import { type Fetched, type IntakeOptions, PartitionIntake } from './intake.ts';
import type { PartitionRange } from './placement.ts';

export interface PartitionOptions extends Omit<IntakeOptions, 'onPlaced' | 'onWork'> {
  readonly context: ContextName;
  readonly subscriber: Subscriber;
  readonly backOff: BackOff;
  /** Where the partition begins and ends now, and the offset its group has committed, if any. */
  locate(): Promise<{ readonly range: PartitionRange; readonly committed: number | undefined }>;
  /** Whether it is certain that the group still counts on us. */
  mayDeliver(): boolean;
}

/** One partition while it is assigned to us: from the subscriber's start to the last batch it is handed. */
export class ConsumerPartition {
  readonly source: SourceId;
  /** Resolves when the subscriber has told where it starts, and stored it if that is the end; rejects when it cannot. */
  readonly begun: Promise<void>;
  readonly #options: PartitionOptions;
  readonly #intake: PartitionIntake;
  readonly #stopping = new AbortController();
  #running: Promise<unknown> = Promise.resolve();
  #settleBegun: { resolve(): void; reject(error: unknown): void } = { resolve() {}, reject() {} };
  /** Position up to which everything has been handed over, and up to which it is finished. */
  #handedOver = 0;
  #position = 0;
  /** Of the batches under way, the oldest first: the offset behind each. */
  readonly #underWay: number[] = [];
  /** Offset behind the last record that is finished, and the one the group has committed. */
  #finished: number | undefined;
  #committed: number | undefined;
  #aliveAt = Date.now();
  #failure: { message: string; attempts: number } | undefined;
  #waiting: (() => void)[] = [];

  constructor(options: PartitionOptions) {
    this.#options = options;
    this.source = `${options.context}/${options.partition}`;
    this.begun = new Promise((resolve, reject) => {
      this.#settleBegun = { resolve, reject };
    });
    this.begun.catch(() => undefined);
    this.#intake = new PartitionIntake({
      ...options,
      onPlaced: (position) => {
        this.#handedOver = this.#position = position;
        this.#finished = this.#committed = this.#intake.next;
      },
      onWork: () => this.wake(),
    });
  }

  get isPaused(): boolean {
    return this.#intake.isPaused;
  }

  /** Offset that the group should commit; undefined when it has. */
  get uncommitted(): number | undefined {
    return this.#finished === this.#committed ? undefined : this.#finished;
  }

  /** Begins once `before` is over: an earlier life of the same partition. */
  start(before: Promise<unknown>): void {
    this.#running = before.then(() => this.#run());
  }

  rejoined(): void {
    this.#intake.rejoined();
  }

  accept(fetched: Fetched): Promise<void> {
    return this.#intake.accept(fetched);
  }

  endsAt(highWatermark: number): void {
    this.#intake.endsAt(highWatermark);
  }

  committed(offset: number): void {
    this.#committed = offset;
  }

  /** The client has asked for this partition too, and the group counts on us. */
  beat(): void {
    const idle = this.#intake.isEmpty && this.#underWay.length === 0;
    if (idle && this.#trouble === undefined && this.#finished !== undefined) this.#aliveAt = Date.now();
    this.wake();
  }

  /** There may be something to hand over. */
  wake(): void {
    const nothingLeft = this.#underWay.length === 0 && this.#intake.isEmpty;
    // What stops has thrown away what it did not hand over, and has not finished it.
    if (nothingLeft && !this.#stopping.signal.aborted) this.#finished = this.#intake.next;
    for (const wakeUp of this.#waiting.splice(0)) wakeUp();
  }

  state(): SourceState {
    // Before the place is found there is no telling how far it is behind, only that it is.
    const lag = this.#finished === undefined ? 1 : Math.max(0, this.#intake.highWatermark - this.#finished);
    return {
      source: this.source,
      position: this.#position,
      head: this.#position + lag,
      aliveAt: this.#aliveAt,
      ...(this.#trouble && { failure: this.#trouble }),
    };
  }

  /** What stops it for good says more than what is tried again. */
  get #trouble(): SourceState['failure'] {
    const { broken } = this.#intake;
    return broken === undefined ? this.#failure : { message: broken, attempts: 1, stuck: true };
  }

  /** Hands over nothing more, awaits what is under way and tells the subscriber. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#intake.stop();
    this.wake();
    await this.#running;
    this.#settleBegun.resolve();
    try {
      await this.#options.subscriber.released?.(this.source);
    } catch (error) {
      this.#options.journal('warn', `${this.source} was not released cleanly: ${messageOf(error)}`);
    }
  }

  async #run(): Promise<void> {
    const { backOff, subscriber } = this.#options;
    const { signal } = this.#stopping;
    for (let attempts = 1; !signal.aborted; attempts += 1) {
      try {
        await this.#begin();
        break;
      } catch (error) {
        this.#failure = { message: messageOf(error), attempts };
        await pause(backOffMs(backOff, attempts), signal);
      }
    }
    await deliverInOrder(
      { next: () => this.#next() },
      {
        handle: (batch) => this.#handOver(batch),
        ahead: subscriber.ahead ?? 1,
        backOff,
        signal,
        onWaiting: () => undefined,
        onFinished: (batch) => this.#finish(batch),
        onRefused: (error, attempts) => {
          this.#failure = { message: messageOf(error), attempts };
        },
      },
    );
  }

  async #begin(): Promise<void> {
    const after = await this.#options.subscriber.startAfter(this.source).catch((error: unknown) => {
      this.#settleBegun.reject(error);
      throw error;
    });
    const { range, committed } = await this.#options.locate();
    this.#failure = undefined;
    if (after !== 'end') {
      this.#handedOver = this.#position = after;
      this.#settleBegun.resolve();
    }
    this.#intake.begin(after, range, committed);
  }

  async #next(): Promise<IteratorResult<EventBatch, void>> {
    while (!this.#stopping.signal.aborted) {
      if (!this.#intake.isEmpty) return { done: false, value: this.#take() };
      await this.#woken();
    }
    return { done: true, value: undefined };
  }

  /** Also a batch that was refused goes no other way: by now the partition may be another's. */
  async #handOver(batch: EventBatch): Promise<void> {
    while (!this.#options.mayDeliver()) {
      if (this.#stopping.signal.aborted) throw new Error(`${this.source} is not ours any more`);
      await this.#woken();
    }
    await this.#options.subscriber.handle(batch);
  }

  #woken(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  #take(): EventBatch {
    const { context, subscriber } = this.#options;
    const { events, unreadable, position, next } = this.#intake.take(subscriber.batchSize ?? 500);
    const after = this.#handedOver;
    this.#handedOver = position;
    this.#underWay.push(next);
    return {
      context,
      source: this.source,
      events,
      ...(unreadable.size > 0 && { unreadable }),
      after,
      position,
      head: position + Math.max(0, this.#intake.highWatermark - next),
    };
  }

  #finish(batch: EventBatch): void {
    this.#position = batch.position;
    this.#finished = this.#underWay.shift();
    this.#aliveAt = Date.now();
    this.#failure = undefined;
    this.#settleBegun.resolve();
    this.wake();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
