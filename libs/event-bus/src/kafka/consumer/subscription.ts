import type { ContextName, RecordedEvent } from '@linli/contracts';
import type { Kafka } from 'kafkajs';
import { type BackOff, backOffMs, pause } from '../../back-off.ts';
import type { Failure, SourceState, Subscriber, Subscription } from '../../event-bus.ts';
import { groupRefusal, KafkaAccessRefused, refusalOf } from './access.ts';
import { type AssignedPartition, Assignment } from './assignment.ts';
import type { Budget } from './backlog.ts';
import type { ClusterView } from './cluster.ts';
import { type NewerEvents, RecordReader } from './decode.ts';
import type { OnForeign } from './intake.ts';
import { ConsumerPartition } from './partition.ts';
import type { PartitionRange } from './placement.ts';
import { ConsumerSession } from './session.ts';
import { type KafkaConnection, type KafkaJournal, topicName } from '../kafka-connection.ts';

export interface SubscriptionOptions {
  readonly connection: KafkaConnection;
  readonly client: Kafka;
  readonly cluster: ClusterView;
  readonly budget: Budget;
  readonly group: string;
  readonly subscriber: Subscriber;
  readonly tenant: string;
  readonly upcast: (event: RecordedEvent) => RecordedEvent;
  readonly newer: NewerEvents;
  readonly backOff: BackOff;
  readonly sessionTimeoutMs: number;
  readonly journal: KafkaJournal;
  readonly onForeign: OnForeign;
  /** What the client has complained of lately. */
  complaint(): string | undefined;
}

/** How long subscribing waits for the brokers, and for the group once they are reached, before it goes on behind. */
const connectWithinMs = 3_000;
const joinWithinMs = 15_000;
/** How often it is looked whether missing topics are there, and where paused partitions end. */
const lookEveryMs = 2_000;
/** The coordinator was silent for so long that it shows in the state. */
const silenceMs = 5_000;

/**
 * One subscriber in its consumer group for as long as it wants: whatever ends a membership, another begins after a
 * back-off, and the state says why it is not reading meanwhile.
 */
export class ConsumerSubscription implements Subscription {
  readonly #options: SubscriptionOptions;
  /** Contexts by topic. */
  readonly #contexts: ReadonlyMap<string, ContextName>;
  readonly #readers: ReadonlyMap<string, RecordReader>;
  readonly #assignment: Assignment;
  readonly #closing = new AbortController();
  readonly #opened: Promise<void>;
  #settleOpened: { resolve(): void; reject(error: unknown): void } = { resolve() {}, reject() {} };
  readonly #following: Promise<void>;
  #session: ConsumerSession | undefined;
  #missing: readonly string[] = [];
  /** It has been a member once, or has seen that there is nothing to be a member for. */
  #hasBegun = false;
  #trouble: Failure | undefined;
  readonly #located = new Map<string, Promise<Located>>();

