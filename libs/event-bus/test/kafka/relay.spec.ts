import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { fromCloudEvent, readMessage } from '@linli/contracts';
import { InMemoryEventStore } from '@linli/event-sourcing';
import { acquireKafka, type KafkaEngine } from '@linli/testing/engines';
import type { KafkaConnection } from '../../src/kafka/kafka-connection.ts';
import { type Relay, startRelay } from '../../src/kafka/relay/relay.ts';
import { fact, range, until } from '../sample-logs.ts';
import {
  expectExactlyOnce,
  header,
  newCity,
  positionOf,
  readTopic,
  report,
  reported,
  untilPublished,
} from './relay-samples.ts';

const partitions = 4;

describe('the relay', () => {
  let kafka: KafkaEngine;
  let log: InMemoryEventStore;
  let connection: KafkaConnection;
  let relay: Relay;

  beforeAll(async () => {
    kafka = await acquireKafka();
  });

  afterAll(() => kafka.stop());

  beforeEach(async () => {
    log = new InMemoryEventStore();
    connection = newCity(kafka.brokers);
  });

  afterEach(async () => {
    await relay.close();
    await log.close();
  });

  async function start(batchSize?: number): Promise<void> {
    relay = await startRelay({
      ...{ connection, context: 'incidents', log, partitions, replication: 1 },
      ...(batchSize !== undefined && { batchSize }),
    });
  }

  test('publishes what is in the log and what comes: each event once, in order, streams dense in the partition of their key', async () => {
    await report(log, 700);
    await start(50);
    await untilPublished(relay, 300);
    await report(log, 300);
    await untilPublished(relay, 1_000);
    const records = await readTopic(connection);
    expectExactlyOnce(records, 1_000, partitions);
    expect(new Set(records.map(({ partition }) => partition)).size).toBe(partitions);
    for (const { key, partition } of records) expect(relay.partitionOf(String(key))).toBe(partition);
  });

  test('a record is the event as it was recorded, in binary mode, with the time and the position before its batch', async () => {
    await log.append('incident-7', [reported()], 'any');
    await start();
    await untilPublished(relay, 1);
    await log.append('incident-7', [reported()], 'any');
    await untilPublished(relay, 2);
    const records = await readTopic(connection);
    const { events } = await log.readAll({ after: 0, limit: 10 });
    expect(records.map((record) => fromCloudEvent(readMessage(record)))).toEqual(
      events.map((event) => ({ context: 'incidents', event })),
    );
    expect(records.map(({ key }) => String(key))).toEqual(['incident-7', 'incident-7']);
    expect(records.map(({ timestamp }) => Number(timestamp))).toEqual(
      events.map(({ recordedAt }) => recordedAt),
    );
    expect(records.map((record) => header(record, 'linli_after'))).toEqual([
      '0000000000000000',
      '0000000000000001',
    ]);
    expect(Object.keys(records[0]?.headers ?? {}).sort()).toEqual([
      ...['ce_actor', 'ce_commandid', 'ce_correlationid', 'ce_dataschema', 'ce_id', 'ce_partitionkey'],
      ...['ce_position', 'ce_sequence', 'ce_source', 'ce_specversion', 'ce_subject', 'ce_time', 'ce_type'],
      ...['content-type', 'linli_after'],
    ]);
  });

  test('events that would not fit one request go in several', async () => {
    const data = { text: 'x'.repeat(400_000) };
    for (let n = 0; n < 6; n += 1) await log.append('incident-1', [{ ...reported(), data }], 'any');
    await start();
    await untilPublished(relay, 6);
    const records = await readTopic(connection);
    expect(records.map(positionOf)).toEqual(range(1, 6));
    expect(records.map((record) => Number(header(record, 'linli_after')))).toEqual([0, 0, 2, 2, 4, 4]);
  });

  test.each([
    ['a version never released', { ...reported(), version: 99 }, 'was never released'],
    ['no data', { ...reported(), data: null }, 'data is missing'],
    ['a type of nobody', fact('Dreamt'), 'no event Dreamt'],
  ])(
    'an event with %s holds the relay and is named; what stands before it is published, nothing behind it',
    async (_name, event, reason) => {
      await report(log, 30);
      await log.append('incident-1', [event], 'any');
      await report(log, 30);
      await start(20);
      await until(() => (relay.state().failure?.attempts ?? 0) >= 3);
      expect(relay.state()).toMatchObject({ role: 'leading', position: 30, head: 61 });
      expect(relay.state().failure?.message).toContain(`event ${event.id} (${event.type} v${event.version})`);
      expect(relay.state().failure?.message).toContain('at position 31');
      expect(relay.state().failure?.message).toContain(reason);
      expectExactlyOnce(await readTopic(connection), 30, partitions);
    },
  );

  test('is alive while there is nothing to do, and knows the head of its log', async () => {
    await start();
    await until(() => relay.state().role === 'leading');
    const { aliveAt } = relay.state();
    await until(() => relay.state().aliveAt > aliveAt);
    await report(log, 3);
    await until(() => relay.state().head === 3 && relay.state().position === 3);
    expect(relay.state().failure).toBeUndefined();
  });

  test('closing finishes what is on its way, and the log can be closed behind it', async () => {
    await report(log, 2_000);
    await start(20);
    await untilPublished(relay, 100);
    await relay.close();
    const { position } = relay.state();
    await log.close();
    expect(position).toBeLessThan(2_000);
    expectExactlyOnce(await readTopic(connection), position, partitions);
  });
});
