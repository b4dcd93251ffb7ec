import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import type { Assignment, AssignedPartition } from './assignment.ts';
import type { ConsumerPartition } from './partition.ts';
import type { KafkaJournal } from '../kafka-connection.ts';

export interface SessionOptions {
  readonly client: Kafka;
  readonly group: string;
  readonly topics: readonly string[];
  readonly sessionTimeoutMs: number;
  readonly assignment: Assignment;
  readonly journal: KafkaJournal;
  /** Told after each time the group has been joined. */
  onJoined(): void;
}

/** How often what is finished is committed. Only lag monitoring and scaling rest on it. */
const commitEveryMs = 1_000;
/** Brokers that have been silent for longer are not asked to take offsets before we leave. */
const commitWhileMs = 2_000;
/** Leaving waits no longer than this for an answer of the brokers. */
const leaveWithinMs = 5_000;
/** What is fetched at a time. Decoded by the client it takes ten times as much; larger fetches are slower, not faster. */
const fetchBytes = 1_048_576;
/** More partitions than one process will ever have at work at a time: none waits for another. */
const atATime = 64;

/**
 * One membership in a consumer group, from the connection to the end: when the client gives up, or when it is closed. It
 * lets nothing be handed over while it is not certain that the group counts on us: during a rebalance, and when no
 * heartbeat was answered for as long as the group waits for one, as after a process was frozen.
 */
