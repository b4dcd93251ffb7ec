import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { fromCloudEvent, readMessage } from '@linli/contracts';
import { InMemoryEventStore } from '@linli/event-sourcing';
import { acquireKafka, type KafkaEngine } from '@linli/testing/engines';
import { createKafkaClient, type KafkaConnection, topicName } from '../../src/kafka/kafka-connection.ts';
import { type Relay, startRelay } from '../../src/kafka/relay/relay.ts';
import { withAdmin } from '../../src/kafka/topics.ts';
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
      ...['content-type', 'linli_after', 'linli_previous'],
    ]);
    expect(records.map((record) => header(record, 'linli_previous'))).toEqual([
      '0000000000000000',
      '0000000000000001',
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
      expect(relay.state().failure?.stuck).toBe(true);
      expectExactlyOnce(await readTopic(connection), 30, partitions);
    },
  );

  test('an event with characters that CloudEvents forbids is published all the same, told, and read back as it is', async () => {
    const told: string[] = [];
    await report(log, 5);
    for (const actor of ['wx\topenid-7', 'half a pair \ud800', '']) {
      const event = reported();
      await log.append('incident-1', [{ ...event, metadata: { ...event.metadata, actor } }], 'any');
    }
    await report(log, 5);
    relay = await startRelay({
      ...{ connection, context: 'incidents', log, partitions, replication: 1 },
      journal: (level, text) => level === 'warn' && told.push(text),
    });
    await untilPublished(relay, 13);
    const records = await readTopic(connection);
    expectExactlyOnce(records, 13, partitions);
    const { events } = await log.readAll({ after: 0, limit: 20 });
    const read = records.map((record) => fromCloudEvent(readMessage(record)).event);
    expect(read.toSorted((one, other) => one.position - other.position)).toEqual(events);
    expect(records.filter((record) => record.headers?.['ce_escaped']).map(positionOf)).toEqual([6, 7, 8]);
    expect(told).toEqual(
      [6, 7, 8].map(
        (at) =>
          `the relay of incidents has published the event at position ${at} with what CloudEvents forbids percent-encoded: actor`,
      ),
    );
    expect(relay.state().failure).toBeUndefined();
  });

  test('an event that is larger than its topic takes holds the relay, which says that somebody has to act, until the topic takes it', async () => {
    await start();
    await report(log, 3);
    await untilPublished(relay, 3);
    await setLargest(200_000);
    await log.append('incident-1', [{ ...reported(), data: { text: 'x'.repeat(400_000) } }], 'any');
    await until(() => relay.state().failure?.stuck === true);
    expect(relay.state()).toMatchObject({ position: 3 });
    expect(relay.state().failure?.message).toContain('publishing positions 4 to 4');
    await setLargest(2_000_000);
    await untilPublished(relay, 4);
    expect(relay.state().failure).toBeUndefined();
    expectExactlyOnce(await readTopic(connection), 4, partitions);
  });

  /** What an operator sets, in bytes. */
  async function setLargest(bytes: number): Promise<void> {
    await withAdmin(createKafkaClient(connection), (admin) =>
      admin.alterConfigs({
        validateOnly: false,
        resources: [
          {
            type: 2,
            name: topicName(connection, 'incidents'),
            configEntries: [{ name: 'max.message.bytes', value: String(bytes) }],
          },
        ],
      }),
    );
  }

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
