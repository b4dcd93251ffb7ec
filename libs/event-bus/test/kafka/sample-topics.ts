import { randomUUID } from 'node:crypto';
import {
  type ContextName,
  eventDefinitions,
  type RecordedEvent,
  toBinaryMessage,
  toCloudEvent,
  toStructuredMessage,
} from '@linli/contracts';
import { type Admin, type Kafka, Partitioners, type Producer } from 'kafkajs';
import type { EventBatch, Subscriber } from '../../src/event-bus.ts';
import { until } from '../sample-logs.ts';
import { createKafkaClient, type KafkaConnection, topicName } from '../../src/kafka/kafka-connection.ts';

/** Of all events here. */
export const tenant = '武汉';

/** Topics of one test file, under a prefix of its own. */
export function connectionTo(brokers: readonly string[], clientId = 'tests'): KafkaConnection {
  return { brokers, clientId, prefix: `t${randomUUID().slice(0, 8)}.` };
}

export function event(position: number, more: Partial<RecordedEvent> = {}): RecordedEvent {
  const type = more.type ?? 'IncidentReported';
  const definition = eventDefinitions.find((one) => one.type === type);
  return {
    position,
    streamId: `incident-${position % 10}`,
    revision: Math.floor(position / 10),
    id: randomUUID(),
    type,
    version: 1,
    recordedAt: 1_790_000_000_000 + position,
    data: definition?.examples[0] ?? {},
    metadata: { commandId: `c-${position}`, correlationId: 'c', actor: 'worker-1', tenant },
    ...more,
  };
}

export interface Publishing {
  /** Of the whole batch; by key when left out. */
  readonly partition?: number;
  readonly type?: string;
  readonly stream?: string;
  readonly mode?: 'binary' | 'structured';
}

/** Publishes as the relay does, each call in a transaction, with positions from 1 on. */
export class Publisher {
  readonly topic: string;
  readonly admin: Admin;
  readonly #client: Kafka;
  readonly #producer: Producer;
  readonly #context: ContextName;
  #position = 0;

