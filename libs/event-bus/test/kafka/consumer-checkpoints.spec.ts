import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { acquireKafka, type KafkaEngine } from '@linli/testing/engines';
import type { EventBus } from '../../src/event-bus.ts';
import { createKafkaBus, type KafkaBusOptions } from '../../src/kafka/kafka-bus.ts';
import { groupName, type KafkaConnection } from '../../src/kafka/kafka-connection.ts';
import { range, until } from '../sample-logs.ts';
import { connectionTo, GuardedStore, Publisher, tenant } from './sample-topics.ts';

describe('a consumer that starts again', () => {
  let kafka: KafkaEngine;
  let connection: KafkaConnection;
  let publisher: Publisher;
  let store: GuardedStore;
  const buses: EventBus[] = [];
  const group = () => groupName(connection, 'operations', 'board');

  beforeAll(async () => {
    kafka = await acquireKafka();
  });
  afterAll(() => kafka?.stop());
  beforeEach(async () => {
    connection = connectionTo(kafka.brokers);
    publisher = await new Publisher(connection).start(2);
    store = new GuardedStore();
  });
  afterEach(async () => {
    await Promise.all(buses.splice(0).map((bus) => bus.close()));
    await publisher.close();
  });

  function start(options: Partial<KafkaBusOptions> = {}): EventBus {
    const backOff = { firstMs: 10, maxMs: 50 };
    const bus = createKafkaBus({ connection, service: 'operations', tenant, backOff, ...options });
    buses.push(bus);
    return bus;
  }

  const absorbed = (last: number) => until(() => store.all().length >= last);

  /** Absorbs what there is in a first life. */
  async function liveOnce(last: number): Promise<void> {
    const bus = start();
    await bus.subscribe(store.subscriber());
    await absorbed(last);
    await bus.close();
  }

  async function deleteBefore(offset: number): Promise<void> {
    await until(async () => ((await publisher.ends()).get(0) ?? 0) > offset);
    await publisher.admin.deleteTopicRecords({
      topic: publisher.topic,
      partitions: [{ partition: 0, offset: String(offset) }],
    });
  }

  test('goes on at its checkpoint, without reading the topic from the beginning', async () => {
    await publisher.send([{ key: 'k', value: 'no event', partition: 0 }]);
    for (let n = 0; n < 10; n += 1) await publisher.publish(50);
    await liveOnce(500);
    await publisher.publish(100);
    const foreign: number[] = [];
    await start({ onForeign: ({ offset }) => foreign.push(offset) }).subscribe(store.subscriber());
    await absorbed(600);
    expect(store.all()).toEqual(range(1, 600));
    expect(store.refusals).toEqual([]);
    expect(foreign).toEqual([]);
  });

  test('finds its place without a committed offset', async () => {
    await publisher.publish(300);
    await liveOnce(300);
    await publisher.publish(100);
    await publisher.admin.deleteGroups([group()]);
    await start().subscribe(store.subscriber());
    await absorbed(400);
    expect(store.all()).toEqual(range(1, 400));
  });

  test('leaves nothing out when the committed offset is ahead of the checkpoint', async () => {
    for (let n = 0; n < 10; n += 1) await publisher.publish(50);
    await liveOnce(500);
    for (let n = 0; n < 10; n += 1) await publisher.publish(50);
    await publisher.commit(group(), await publisher.ends());
    await start().subscribe(store.subscriber());
    await absorbed(1_000);
    expect(store.all()).toEqual(range(1, 1_000));
  });

  test('leaves nothing out when the committed offset lies beyond the topic', async () => {
    await publisher.publish(300);
    await liveOnce(300);
    await publisher.publish(100);
    const beyond = [0, 1].map((partition) => [partition, 1_000_000] as const);
    await publisher.commit(group(), new Map(beyond));
    await start().subscribe(store.subscriber());
    await absorbed(400);
    expect(store.all()).toEqual(range(1, 400));
  });

  test('goes on behind its checkpoint where everything before the committed offset is aborted', async () => {
    await publisher.publish(300);
    await liveOnce(300);
    for (let n = 0; n < 3; n += 1) await publisher.abort(200);
    await publisher.commit(group(), await publisher.ends());
    await start().subscribe(store.subscriber());
    await publisher.publish(100);
    await absorbed(400);
    expect(store.all()).toEqual(range(1, 400));
  });

  test('hands over nothing of a topic whose beginning is gone, and says so', async () => {
    await publisher.publish(100, { partition: 0 });
    await publisher.publish(5, { partition: 1 });
    await deleteBefore(40);
    const subscription = await start().subscribe(store.subscriber());
    await absorbed(5);
    await until(() => subscription.state()[0]?.failure?.message.includes('it stops at') === true);
    expect(subscription.state()).toMatchObject([
      {
        source: 'incidents/0',
        position: 0,
        failure: {
          message: `it stops at offset 40 of ${publisher.topic}/0: it begins at offset 40, what was before is gone`,
          stuck: true,
        },
      },
      { source: 'incidents/1', position: 105 },
    ]);
    expect(subscription.state()[0]?.head).toBeGreaterThan(0);
    expect(store.all()).toEqual(range(101, 105));
  });

  test('goes on in a topic whose beginning is gone where it had absorbed that before', async () => {
    await publisher.publish(100, { partition: 0 });
    await liveOnce(100);
    await publisher.publish(20, { partition: 0 });
    await deleteBefore(40);
    const subscription = await start().subscribe(store.subscriber());
    await absorbed(120);
    await until(() => subscription.state().every(({ failure }) => failure === undefined));
    expect(store.all()).toEqual(range(1, 120));
  });

  test('stops where records are deleted before it has read them, and says which', async () => {
    const padding = 'x'.repeat(4_000);
    const fill = async () => {
      const events = publisher.next(200).map((one) => ({ ...one, data: { padding } }));
      await publisher.send(events.map((one) => publisher.message(one, { partition: 0 })));
    };
    for (let n = 0; n < 10; n += 1) await fill();
    const told: string[] = [];
    let letGo: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const bus = start({ journal: (_level, message) => told.push(message) });
    const subscription = await bus.subscribe(
      store.subscriber({
        async handle(batch) {
          await gate;
          await store.absorb(batch);
        },
      }),
    );
    await until(() => (subscription.state()[0]?.head ?? 0) > 1_000);
    // The first of the last transaction; each of the ten takes one record more than its events.
    await deleteBefore(9 * 201);
    letGo();
    await until(() => subscription.state()[0]?.failure?.stuck === true);
    const last = store.position('incidents/0');
    await until(() => subscription.state()[0]?.position === store.position('incidents/0'));
    expect(last).toBeLessThan(1_800);
    expect(store.all()).toEqual(range(1, store.position('incidents/0')));
    expect(subscription.state()[0]?.failure?.message).toMatch(
      /^it stops at offset \d+ of .*\/0: the records from offset \d+ to 1808 are gone$/,
    );
    expect(told.join('\n')).toMatch(/0: the records from offset \d+ to 1808 are gone/);
  });

  test('stays with the end it was given over a restart before the first event', async () => {
    await publisher.publish(10, { partition: 0 });
    const seen: number[] = [];
    const positions = new Map<string, number>();
    const subscriber = store.subscriber({
      startAfter: async (source) => positions.get(source) ?? 'end',
      async handle(batch) {
        positions.set(batch.source, batch.position);
        seen.push(...batch.events.map(({ position }) => position));
      },
    });
    const first = await start().subscribe(subscriber);
    await first.close();
    await publisher.publish(3, { partition: 0 });
    await publisher.publish(3, { partition: 1 });
    await start().subscribe(subscriber);
    await until(() => seen.length >= 6);
    expect(seen.toSorted((one, other) => one - other)).toEqual(range(11, 16));
  });
});
