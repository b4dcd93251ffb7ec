import { randomUUID } from 'node:crypto';
import { topicOf } from '@linli/contracts';
import { type KafkaConnection, type Relay, type RelayOptions, startRelay } from '@linli/event-bus';
import type { EventStore } from '@linli/event-sourcing';
import { type Consumer, type EachBatchHandler, Kafka, logLevel } from 'kafkajs';
import { until } from './order.ts';

/** One measurement's corner of a broker: its topic, groups and transactional ids lie under a prefix of its own. */
export interface Place {
  readonly brokers: readonly string[];
  readonly prefix: string;
}

/** Of every topic of the bench; the default of a service too. */
export const partitions = 12;
export const replication = 1;

export function newPlace(brokers: readonly string[]): Place {
  return { brokers, prefix: `bench-${randomUUID().slice(0, 8)}.` };
}

export function connectionTo(place: Place, clientId = 'bench'): KafkaConnection {
  return { ...place, clientId };
}

export function topicAt({ prefix }: Place): string {
  return `${prefix}${topicOf('incidents')}`;
}

/** The client as people use it, with the settings that our own transport has. */
export function bareClient({ brokers }: Place): Kafka {
  return new Kafka({
    brokers: [...brokers],
    clientId: 'bare',
    connectionTimeout: 1_000,
    requestTimeout: 5_000,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 60 },
    logLevel: logLevel.NOTHING,
  });
}

/** A consumer that fetches as our transport does, in a group of its own. */
function bareConsumer(place: Place): Consumer {
  return bareClient(place).consumer({
    groupId: `${place.prefix}bare-${randomUUID()}`,
    sessionTimeout: 10_000,
    heartbeatInterval: 500,
    rebalanceTimeout: 10_000,
    maxWaitTimeInMs: 250,
    maxBytesPerPartition: 1_048_576,
    maxBytes: 1_048_576,
    readUncommitted: false,
    allowAutoTopicCreation: false,
  });
}

/** Hands over a topic from its beginning on, batch by batch; `concurrently` so many partitions at a time. */
export async function readTopic(
  place: Place,
  concurrently: number,
  eachBatch: EachBatchHandler,
  onJoin: () => void = () => undefined,
): Promise<Consumer> {
  const consumer = bareConsumer(place);
  consumer.on('consumer.group_join', onJoin);
  await consumer.connect();
  await consumer.subscribe({ topics: [topicAt(place)], fromBeginning: true });
  await consumer.run({ autoCommit: false, partitionsConsumedConcurrently: concurrently, eachBatch });
  return consumer;
}

/** Starts a relay of the log and waits until it leads. */
export async function leadingRelay(
  place: Place,
  log: EventStore,
  more: Pick<RelayOptions, 'sessionTimeoutMs'> = {},
): Promise<Relay> {
  const relay = await startRelay({
    ...{ connection: connectionTo(place), context: 'incidents', log, partitions, replication },
    ...more,
  });
  await until(() => relay.state().role === 'leading');
  return relay;
}

export async function dropTopic(place: Place): Promise<void> {
  const admin = bareClient(place).admin();
  await admin.connect();
  await admin.deleteTopics({ topics: [topicAt(place)] });
  await admin.disconnect();
}

/** Resolves once a group has so many members and is not about to have others; rejects after a minute. */
export async function untilMembers(place: Place, group: string, count: number): Promise<void> {
  const admin = bareClient(place).admin();
  await admin.connect();
  const begun = performance.now();
  for (let stable = 0; stable < 3;) {
    if (performance.now() - begun > 60_000) throw new Error(`${group} has not got its ${count} members`);
    const { groups } = await admin.describeGroups([group]);
    const [found] = groups;
    stable = found?.state === 'Stable' && found.members.length === count ? stable + 1 : 0;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await admin.disconnect();
}
