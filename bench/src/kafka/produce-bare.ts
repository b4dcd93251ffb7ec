import { ensureTopic } from '@linli/event-bus';
import type { Message, Producer } from 'kafkajs';
import { cpuSeconds, orderOf, tell, until } from './order.ts';
import {
  bareClient,
  readTopic,
  connectionTo,
  partitions,
  type Place,
  replication,
  topicAt,
} from './place.ts';

export interface ProduceOrder {
  /** Where a relay has published. */
  readonly from: Place;
  readonly events: number;
  /** Where the same is to be produced. */
  readonly to: Place;
  /** A transaction for each batch as the relay has it, else an idempotent producer without. */
  readonly transactional: boolean;
}

export interface Produced {
  readonly seconds: number;
  /** Processor seconds in that time, all threads together. */
  readonly cpuSeconds: number;
}

/** Produces to a new topic, by the bare client, what a relay has published: the same messages in the same batches. */
const { from, events, to, transactional } = orderOf<ProduceOrder>();
const batches = await read();
await ensureTopic({ connection: connectionTo(to), context: 'incidents', partitions, replication });
const topic = topicAt(to);
const producer = bareClient(to).producer({
  maxInFlightRequests: 1,
  allowAutoTopicCreation: false,
  ...(transactional
    ? {
        transactionalId: `${to.prefix}bare`,
        transactionTimeout: 30_000,
        // A transaction right behind another meets CONCURRENT_TRANSACTIONS for a moment.
        retry: { initialRetryTime: 5, multiplier: 1.5, maxRetryTime: 200, retries: 10 },
      }
    : { idempotent: true }),
});
await producer.connect();
const send = transactional ? inTransactions(producer) : plainly(producer);
// Before the clock starts: what asks for the producer id and, in transactions, for the coordinator.
await send([{ value: null, partition: 0 }]);
const begun = performance.now();
const cpuBefore = cpuSeconds();
for (const messages of batches) await send(messages);
tell({
  seconds: (performance.now() - begun) / 1_000,
  cpuSeconds: cpuSeconds() - cpuBefore,
} satisfies Produced);
await producer.disconnect();

function plainly(client: Producer) {
  return async (messages: Message[]): Promise<void> => {
    await client.send({ topic, acks: -1, messages });
  };
}

function inTransactions(client: Producer) {
  return async (messages: Message[]): Promise<void> => {
    const transaction = await client.transaction();
    await transaction.send({ topic, acks: -1, messages });
    await transaction.commit();
  };
}

/** Everything the relay has published, batch by batch: its header `linli_after` tells which. */
async function read(): Promise<Message[][]> {
  const found = new Map<string, { readonly position: string; readonly message: Message }[]>();
  let count = 0;
  const consumer = await readTopic(from, 1, async ({ batch }) => {
    for (const { key, value, headers = {}, timestamp } of batch.messages) {
      // Text, as who makes a CloudEvent has it; the value as bytes, as the relay gives it.
      const texts = Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, String(text)]));
      const message = {
        key: String(key),
        value: Buffer.from(value as Buffer),
        headers: texts,
        timestamp,
        partition: batch.partition,
      };
      const after = texts['linli_after'] as string;
      const own = found.get(after) ?? [];
      if (own.length === 0) found.set(after, own);
      own.push({ position: texts['ce_position'] as string, message });
      count += 1;
    }
  });
  await until(() => count >= events);
  await consumer.disconnect();
  return [...found]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([, own]) =>
      own.toSorted((one, other) => (one.position < other.position ? -1 : 1)).map(({ message }) => message),
    );
}
