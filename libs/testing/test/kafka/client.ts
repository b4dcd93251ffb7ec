import { Kafka, logLevel } from 'kafkajs';
import type { KafkaEngine, ServerUser } from '../../src/engines/index.ts';

/** A client that keeps trying for half a minute, as a broker takes some seconds to come back. */
export function clientOf({ brokers }: KafkaEngine, user?: ServerUser): Kafka {
  return new Kafka({
    brokers: [...brokers],
    clientId: 'tests',
    ...(user && { sasl: { mechanism: 'scram-sha-512', username: user.name, password: user.password } }),
    connectionTimeout: 1_000,
    requestTimeout: 5_000,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 30 },
    logLevel: logLevel.NOTHING,
  });
}

/** Makes a topic of one partition. */
export async function createTopic(client: Kafka, topic: string): Promise<void> {
  const admin = client.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: 1 }], waitForLeaders: true });
  await admin.disconnect();
}

/** Resolves when all in-sync replicas have the messages. */
export async function produce(client: Kafka, topic: string, values: readonly string[]): Promise<void> {
  const producer = client.producer({ idempotent: true, maxInFlightRequests: 1 });
  try {
    await producer.connect();
    await producer.send({ topic, acks: -1, messages: values.map((value) => ({ value })) });
  } finally {
    await producer.disconnect();
  }
}

/** How many messages a topic of one partition has taken. */
export async function countOf(client: Kafka, topic: string): Promise<number> {
  const admin = client.admin();
  try {
    await admin.connect();
    const [partition] = await admin.fetchTopicOffsets(topic);
    return Number(partition?.high);
  } finally {
    await admin.disconnect();
  }
}