export class ConsumerSession {
  /** Resolves with the reason when the client has given up; never when the session was closed before. */
  readonly ended: Promise<Error>;
  readonly #options: SessionOptions;
  readonly #consumer: Consumer;
  #end: (reason: Error) => void = () => undefined;
  #starting: Promise<void> = Promise.resolve();
  #joined = false;
  #memberId: string | undefined;
  #answeredAt = Date.now();
  #committing: Promise<void> | undefined;
  #committer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    const { client, group, sessionTimeoutMs } = options;
    this.#consumer = client.consumer({
      groupId: group,
      sessionTimeout: sessionTimeoutMs,
      heartbeatInterval: Math.min(500, sessionTimeoutMs / 4),
      rebalanceTimeout: 10_000,
      maxWaitTimeInMs: 250,
      maxBytesPerPartition: fetchBytes,
      maxBytes: fetchBytes,
      readUncommitted: false,
      allowAutoTopicCreation: false,
      retry: {
        initialRetryTime: 100,
        maxRetryTime: 1_000,
        retries: 60,
        // A consumer that has given up is replaced by a new one.
        restartOnFailure: () => Promise.resolve(false),
      },
    });
    this.#listen();
  }

  /** Milliseconds since the group's coordinator has last answered, or since it was asked first. */
  get silentForMs(): number {
    return Date.now() - this.#answeredAt;
  }

  mayDeliver(): boolean {
    return this.#joined && this.silentForMs < this.#options.sessionTimeoutMs;
  }

  /** Resolves once the group is joined, or `ended` is. */
  start(): Promise<void> {
    this.#starting = this.#run().catch((error: unknown) => {
      this.#end(error instanceof Error ? error : new Error(String(error)));
    });
    return this.#starting;
  }

  /** Lets the work under way finish, commits it and leaves the group, so that others take over at once. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#committer);
    const partitions = this.#options.assignment.entries();
    for (const [{ topic, partition }] of partitions) this.#pause(topic, partition);
    await this.#options.assignment.clear();
    await within(leaveWithinMs, this.#leave(partitions));
  }

  control(topic: string, partition: number) {
    return {
      seek: (offset: number) =>
        this.#told(() => this.#consumer.seek({ topic, partition, offset: String(offset) })),
      pause: () => this.#pause(topic, partition),
      resume: () => this.#told(() => this.#consumer.resume([{ topic, partitions: [partition] }])),
    };
  }

  async #run(): Promise<void> {
    await this.#consumer.connect();
    if (this.#closed) return;
    // From the earliest offset whenever the client finds none: what is too much is passed over.
    await this.#consumer.subscribe({ topics: [...this.#options.topics], fromBeginning: true });
    if (this.#closed) return;
    await this.#consumer.run({
      autoCommit: false,
      partitionsConsumedConcurrently: atATime,
      eachBatch: (payload) => this.#accept(payload),
    });
    if (this.#closed) return;
    this.#committer = setInterval(() => void this.#commit(this.#options.assignment.entries()), commitEveryMs);
  }

  #listen(): void {
    const consumer = this.#consumer;
    const { assignment, onJoined } = this.#options;
    const partitions = () => assignment.entries().map(([, partition]) => partition);
    consumer.on('consumer.group_join', ({ payload }) => {
      if (this.#closed) return;
      this.#answeredAt = Date.now();
      this.#joined = true;
      // The group had given us up, so others have had our partitions meanwhile.
      if (payload.memberId !== this.#memberId) void assignment.clear();
      this.#memberId = payload.memberId;
      assignment.set(assignedIn(payload.memberAssignment));
      for (const partition of partitions()) partition.wake();
      onJoined();
    });
    consumer.on('consumer.rebalancing', () => {
      void this.#commit(assignment.entries());
      this.#joined = false;
    });
    consumer.on('consumer.heartbeat', () => {
      this.#answeredAt = Date.now();
      for (const partition of partitions()) partition.beat();
    });
    // Records that no consumer sees: aborted transactions and the ends of all of them.
    consumer.on('consumer.start_batch_process', ({ payload }) => {
      if (payload.batchSize > 0) return;
      const { topic, partition, firstOffset, lastOffset, highWatermark } = payload;
      void assignment.get(topic, partition)?.accept({
        messages: [],
        first: (firstOffset as string | null) === null ? undefined : Number(firstOffset),
        next: Number(lastOffset) + 1,
        highWatermark: Number(highWatermark),
      });
    });
    consumer.on('consumer.crash', ({ payload }) => {
      this.#joined = false;
      this.#end(payload.error);
    });
  }

  async #accept({ batch, isStale }: EachBatchPayload): Promise<void> {
    if (this.#closed || isStale()) return;
    await this.#options.assignment.get(batch.topic, batch.partition)?.accept({
      messages: batch.messages,
      first: Number(batch.firstOffset()),
      next: Number(batch.lastOffset()) + 1,
      highWatermark: Number(batch.highWatermark),
    });
  }

  /** One at a time; a refused one is made good by the next. */
  #commit(partitions: readonly (readonly [AssignedPartition, ConsumerPartition])[]): Promise<void> {
    if (!this.#joined) return Promise.resolve();
    this.#committing ??= this.#commitNow(partitions).finally(() => {
      this.#committing = undefined;
    });
    return this.#committing;
  }

  async #commitNow(partitions: readonly (readonly [AssignedPartition, ConsumerPartition])[]): Promise<void> {
    const commits = partitions.flatMap(([assigned, partition]) => {
      const offset = partition.uncommitted;
      return offset === undefined ? [] : [{ assigned, partition, offset }];
    });
    if (commits.length === 0) return;
    try {
      await this.#consumer.commitOffsets(
        commits.map(({ assigned, offset }) => ({ ...assigned, offset: String(offset) })),
      );
      for (const { partition, offset } of commits) partition.committed(offset);
    } catch (error) {
      this.#options.journal('debug', `offsets were not committed: ${(error as Error).message}`);
    }
  }

  async #leave(partitions: readonly (readonly [AssignedPartition, ConsumerPartition])[]): Promise<void> {
    // A client that is disconnected while it joins would stay in the group without doing anything.
    await this.#starting;
    if (this.silentForMs < commitWhileMs) {
      await this.#committing;
      await this.#commit(partitions);
    }
    await this.#consumer.disconnect();
  }

  #pause(topic: string, partition: number): void {
    this.#told(() => this.#consumer.pause([{ topic, partitions: [partition] }]));
  }

  /** The client refuses all these once it has stopped, when nobody needs them any more. */
  #told(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#options.journal('debug', `the consumer has stopped: ${(error as Error).message}`);
    }
  }
}

function assignedIn(assignment: Readonly<Record<string, readonly number[]>>): AssignedPartition[] {
  return Object.entries(assignment).flatMap(([topic, partitions]) =>
    partitions.map((partition) => ({ topic, partition })),
  );
}

/** Resolves with the work or without it, when it takes longer; what is late goes on behind. */
async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work.catch(() => undefined), late]);
  clearTimeout(timer);
}