  private constructor(options: SubscriptionOptions) {
    this.#options = options;
    const { connection, subscriber, tenant, upcast, newer, journal } = options;
    const topics = subscriber.contexts.map((context) => [topicName(connection, context), context] as const);
    this.#contexts = new Map(topics);
    this.#readers = new Map(
      topics.map(([topic, context]) => {
        const onUnknownType = (type: string) =>
          journal('warn', `${topic}: events of type ${type} are of a newer release and not known here`);
        const types = subscriber.types && { types: subscriber.types };
        return [topic, new RecordReader({ context, tenant, ...types, upcast, newer, onUnknownType })];
      }),
    );
    this.#assignment = new Assignment((assigned) => this.#openPartition(assigned));
    this.#opened = new Promise((resolve, reject) => {
      this.#settleOpened = { resolve, reject };
    });
    this.#following = this.#follow();
    void this.#openInTime();
  }

  static async open(options: SubscriptionOptions): Promise<ConsumerSubscription> {
    const subscription = new ConsumerSubscription(options);
    try {
      await subscription.#opened;
    } catch (error) {
      await subscription.close();
      throw error;
    }
    return subscription;
  }

  state(): readonly SourceState[] {
    const failure = this.#failure();
    const sources = this.#assignment.states();
    if (failure === undefined) return sources;
    if (sources.length > 0) return sources.map((state) => ({ failure, ...state }));
    return [...this.#contexts.values()].map((source) => ({
      source,
      position: 0,
      head: 0,
      aliveAt: 0,
      failure,
    }));
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#settleOpened.resolve();
    await this.#following;
  }

  async #follow(): Promise<void> {
    const { signal } = this.#closing;
    for (let attempts = 1; !signal.aborted; attempts += 1) {
      try {
        const present = await this.#present();
        if (present.length === 0) {
          this.#hasBegun = true;
          this.#settleOpened.resolve();
        } else await this.#belong(present, () => (attempts = 0));
        this.#trouble = undefined;
      } catch (error) {
        await this.#note(error, Math.max(1, attempts));
      }
      await pause(backOffMs(this.#options.backOff, Math.max(1, attempts)), signal);
    }
  }

  /** The topics that are there. The others have no source yet; they are looked for again and again. */
  async #present(): Promise<readonly string[]> {
    const topics = [...this.#contexts.keys()];
    const existing = await this.#unlessClosed(this.#options.cluster.existing(topics));
    const missing = topics.filter((topic) => !existing?.has(topic));
    const { group, journal } = this.#options;
    for (const topic of missing) {
      if (!this.#missing.includes(topic) && existing)
        journal('info', `${group}: ${topic} is not followed: no topic yet`);
    }
    this.#missing = missing;
    return topics.filter((topic) => existing?.has(topic));
  }

  /** A membership in the group, until it ends, there are more topics, or the subscription closes. */
  async #belong(topics: readonly string[], onJoined: () => void): Promise<void> {
    const { client, group, sessionTimeoutMs, journal } = this.#options;
    const session = new ConsumerSession({
      client,
      group,
      topics,
      sessionTimeoutMs,
      assignment: this.#assignment,
      journal,
      onJoined: () => {
        onJoined();
        this.#hasBegun = true;
        this.#trouble = undefined;
        const begun = this.#assignment.entries().map(([, partition]) => partition.begun);
        Promise.all(begun).then(this.#settleOpened.resolve, this.#settleOpened.reject);
      },
    });
    this.#session = session;
    const over = new AbortController();
    try {
      void session.start();
      const reason = await this.#unlessClosed(
        Promise.race([session.ended, this.#watch(session, over.signal)]),
      );
      if (reason) throw reason;
    } finally {
      over.abort();
      await session.close();
      this.#session = undefined;
    }
  }

  /** Resolves when the membership should end: with nothing when there are more topics, with an error when it is no good. */
  async #watch(session: ConsumerSession, signal: AbortSignal): Promise<Error | undefined> {
    const { cluster, sessionTimeoutMs, group, journal } = this.#options;
    while (!signal.aborted) {
      await pause(lookEveryMs, signal);
      if (signal.aborted) break;
      try {
        if (this.#missing.length > 0 && (await cluster.existing(this.#missing)).size > 0) return undefined;
        await this.#lookForEnds();
        if (session.silentForMs > 2 * sessionTimeoutMs) {
          for (const topic of this.#contexts.keys()) await cluster.committed(group, topic);
          if (session.silentForMs > 2 * sessionTimeoutMs)
            return new Error('the brokers answer, but not to this member of the group');
        }
      } catch (error) {
        journal('debug', `could not look at the cluster: ${messageOf(error)}`);
      }
    }
    return undefined;
  }

  /** What is not fetched does not tell where it ends. */
  async #lookForEnds(): Promise<void> {
    const paused = this.#assignment.entries().filter(([, partition]) => partition.isPaused);
    for (const topic of new Set(paused.map(([assigned]) => assigned.topic))) {
      const ranges = await this.#options.cluster.ranges(topic);
      for (const [assigned, partition] of paused) {
        const range = assigned.topic === topic ? ranges.get(assigned.partition) : undefined;
        if (range) partition.endsAt(range.high);
      }
    }
  }

  /** Subscribing does not wait for brokers that are gone: a service starts without them and catches up. */
  async #openInTime(): Promise<void> {
    const { signal } = this.#closing;
    const { cluster } = this.#options;
    await pause(Math.max(0, connectWithinMs - cluster.tryingForMs), signal);
    if (cluster.isReached) await pause(joinWithinMs, signal);
    this.#settleOpened.resolve();
  }

  async #note(error: unknown, attempts: number): Promise<void> {
    const { connection, group, journal } = this.#options;
    const wanted = { connection, group, topics: [...this.#contexts.keys()] };
    const unexplained = error instanceof Error && error.name === 'KafkaJSGroupCoordinatorNotFound';
    const refusal = refusalOf(error, wanted) ?? (unexplained ? await groupRefusal(wanted) : undefined);
    this.#trouble = { message: messageOf(refusal ?? error), attempts };
    journal('error', `${group} is not followed: ${this.#trouble.message}`);
    if (refusal instanceof KafkaAccessRefused) this.#settleOpened.reject(refusal);
    else this.#settleOpened.resolve();
  }

  #failure(): Failure | undefined {
    if (this.#trouble) return this.#trouble;
    const silentForMs = this.#session?.silentForMs ?? this.#options.cluster.tryingForMs;
    if (silentForMs >= silenceMs) {
      const seconds = Math.floor(silentForMs / 1_000);
      const why = this.#options.complaint() ?? 'no reason given';
      return { message: `the brokers have not answered for ${seconds} s: ${why}`, attempts: 1 };
    }
    return this.#hasBegun ? undefined : { message: 'the group is not joined yet', attempts: 1 };
  }

  #openPartition({ topic, partition }: AssignedPartition): ConsumerPartition {
    const { subscriber, backOff, budget, journal, onForeign } = this.#options;
    const session = this.#session as ConsumerSession;
    return new ConsumerPartition({
      context: this.#contexts.get(topic) as ContextName,
      topic,
      partition,
      subscriber,
      reader: this.#readers.get(topic) as RecordReader,
      backOff,
      budget,
      journal,
      onForeign,
      control: session.control(topic, partition),
      mayDeliver: () => session.mayDeliver(),
      locate: () => this.#locate(topic, partition),
    });
  }

  async #locate(topic: string, partition: number) {
    const asked = this.#located.get(topic) ?? this.#ask(topic);
    this.#located.set(topic, asked);
    const { ranges, committed } = await asked.finally(() => this.#located.delete(topic));
    const range = ranges.get(partition);
    if (!range) throw new Error(`${topic} has no partition ${partition} yet`);
    return { range, committed: committed.get(partition) };
  }

  /** Asked once for all partitions that come with one assignment. */
  async #ask(topic: string): Promise<Located> {
    const { cluster, group } = this.#options;
    const [ranges, committed] = await Promise.all([cluster.ranges(topic), cluster.committed(group, topic)]);
    return { ranges, committed };
  }

  /** The answer, or undefined as soon as the subscription closes: nobody waits for what a dead broker may say. */
  #unlessClosed<T>(answer: Promise<T>): Promise<T | undefined> {
    const { signal } = this.#closing;
    const closed = new Promise<undefined>((resolve) => {
      if (signal.aborted) resolve(undefined);
      else signal.addEventListener('abort', () => resolve(undefined), { once: true });
    });
    return Promise.race([answer, closed]);
  }
}

interface Located {
  readonly ranges: ReadonlyMap<number, PartitionRange>;
  readonly committed: ReadonlyMap<number, number>;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
