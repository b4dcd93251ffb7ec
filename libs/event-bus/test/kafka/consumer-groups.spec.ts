import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { acquireKafka, type KafkaEngine } from '@linli/testing/engines';
import type { EventBus, Subscription } from '../../src/event-bus.ts';
import { createKafkaBus, type KafkaBusOptions } from '../../src/kafka/kafka-bus.ts';
import type { KafkaConnection } from '../../src/kafka/kafka-connection.ts';
import { range, until } from '../sample-logs.ts';
import { connectionTo, GuardedStore, Publisher, tenant } from './sample-topics.ts';

const minute = 60_000;

describe('members of one consumer group', () => {
  let kafka: KafkaEngine;
  let connection: KafkaConnection;
  let publisher: Publisher;
  let store: GuardedStore;
  const buses: EventBus[] = [];

  beforeAll(async () => {
    kafka = await acquireKafka();
  });
  afterAll(() => kafka?.stop());
  beforeEach(async () => {
    connection = connectionTo(kafka.brokers);
    publisher = await new Publisher(connection).start(6);
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

  const sources = (subscription: Subscription) => subscription.state().map(({ source }) => source);

  /** A member that notes what it is asked and given, and fails when a partition is handed to it twice at a time. */
  function member() {
    const bus = start();
    const calls: string[] = [];
    const underWay = new Set<string>();
    const faults: string[] = [];
    const subscriber = store.subscriber({
      batchSize: 10,
      async startAfter(source) {
        if (underWay.has(source)) faults.push(`${source} is asked for its start while it is handled`);
        calls.push(`start ${source}`);
        return store.position(source);
      },
      async handle(batch) {
        if (underWay.has(batch.source)) faults.push(`${batch.source} is handled twice at a time`);
        if (calls.findLast((call) => call.endsWith(batch.source)) !== `start ${batch.source}`)
          faults.push(`${batch.source} is handled after its release`);
        underWay.add(batch.source);
        try {
          await store.absorb(batch, () => new Promise((resolve) => setTimeout(resolve, 3)));
        } finally {
          underWay.delete(batch.source);
        }
      },
      async released(source) {
        if (underWay.has(source)) faults.push(`${source} is released while it is handled`);
        calls.push(`release ${source}`);
      },
    });
    return { bus, calls, faults, subscribe: () => bus.subscribe(subscriber) };
  }

  test('share the partitions, hand them on when they come and go, and handle every event once', async () => {
    let publishing = true;
    const publish = (async () => {
      while (publishing) await publisher.publish(20);
    })();
    const [one, two, three] = [member(), member(), member()];
    const first = await one.subscribe();
    await until(() => store.all().length > 50);
    const second = await two.subscribe();
    const third = await three.subscribe();
    await until(() => [first, second, third].every((subscription) => sources(subscription).length === 2));
    expect([first, second, third].flatMap(sources).toSorted()).toEqual(
      range(0, 5).map((partition) => `incidents/${partition}`),
    );
    // A storm: members come and go while the others work.
    for (let n = 0; n < 5; n += 1) {
      const guest = member();
      await guest.subscribe();
      await guest.bus.close();
      expect(guest.faults).toEqual([]);
    }
    await two.bus.close();
    await one.bus.close();
    await until(() => sources(third).length === 6);
    publishing = false;
    await publish;
    await until(() => store.all().length >= publisher.position);
    expect(store.all()).toEqual(range(1, publisher.position));
    expect(store.refusals.filter((reason) => reason.includes('gap'))).toEqual([]);
    expect([...one.faults, ...two.faults, ...three.faults]).toEqual([]);
    // Whatever was begun was released, once each, before it was begun anew.
    for (const { calls } of [one, two]) {
      const begun = calls.filter((call) => call.startsWith('start')).length;
      expect(calls.filter((call) => call.startsWith('release'))).toHaveLength(begun);
    }
  });

  test('take over at once from one that leaves, long before its session would have run out', async () => {
    await publisher.publish(60);
    const patient = () => start({ sessionTimeoutMs: 5 * minute });
    const leaving = patient();
    const first = await leaving.subscribe(store.subscriber());
    const second = await patient().subscribe(store.subscriber());
    await until(() => sources(first).length === 3 && sources(second).length === 3);
    await leaving.close();
    await publisher.publish(60);
    await until(() => sources(second).length === 6 && store.all().length === 120);
    expect(store.all()).toEqual(range(1, 120));
  });

  test('stay together while one of them handles a batch for longer than a session lasts', async () => {
    const sessionTimeoutMs = 6_000;
    const told: string[] = [];
    const options = { sessionTimeoutMs, journal: (_level: string, message: string) => told.push(message) };
    const started: string[] = [];
    let slow: { source: string; since: number } | undefined;
    let over = false;
    const subscriber = store.subscriber({
      async startAfter(source) {
        started.push(source);
        return store.position(source);
      },
      async handle(batch) {
        if (!slow) {
          slow = { source: batch.source, since: Date.now() };
          const { since } = slow;
          await until(() => Date.now() - since > sessionTimeoutMs + 1_500);
          over = true;
        }
        await store.absorb(batch);
      },
    });
    const first = await start(options).subscribe(subscriber);
    const second = await start(options).subscribe(subscriber);
    await until(() => sources(first).length === 3 && sources(second).length === 3);
    started.length = 0;
    told.length = 0;
    await publisher.publish(60);
    await until(() => store.all().length > 0);
    expect(over).toBe(false);
    await until(() => store.all().length === 60);
    expect(over).toBe(true);
    expect(store.all()).toEqual(range(1, 60));
    expect(started).toEqual([]);
    expect(told.filter((message) => message.includes('rebalanc'))).toEqual([]);
    expect(store.refusals).toEqual([]);
  });
});
