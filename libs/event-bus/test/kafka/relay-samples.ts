import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import {
  incidentEvents,
  type NewEvent,
  type RecordedEvent,
  toBinaryMessage,
  toCloudEvent,
} from '@linli/contracts';
import type { EventStore } from '@linli/event-sourcing';
import type { KafkaMessage } from 'kafkajs';
import { createKafkaClient, type KafkaConnection, topicName } from '../../src/kafka/kafka-connection.ts';
import { partitionOf } from '../../src/kafka/relay/partition-of.ts';
import type { PlacedMessage } from '../../src/kafka/relay/publisher.ts';
import type { Relay } from '../../src/kafka/relay/relay.ts';
import { withAdmin } from '../../src/kafka/topics.ts';
import { range, until } from '../sample-logs.ts';

/** A city of its own on the shared broker. */
export function newCity(brokers: readonly string[]): KafkaConnection {
  return { brokers, clientId: 'relay-test', prefix: `${randomUUID().slice(0, 8)}.` };
}

/** An event that can be published. */
export function reported(): NewEvent {
  const id = randomUUID();
  return {
    id,
    type: 'IncidentReported',
    version: 1,
    data: incidentEvents.IncidentReported.examples[0],
    metadata: { commandId: id, correlationId: id, actor: 'policy:test', tenant: '武汉' },
  };
}

/** Appends so many events, spread over the streams `incident-0`, `incident-1` … */
export async function report(log: EventStore, count: number, streams = 20): Promise<void> {
  for (let written = 0; written < count;) {
    const together = Math.min(count - written, 500);
    await Promise.all(
      Array.from({ length: together }, (_, n) =>
        log.append(`incident-${(written + n) % streams}`, [reported()], 'any'),
      ),
    );
    written += together;
  }
}

/** The event as a relay writes it in a batch that begins behind `after`. */
export function written(event: RecordedEvent, after: number, partitions: number): PlacedMessage {
  const { key, headers, value } = toBinaryMessage(toCloudEvent(event, 'incidents'));
  return {
    key,
    value: Buffer.from(value),
    headers: { ...headers, linli_after: String(after) },
    partition: partitionOf(event.streamId, partitions),
    timestamp: String(event.recordedAt),
  };
}

export interface TopicRecord extends Pick<KafkaMessage, 'key' | 'value' | 'timestamp' | 'headers'> {
  readonly partition: number;
  readonly offset: number;
}

/** What stands in the topic of incidents now, partition by partition, as a reader of committed records sees it. */
export async function readTopic(
  connection: KafkaConnection,
  { uncommitted = false } = {},
): Promise<TopicRecord[]> {
  const kafka = createKafkaClient(connection);
  const topic = topicName(connection, 'incidents');
  const ends = await withAdmin(kafka, (admin) => admin.fetchTopicOffsets(topic));
  const missing = new Map(ends.map(({ partition, high }) => [partition, Number(high)]));
  const done = (partition: number, lastOffset: number) => {
    if (lastOffset + 1 >= (missing.get(partition) ?? 0)) missing.delete(partition);
  };
  for (const { partition, low, high } of ends) if (low === high) missing.delete(partition);
  const records: TopicRecord[] = [];
  const consumer = kafka.consumer({
    groupId: `${connection.prefix}reader-${randomUUID()}`,
    readUncommitted: uncommitted,
    maxWaitTimeInMs: 50,
  });
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    consumer.on('consumer.end_batch_process', ({ payload }) =>
      done(payload.partition, Number(payload.lastOffset)),
    );
    await consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch }) => {
        for (const message of batch.messages)
          records.push({ ...message, partition: batch.partition, offset: Number(message.offset) });
      },
    });
    await until(() => missing.size === 0);
  } finally {
    await consumer.disconnect();
  }
  return records.sort((one, other) => one.partition - other.partition || one.offset - other.offset);
}

export function header(record: TopicRecord, name: string): string {
  return String(record.headers?.[name]);
}

export function positionOf(record: TopicRecord): number {
  return Number(header(record, 'ce_position'));
}

/** Positions 1 to `last`, each once, in order in each partition, each stream dense and in the partition of its key. */
export function expectExactlyOnce(records: readonly TopicRecord[], last: number, partitions: number): void {
  const seen = new Map<number, number>();
  for (const record of records) seen.set(positionOf(record), (seen.get(positionOf(record)) ?? 0) + 1);
  const all = range(1, last);
  expect({
    missing: all.filter((position) => !seen.has(position)),
    repeated: [...seen].filter(([, times]) => times > 1),
    beyond: [...seen.keys()].filter((position) => position > last),
  }).toEqual({ missing: [], repeated: [], beyond: [] });

  const reached = new Map<number, number>();
  const revisions = new Map<string, number>();
  for (const record of records) {
    const stream = String(record.key);
    expect(record.partition).toBe(partitionOf(stream, partitions));
    expect(positionOf(record)).toBeGreaterThan(reached.get(record.partition) ?? 0);
    // What a test has written as an older relay would tells nothing of the event before.
    if (record.headers?.['linli_previous'] !== undefined)
      expect(Number(header(record, 'linli_previous'))).toBe(reached.get(record.partition) ?? 0);
    reached.set(record.partition, positionOf(record));
    expect([stream, Number(header(record, 'ce_sequence'))]).toEqual([stream, revisions.get(stream) ?? 0]);
    revisions.set(stream, (revisions.get(stream) ?? 0) + 1);
  }
}

export async function untilPublished(relay: Relay, position: number): Promise<void> {
  await until(() => relay.state().position >= position);
}
