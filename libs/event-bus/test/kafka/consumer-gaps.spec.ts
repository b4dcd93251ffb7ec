import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryEventStore } from '@linli/event-sourcing';
import { acquireKafka, type KafkaEngine } from '@linli/testing/engines';
import type { EventBus, SourceState, Subscription } from '../../src/event-bus.ts';
import { createKafkaBus, type KafkaBusOptions } from '../../src/kafka/kafka-bus.ts';
import type { KafkaConnection } from '../../src/kafka/kafka-connection.ts';
import { type Relay, startRelay } from '../../src/kafka/relay/relay.ts';
import { range, until } from '../sample-logs.ts';
import { newCity, report, untilPublished } from './relay-samples.ts';
import { event, GuardedStore, Publisher, tenant } from './sample-topics.ts';

const partitions = 2;

/** What the relay sends along proves to its readers that nothing is missing. */
describe('a consumer of a topic that a relay writes', () => {
  let kafka: KafkaEngine;
  let connection: KafkaConnection;
  let log: InMemoryEventStore;
  let store: GuardedStore;
  let publisher: Publisher;
  const closing: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    kafka = await acquireKafka();
  });
  afterAll(() => kafka?.stop());
  beforeEach(async () => {
    connection = newCity(kafka.brokers);
    log = new InMemoryEventStore();
    store = new GuardedStore();
    publisher = new Publisher(connection);
    await publisher.connect();
  });
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
    await publisher.close();
    await log.close();
  });

  async function relay(): Promise<Relay> {
    const one = await startRelay({
      ...{ connection, context: 'incidents', log, partitions, replication: 1, batchSize: 20 },
    });
    closing.push(() => one.close());
    return one;
  }

  /** Everything of the log, by a relay that then ends: the next one finds its place in the topic. */
  async function publishAll(): Promise<void> {
    const one = await relay();
    await untilPublished(one, await log.head());
    await one.close();
  }

  function start(options: Partial<KafkaBusOptions> = {}): EventBus {
    const backOff = { firstMs: 10, maxMs: 50 };
    const bus = createKafkaBus({ connection, service: 'operations', tenant, backOff, ...options });
    closing.push(() => bus.close());
    return bus;
  }

  const stuck = (subscription: Subscription): SourceState | undefined =>
    subscription.state().find(({ failure }) => failure?.stuck);
  const absorbedAll = (count: number) => until(() => store.all().length >= count);

  test('takes every event, over relays that succeed each other', async () => {
    const subscription = await start().subscribe(store.subscriber());
    for (const count of [90, 1, 50]) {
      await report(log, count);
      await publishAll();
    }
    await absorbedAll(141);
    expect(store.all()).toEqual(range(1, 141));
    expect(subscription.state().map(({ failure }) => failure)).toEqual([undefined, undefined]);
  });

  test('is not moved by what strangers write, of another tenant or of its own, and tells it', async () => {
    await report(log, 40);
    await publishAll();
    const others = { metadata: { ...event(1).metadata, tenant: 'shanghai' } };
    for (const partition of [0, 1])
      await publisher.send([
        publisher.message(event(9_000, others), { partition }),
        publisher.message(event(9_001), { partition }),
      ]);
    await report(log, 12);
    await publishAll();
    const reasons: string[] = [];
    const subscription = await start({ onForeign: ({ reason }) => reasons.push(reason) }).subscribe(
      store.subscriber(),
    );
    await absorbedAll(52);
    expect(store.all()).toEqual(range(1, 52));
    expect(stuck(subscription)).toBeUndefined();
    expect(reasons.toSorted()).toEqual([
      'an event of another tenant than 武汉',
      'an event of another tenant than 武汉',
      'no relay has sent it',
      'no relay has sent it',
    ]);
  });

  test('stops where the topic has lost events, says what an operator reads, and goes on in the topic that is made anew from the log', async () => {
    await report(log, 60, 1);
    await publishAll();
    const first = start();
    await first.subscribe(store.subscriber());
    await absorbedAll(60);
    await first.close();
    await report(log, 60, 1);
    await publishAll();
    const [[partition = 0, end = 0] = []] = [...(await publisher.ends())].filter(([, high]) => high > 0);
    await publisher.admin.deleteTopicRecords({
      topic: publisher.topic,
      partitions: [{ partition, offset: String(end - 10) }],
    });
    for (let life = 0; life < 2; life += 1) {
      const bus = start();
      const subscription = await bus.subscribe(store.subscriber());
      await until(() => stuck(subscription)?.failure?.message.startsWith('it stops') === true);
      expect(stuck(subscription)).toMatchObject({ source: `incidents/${partition}`, position: 60 });
      expect(stuck(subscription)?.failure?.message).toMatch(
        /which the one at \d+ follows, has not been read/,
      );
      await bus.close();
    }
    expect(store.all()).toEqual(range(1, 60));

    await publisher.admin.deleteTopics({ topics: [publisher.topic] });
    await publishAll();
    const subscription = await start().subscribe(store.subscriber());
    await absorbedAll(120);
    await until(() => subscription.state().every(({ failure }) => failure === undefined));
    expect(store.all()).toEqual(range(1, 120));
    expect(store.refusals).toEqual([]);
  });
});
