import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryEventStore } from '@linli/event-sourcing';
import { acquireKafka, type KafkaEngine } from '@linli/testing/engines';
import { createKafkaClient, type KafkaConnection, topicName } from '../../src/kafka/kafka-connection.ts';
import type { PlacedMessage } from '../../src/kafka/relay/publisher.ts';
import { type Relay, startRelay } from '../../src/kafka/relay/relay.ts';
import { ensureTopic } from '../../src/kafka/topics.ts';
import { until } from '../sample-logs.ts';
import { expectExactlyOnce, newCity, readTopic, report, untilPublished, written } from './relay-samples.ts';

const partitions = 4;

describe('a relay finds in the topic where to go on', () => {
  let kafka: KafkaEngine;
  let log: InMemoryEventStore;
  let connection: KafkaConnection;
  let topic: string;
  const relays: Relay[] = [];

  beforeAll(async () => {
    kafka = await acquireKafka();
  });

  afterAll(() => kafka.stop());

  beforeEach(() => {
    log = new InMemoryEventStore();
    connection = newCity(kafka.brokers);
    topic = topicName(connection, 'incidents');
  });

  afterEach(async () => {
    await Promise.all(relays.splice(0).map((relay) => relay.close()));
    await log.close();
  });

  const where = () => ({ connection, context: 'incidents' as const, partitions, replication: 1 });

  async function start(): Promise<Relay> {
    const relay = await startRelay({ ...where(), log, batchSize: 30 });
    relays.push(relay);
    return relay;
  }

  async function publishAll(): Promise<void> {
    const relay = await start();
    await untilPublished(relay, await log.head());
    await relay.close();
  }

  async function expectAllOnce(): Promise<void> {
    expectExactlyOnce(await readTopic(connection), await log.head(), partitions);
  }

  /** Messages as they are, or of transactions that are aborted. */
  async function send(messages: PlacedMessage[], aborted = 0): Promise<void> {
    const producer = createKafkaClient(connection).producer({
      // Otherwise a topic whose partitions are not all there yet would get what is sent twice.
      ...(aborted > 0 ? { transactionalId: `${connection.prefix}another` } : { idempotent: true }),
      retry: { initialRetryTime: 5, maxRetryTime: 50, retries: 1_000 },
    });
    await producer.connect();
    if (aborted === 0) await producer.send({ topic, messages });
    for (let n = 0; n < aborted; n += 1) {
      const transaction = await producer.transaction();
      await transaction.send({ topic, messages });
      await transaction.abort();
    }
    await producer.disconnect();
  }

  const foreign = Array.from({ length: partitions }, (_, partition) => ({ partition, key: 'x', value: 'y' }));

  test('goes on behind the last event after each restart', async () => {
    for (const count of [100, 1, 0, 57]) {
      await report(log, count);
      await publishAll();
    }
    await expectAllOnce();
  });

  test('also where most partitions are empty', async () => {
    for (let round = 0; round < 3; round += 1) {
      await report(log, 10, 1);
      await publishAll();
    }
    expect(new Set((await readTopic(connection)).map(({ partition }) => partition)).size).toBe(1);
    await expectAllOnce();
  });

  test('also where the last events lie behind hundreds of markers and aborted records', async () => {
    await report(log, 100);
    await publishAll();
    await send(foreign, 200);
    await report(log, 100);
    await publishAll();
    await expectAllOnce();
  });

  test('also behind records of somebody else', async () => {
    await report(log, 100);
    await publishAll();
    for (let n = 0; n < 10; n += 1)
      await send([...foreign, ...foreign, ...foreign, ...foreign, ...foreign, ...foreign, ...foreign]);
    await report(log, 100);
    await publishAll();
    const records = await readTopic(connection);
    expectExactlyOnce(
      records.filter(({ key }) => String(key) !== 'x'),
      200,
      partitions,
    );
  });

  test('completes a batch of which only some partitions have their part, without repeating that part', async () => {
    await report(log, 60);
    await ensureTopic(where());
    const { events } = await log.readAll({ after: 0, limit: 60 });
    await send(events.slice(0, 20).map((event) => written(event, 0, partitions)));
    await send(
      events
        .slice(20, 40)
        .map((event) => written(event, 20, partitions))
        .filter(({ partition }) => partition % 2 === 0),
    );
    await publishAll();
    await expectAllOnce();
  });

  test('publishes nothing from a log that is not the one the topic came from, and says so', async () => {
    await report(log, 50);
    await publishAll();
    log = new InMemoryEventStore();
    await report(log, 80);
    const relay = await start();
    await until(() => (relay.state().failure?.attempts ?? 0) >= 2);
    expect(relay.state().failure?.message).toMatch(
      /ends with event .* at position 50, which the log of incidents/,
    );
    expect(await readTopic(connection)).toHaveLength(50);
  });

  test('nor from a log that has lost its end', async () => {
    await report(log, 50);
    await publishAll();
    log = new InMemoryEventStore();
    const relay = await start();
    await until(() => (relay.state().failure?.attempts ?? 0) >= 2);
    expect(relay.state().failure?.message).toMatch(
      /ends with event .* at position 50, which the log of incidents/,
    );
    await report(log, 30);
    expect(await readTopic(connection)).toHaveLength(50);
  });
});
