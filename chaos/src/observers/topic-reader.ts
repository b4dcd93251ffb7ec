import type { Recorder } from '@linli/testing/history';
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import type { KafkaAccess } from '../city.ts';
import { kafkaClient } from '../kafka-client.ts';

export interface TopicReaderOptions {
  readonly kafka: KafkaAccess;
  readonly contexts: readonly string[];
  readonly recorder: Recorder;
  /** Consumer group of its own; what it has read is read again only from where it committed. */
  readonly group: string;
}

/** Reads the topics with a client of its own, committed transactions only, and notes each record with its offset. */
export class TopicReader {
  readonly #options: TopicReaderOptions;
  readonly #kafka: Kafka;
  #consumer: Consumer | undefined;
  #run = -1;
  /** Per context and partition, the position of the last record. */
  readonly #reached = new Map<string, Map<string, number>>();

  constructor(options: TopicReaderOptions) {
    this.#options = options;
    const retry = { initialRetryTime: 100, maxRetryTime: 1_000, retries: 600 };
    this.#kafka = kafkaClient(options.kafka, 'chaos-observer', retry);
    for (const context of options.contexts) {
      const by = nameOf(context);
      options.recorder.note(by, { kind: 'observer', of: 'topic', context, audience: by, delivers: 'once' });
    }
  }

  /** The highest position read of a context's topic, 0 before the first. */
  reached(context: string): number {
    return Math.max(0, ...(this.#reached.get(context)?.values() ?? []));
  }

  /** Per partition, the position of the last record read. */
  partitions(context: string): ReadonlyMap<string, number> {
    return this.#reached.get(context) ?? new Map();
  }

  async start(): Promise<void> {
    const { contexts, group } = this.#options;
    const consumer = this.#kafka.consumer({
      groupId: group,
      sessionTimeout: 10_000,
      rebalanceTimeout: 10_000,
      heartbeatInterval: 500,
      maxWaitTimeInMs: 250,
    });
    this.#consumer = consumer;
    consumer.on(consumer.events.GROUP_JOIN, () => this.#begin());
    await consumer.connect();
    await consumer.subscribe({ topics: contexts.map((context) => `linli.${context}`), fromBeginning: true });
    await consumer.run({ eachBatch: (batch) => this.#note(batch), eachBatchAutoResolve: true });
  }

  caughtUp(context: string, position: number): void {
    this.#options.recorder.note(nameOf(context), { kind: 'caught-up', context, position });
  }

  async close(): Promise<void> {
    await this.#consumer?.disconnect();
  }

  #begin(): void {
    this.#run += 1;
    for (const context of this.#options.contexts) {
      // Later runs begin where it had committed, which it does not know by position.
      const after = this.#run === 0 ? { after: {} } : {};
      this.#options.recorder.note(nameOf(context), { kind: 'opened', run: this.#run, ...after });
    }
  }

  #note({ batch }: EachBatchPayload): Promise<void> {
    const context = batch.topic.slice(batch.topic.lastIndexOf('.') + 1);
    const source = `${context}/${batch.partition}`;
    const reached = this.#reached.get(context) ?? new Map<string, number>();
    this.#reached.set(context, reached);
    this.#options.recorder.notes(
      nameOf(context),
      batch.messages.map(({ offset, headers = {} }) => {
        const header = (name: string) => String(headers[`ce_${name}`] ?? '');
        const position = Number(header('position'));
        reached.set(source, Math.max(reached.get(source) ?? 0, position));
        return {
          kind: 'event',
          run: this.#run,
          source,
          offset: Number(offset),
          position,
          stream: header('subject'),
          revision: Number(header('sequence')),
          id: header('id'),
          type: header('type').split('.').at(-2) ?? '',
          command: header('commandid'),
        };
      }),
    );
    return Promise.resolve();
  }
}

function nameOf(context: string): string {
  return `topic-${context}`;
}
