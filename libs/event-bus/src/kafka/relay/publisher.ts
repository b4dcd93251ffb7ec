import { setTimeout } from 'node:timers/promises';
import type { Kafka, Message, Producer, RecordMetadata, Transaction } from 'kafkajs';
import { kafkaFailure } from '../kafka-failure.ts';
import { openTopicEnds, type TopicEnds } from './topic-ends.ts';

export interface PublisherOptions {
  readonly kafka: Kafka;
  readonly topic: string;
  readonly transactionalId: string;
}

/** A message whose partition has been chosen. */
export interface PlacedMessage extends Message {
  readonly partition: number;
}

/** The one producer of a topic whose transactions the broker takes. */
export interface Publisher {
  /**
   * All messages become readable, or none, each partition's in this order; resolves when they are. `mayCommit` is asked
   * once everything is at the broker. After a rejection nothing is known of this batch, and the publisher can only be
   * closed.
   */
  publish(messages: readonly PlacedMessage[], mayCommit: () => boolean): Promise<void>;
  /** Never rejects. */
  close(): Promise<void>;
}

/** How long the broker keeps a transaction of a publisher that is never heard of again; readers wait for that long. */
export const transactionTimeoutMs = 30_000;

/** In so many milliseconds a broker that has taken a commit carries it out, unless it has passed over a partition. */
const longestCommitMs = 5_000;

/**
 * Opens a publisher: from now on the broker refuses every publisher opened before under the same transactional id, and
 * what one of them had begun and not committed is aborted.
 */
export async function openPublisher(options: PublisherOptions): Promise<Publisher> {
  const { kafka, topic, transactionalId } = options;
  const producer = kafka.producer({
    transactionalId,
    transactionTimeout: transactionTimeoutMs,
    // Not `idempotent`: transactions are, and kafkajs would ask for a second producer id outside of them.
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    createPartitioner:
      () =>
      ({ message }) =>
        (message as PlacedMessage).partition,
    // A transaction begun right behind another meets CONCURRENT_TRANSACTIONS for a moment: hence the short first wait.
    // What lasts beyond two seconds ends the publisher, and the next one finds out where things stand.
    retry: { initialRetryTime: 5, multiplier: 1.5, maxRetryTime: 200, retries: 10 },
  });
  let transaction: Transaction;
  let ends: TopicEnds;
  try {
    await producer.connect();
    // This asks for the producer id, and with it fences the others; nothing is begun at the broker before a message is sent.
    transaction = await producer.transaction();
    ends = await openTopicEnds(kafka, topic, 'readCommitted');
  } catch (error) {
    await disconnect(producer);
    throw kafkaFailure(`transactional id ${transactionalId} could not be opened`, error);
  }
  return {
    async publish(messages, mayCommit) {
      let answers: readonly RecordMetadata[];
      try {
        answers = await transaction.send({ topic, acks: -1, messages: messages as PlacedMessage[] });
        mustCover(messages, answers);
        if (!mayCommit()) throw new Error('the lease has been lost before the commit');
      } catch (error) {
        // So that readers need not wait for the next publisher or the time-out.
        await transaction.abort().catch(() => undefined);
        throw error;
      }
      await transaction.commit();
      await untilReadable(ends, answers);
      transaction = await producer.transaction();
    },
    async close() {
      await ends.close();
      await disconnect(producer);
    },
  };
}

/**
 * When a partition changes its leader while a batch is on its way, kafkajs can pass over its messages or send them twice,
 * and resolves all the same. Its answers tell: there is one for each partition that was written.
 */
function mustCover(messages: readonly PlacedMessage[], answers: readonly RecordMetadata[]): void {
  const asked = new Set(messages.map(({ partition }) => partition));
  const written = answers.map(({ partition }) => partition);
  if (written.length !== asked.size || !written.every((partition) => asked.delete(partition)))
    throw new Error(`partitions written: ${written.join(', ')}; they are not those of the batch`);
}

/**
 * A broker answers a commit before it has carried it out, and when it is killed in between, a partition can be left
 * without. The next batch says of all before it that they stand in the topic, so nothing is sent before that is true;
 * who opens the next publisher puts it right.
 */
async function untilReadable(ends: TopicEnds, answers: readonly RecordMetadata[]): Promise<void> {
  const deadline = performance.now() + longestCommitMs;
  for (let waitMs = 1; ; waitMs = Math.min(waitMs * 2, 100)) {
    const reached = await ends.read();
    const missing = answers
      .filter(({ partition, baseOffset }) => (reached.get(partition) ?? 0n) <= BigInt(baseOffset ?? 0))
      .map(({ partition }) => partition)
      .sort((one, other) => one - other);
    if (missing.length === 0) return;
    if (performance.now() > deadline)
      throw new Error(
        `the broker has taken the commit, but not carried it out in partitions ${missing.join(', ')}`,
      );
    await setTimeout(waitMs);
  }
}

/** Whether a publisher that was opened later has taken over, or the broker has given up this one's transaction. */
export function isFenced(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if ((cause as Error & { type?: string }).type === 'INVALID_PRODUCER_EPOCH') return true;
  return false;
}

async function disconnect(producer: Producer): Promise<void> {
  await producer.disconnect().catch(() => undefined);
}