  constructor(connection: KafkaConnection, context: ContextName = 'incidents') {
    const client = createKafkaClient(connection);
    this.#client = client;
    this.topic = topicName(connection, context);
    this.#context = context;
    this.admin = client.admin();
    this.#producer = client.producer({
      transactionalId: `${this.topic}.tests`,
      idempotent: true,
      maxInFlightRequests: 1,
      createPartitioner: Partitioners.DefaultPartitioner,
      retry: { initialRetryTime: 50 },
    });
  }

  get position(): number {
    return this.#position;
  }

  async start(partitions: number): Promise<this> {
    await this.admin.connect();
    await this.create(partitions);
    await this.connect();
    return this;
  }

  async create(partitions: number): Promise<void> {
    const topics = [{ topic: this.topic, numPartitions: partitions }];
    await this.admin.createTopics({ topics, waitForLeaders: false });
    await until(() => this.#isLed(partitions));
  }

  async connect(): Promise<void> {
    await this.admin.connect();
    await this.#producer.connect();
  }

  async #isLed(partitions: number): Promise<boolean> {
    try {
      const { topics } = await this.admin.fetchTopicMetadata({ topics: [this.topic] });
      const led = topics[0]?.partitions.filter(({ leader }) => leader >= 0) ?? [];
      return led.length === partitions;
    } catch {
      return false;
    }
  }

  /** The next so many events of the log, in one transaction. */
  async publish(count: number, how: Publishing = {}): Promise<void> {
    await this.send(this.next(count, how).map((one) => this.message(one, how)));
  }

  /** The next so many events of the log in a transaction that is aborted; their positions come again. */
  async abort(count: number, how: Publishing = {}): Promise<void> {
    const start = this.#position;
    await this.send(
      this.next(count, how).map((one) => this.message(one, how)),
      'abort',
    );
    this.#position = start;
  }

  next(count: number, { type, stream }: Publishing = {}): RecordedEvent[] {
    return Array.from({ length: count }, () => {
      this.#position += 1;
      return event(this.#position, { ...(type && { type }), ...(stream && { streamId: stream }) });
    });
  }

  message(one: RecordedEvent, { partition, mode }: Publishing = {}) {
    const envelope = toCloudEvent(one, this.#context);
    const message = mode === 'structured' ? toStructuredMessage(envelope) : toBinaryMessage(envelope);
    return { ...message, headers: { ...message.headers }, ...(partition !== undefined && { partition }) };
  }

  async send(
    messages: readonly {
      key?: string;
      value: string | null;
      headers?: Record<string, string>;
      partition?: number;
    }[],
    end: 'commit' | 'abort' = 'commit',
  ): Promise<void> {
    const transaction = await this.#producer.transaction();
    try {
      await transaction.send({ topic: this.topic, acks: -1, messages: [...messages] });
    } catch (error) {
      await transaction.abort();
      throw error;
    }
    await transaction[end]();
  }

  /** The next so many events outside of a transaction, by a producer that tries again while connections break. */
  async insist(count: number): Promise<void> {
    const producer = this.#client.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      createPartitioner: Partitioners.DefaultPartitioner,
    });
    await producer.connect();
    const messages = this.next(count).map((one) => this.message(one));
    await producer.send({ topic: this.topic, acks: -1, messages });
    await producer.disconnect();
  }

  /** Readable end of each partition: the offset behind its last record. */
  async ends(): Promise<Map<number, number>> {
    const offsets = await this.admin.fetchTopicOffsets(this.topic);
    return new Map(offsets.map(({ partition, high }) => [partition, Number(high)]));
  }

  async committed(group: string): Promise<Map<number, number>> {
    const [found] = await this.admin.fetchOffsets({ groupId: group, topics: [this.topic] });
    return new Map((found?.partitions ?? []).map(({ partition, offset }) => [partition, Number(offset)]));
  }

  /** Commits offsets in the name of a group that has no members now: the truth or a lie. */
  async commit(group: string, offsets: ReadonlyMap<number, number>): Promise<void> {
    const consumer = this.#client.consumer({ groupId: group, maxWaitTimeInMs: 50 });
    await consumer.connect();
    await consumer.subscribe({ topic: this.topic });
    await consumer.run({ autoCommit: false, eachBatch: async () => undefined });
    await consumer.commitOffsets(
      [...offsets].map(([partition, offset]) => ({ topic: this.topic, partition, offset: String(offset) })),
    );
    await consumer.disconnect();
  }

  async close(): Promise<void> {
    await this.#producer.disconnect();
    await this.admin.disconnect();
  }
}

/**
 * A store that keeps positions and effects together and guards them, as the documents of a projection are: what is behind
 * the stored position is dropped, what would leave a gap or overtake another owner is refused.
 */
export class GuardedStore {
  readonly effects = new Map<string, number[]>();
  readonly refusals: string[] = [];

  position(source: string): number {
    return this.effects.get(source)?.at(-1) ?? 0;
  }

  async absorb(batch: EventBatch, work: () => Promise<void> = async () => undefined): Promise<void> {
    const from = this.position(batch.source);
    await work();
    if (batch.after > from) return this.#refuse(`${batch.source}: a gap from ${from} to ${batch.after}`);
    if (this.position(batch.source) !== from) return this.#refuse(`${batch.source}: another owner`);
    const fresh = batch.events.map(({ position }) => position).filter((position) => position > from);
    this.effects.set(batch.source, [...(this.effects.get(batch.source) ?? []), ...fresh]);
  }

  all(): number[] {
    return [...this.effects.values()].flat().toSorted((one, other) => one - other);
  }

  subscriber(more: Partial<Subscriber> = {}): Subscriber {
    return {
      group: 'board',
      contexts: ['incidents'],
      startAfter: async (source) => this.position(source),
      handle: (batch) => this.absorb(batch),
      ...more,
    };
  }

  #refuse(reason: string): never {
    this.refusals.push(reason);
    throw new Error(reason);
  }
}
