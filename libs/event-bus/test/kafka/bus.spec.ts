import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { upcast } from '@linli/contracts';
import { acquireKafka, type KafkaEngine } from '@linli/testing/engines';
import type { EventBus, SourceState, Subscription } from '../../src/event-bus.ts';
import { createKafkaBus, type KafkaBusOptions } from '../../src/kafka/kafka-bus.ts';
import { groupName, type KafkaConnection } from '../../src/kafka/kafka-connection.ts';
import { positions, range, remembering, until } from '../sample-logs.ts';
import { connectionTo, event, GuardedStore, Publisher, tenant } from './sample-topics.ts';

const backOff = { firstMs: 10, maxMs: 50 };

describe('the bus over Kafka', () => {
  let kafka: KafkaEngine;
  let connection: KafkaConnection;
  let publisher: Publisher;
  const buses: EventBus[] = [];

  beforeAll(async () => {
    kafka = await acquireKafka();
  });
  afterAll(() => kafka?.stop());

  beforeEach(async () => {
    connection = connectionTo(kafka.brokers);
    publisher = new Publisher(connection);
    await publisher.connect();
  });
  afterEach(async () => {
    await Promise.all(buses.splice(0).map((bus) => bus.close()));
    await publisher.close();
  });

  function start(options: Partial<KafkaBusOptions> = {}): EventBus {
    const bus = createKafkaBus({ connection, service: 'operations', tenant, backOff, ...options });
    buses.push(bus);
    return bus;
  }

  const group = (name = 'test') => groupName(connection, 'operations', name);
  const stateOf = (subscription: Subscription, source: string): SourceState | undefined =>
    subscription.state().find((state) => state.source === source);
  const caughtUp = (subscription: Subscription) =>
    until(() => {
      const states = subscription.state();
      return (
        states.length > 0 && states.every(({ position, head, failure }) => position === head && !failure)
      );
    });

  test('delivers what is in the topic and what comes, in order per partition, without gap or repeat', async () => {
    await publisher.create(3);
    for (let n = 0; n < 6; n += 1) await publisher.publish(20);
    const subscriber = remembering({ batchSize: 7 });
    const subscription = await start().subscribe(subscriber);
    for (let n = 0; n < 6; n += 1) await publisher.publish(20);
    await until(() => subscriber.seen().length >= 240);
    expect(subscriber.seen().toSorted((one, other) => one - other)).toEqual(range(1, 240));
    for (const source of ['incidents/0', 'incidents/1', 'incidents/2']) {
      const batches = subscriber.batches.filter((batch) => batch.source === source);
      const seen = batches.flatMap(({ events }) => positions(events));
      expect(seen).toEqual(seen.toSorted((one, other) => one - other));
      expect(batches.every(({ events, context }) => events.length <= 7 && context === 'incidents')).toBe(
        true,
      );
      expect(batches.map(({ after }) => after)).toEqual(
        [0, ...batches.map(({ position }) => position)].slice(0, -1),
      );
    }
    await caughtUp(subscription);
    expect(subscription.state().map(({ source }) => source)).toEqual([
      'incidents/0',
      'incidents/1',
      'incidents/2',
    ]);
  });

  test('delivers events as they were recorded', async () => {
    await publisher.create(1);
    const events = publisher.next(3);
    await publisher.send(events.map((one) => publisher.message(one)));
    const subscriber = remembering();
    await start().subscribe(subscriber);
    await until(() => subscriber.seen().length >= 3);
    expect(subscriber.batches.flatMap((batch) => batch.events)).toEqual(events);
  });

  test('reads structured mode beside binary mode', async () => {
    await publisher.create(1);
    const events = publisher.next(4);
    await publisher.send(
      events.map((one, n) => publisher.message(one, { mode: n % 2 === 0 ? 'structured' : 'binary' })),
    );
    const subscriber = remembering();
    await start().subscribe(subscriber);
    await until(() => subscriber.seen().length >= 4);
    expect(subscriber.batches.flatMap((batch) => batch.events)).toEqual(events);
  });

  test('shows nothing of aborted transactions, and is at the head behind the records that nobody sees', async () => {
    await publisher.create(1);
    await publisher.publish(3);
    await publisher.abort(5);
    await publisher.publish(3);
    await publisher.abort(5);
    const subscriber = remembering();
    const subscription = await start().subscribe(subscriber);
    await until(() => subscriber.seen().length >= 6);
    await caughtUp(subscription);
    expect(subscriber.seen()).toEqual(range(1, 6));
    expect(stateOf(subscription, 'incidents/0')).toMatchObject({ position: 6, head: 6 });
  });

  test('tells progress past events of other types', async () => {
    await publisher.create(1);
    await publisher.publish(20);
    await publisher.publish(1, { type: 'IncidentClosed' });
    await publisher.publish(20);
    const subscriber = remembering({ types: ['IncidentClosed'] });
    const subscription = await start().subscribe(subscriber);
    await until(() => stateOf(subscription, 'incidents/0')?.position === 41);
    expect(subscriber.seen()).toEqual([21]);
    expect(subscriber.batches.at(-1)?.position).toBe(41);
  });

  test('drops what a relay has published twice', async () => {
    await publisher.create(1);
    const events = publisher.next(6).map((one) => publisher.message(one));
    await publisher.send(events.slice(0, 4));
    await publisher.send(events.slice(2));
    const subscriber = remembering();
    await start().subscribe(subscriber);
    await until(() => subscriber.seen().includes(6));
    expect(subscriber.seen()).toEqual(range(1, 6));
  });

  test('begins at the end for one that wants only what comes, and says where that is before anything does', async () => {
    await publisher.create(2);
    await publisher.publish(5, { partition: 0 });
    await publisher.abort(120, { partition: 0 });
    const subscriber = remembering({ startAfter: async () => 'end' });
    await start().subscribe(subscriber);
    const first = subscriber.batches.toSorted((one, other) => one.source.localeCompare(other.source));
    expect(first).toEqual([
      { context: 'incidents', source: 'incidents/0', events: [], after: 5, position: 5, head: 5 },
      { context: 'incidents', source: 'incidents/1', events: [], after: 0, position: 0, head: 0 },
    ]);
    await publisher.publish(2, { partition: 0 });
    await publisher.publish(2, { partition: 1 });
    await until(() => subscriber.seen().length >= 4);
    expect(subscriber.seen().toSorted((one, other) => one - other)).toEqual([6, 7, 8, 9]);
  });

  test('delivers the same batch again when it fails, holding up that partition alone', async () => {
    await publisher.create(2);
    await publisher.publish(10, { partition: 0 });
    await publisher.publish(10, { partition: 1 });
    const tries: string[] = [];
    let broken = true;
    const subscriber = remembering({
      batchSize: 5,
      async handle(batch) {
        tries.push(`${batch.source}:${batch.after}-${batch.position}`);
        if (batch.position === 10 && broken) throw new Error('the disk is full');
      },
    });
    const subscription = await start().subscribe(subscriber);
    await until(() => (stateOf(subscription, 'incidents/0')?.failure?.attempts ?? 0) >= 3);
    await publisher.publish(10, { partition: 1 });
    await until(() => stateOf(subscription, 'incidents/1')?.position === 30);
    expect(stateOf(subscription, 'incidents/0')).toMatchObject({
      position: 5,
      failure: { message: 'the disk is full' },
    });
    expect(stateOf(subscription, 'incidents/0')?.head).toBeGreaterThan(5);
    broken = false;
    await until(() => stateOf(subscription, 'incidents/0')?.position === 10);
    expect(stateOf(subscription, 'incidents/0')?.failure).toBeUndefined();
    const own = tries.filter((one) => one.startsWith('incidents/0'));
    expect([...new Set(own)]).toEqual(['incidents/0:0-5', 'incidents/0:5-10']);
  });

  test('hands over as many batches ahead as it may, and from the refused one on again', async () => {
    await publisher.create(1);
    await publisher.publish(40);
    const given: string[] = [];
    const waiting: ((error?: Error) => void)[] = [];
    let most = 0;
    const subscription = await start().subscribe(
      remembering({
        batchSize: 5,
        ahead: 3,
        handle: ({ after, position }) =>
          new Promise<void>((resolve, reject) => {
            given.push(`${after}-${position}`);
            waiting.push((error) => (error ? reject(error) : resolve()));
            most = Math.max(most, waiting.length);
          }),
      }),
    );
    await until(() => waiting.length === 3);
    expect(given).toEqual(['0-5', '5-10', '10-15']);
    waiting.shift()?.();
    // The second is refused, so the third, which was folded on it, is too.
    await until(() => {
      for (const finish of waiting.splice(0)) finish(new Error('refused'));
      return given.filter((batch) => batch === '10-15').length >= 2;
    });
    expect(stateOf(subscription, 'incidents/0')?.position).toBe(5);
    await until(() => {
      waiting.splice(0).forEach((finish) => finish());
      return stateOf(subscription, 'incidents/0')?.position === 40;
    });
    expect(most).toBe(3);
    expect([...new Set(given)]).toHaveLength(8);
  });

  test('lets a partition that stands still fill no memory, and reads it to the end when it goes on', async () => {
    await publisher.create(2);
    const padding = 'x'.repeat(4_000);
    for (let n = 0; n < 10; n += 1) {
      const events = publisher.next(200).map((one) => ({ ...one, data: { padding } }));
      await publisher.send(events.map((one) => publisher.message(one, { partition: 0 })));
    }
    await publisher.publish(10, { partition: 1 });
    const store = new GuardedStore();
    let broken = true;
    const subscription = await start().subscribe(
      store.subscriber({
        async handle(batch) {
          if (broken && batch.source === 'incidents/0') throw new Error('storage is down');
          await store.absorb(batch);
        },
      }),
    );
    await until(() => stateOf(subscription, 'incidents/1')?.position === 2010);
    await publisher.publish(10, { partition: 0 });
    // What is not fetched is counted all the same.
    await until(() => (stateOf(subscription, 'incidents/0')?.head ?? 0) >= 2010);
    broken = false;
    await until(() => stateOf(subscription, 'incidents/0')?.position === 2020);
    expect(store.all()).toEqual(range(1, 2020));
    expect(store.refusals).toEqual([]);
  });

  test('hands on a newer major of a known type as unreadable, passes unknown types over, and goes on', async () => {
    await publisher.create(1);
    const [known, newer, unknown, last] = publisher.next(4).map((one) => publisher.message(one));
    if (!known || !newer || !unknown || !last) throw new Error('four were asked for');
    newer.headers['ce_type'] = 'cn.linli.incidents.IncidentReported.v9';
    unknown.headers['ce_type'] = 'cn.linli.incidents.IncidentEscalatedToMayor.v1';
    await publisher.send([known, newer, unknown, last]);
    const told: string[] = [];
    const subscriber = remembering();
    await start({ upcast, journal: (_level, message) => told.push(message) }).subscribe(subscriber);
    await until(() => subscriber.seen().includes(4));
    expect(subscriber.seen()).toEqual([1, 2, 4]);
    const [[position, error] = []] = subscriber.batches.flatMap((batch) => [...(batch.unreadable ?? [])]);
    expect([position, error?.message]).toEqual([
      2,
      'no event IncidentReported version 9 in the published language',
    ]);
    expect(told.filter((message) => message.includes('IncidentEscalatedToMayor'))).toHaveLength(1);
  });

  test('can be told to park unknown types and to pass newer majors over', async () => {
    await publisher.create(1);
    const [newer, unknown, last] = publisher.next(3).map((one) => publisher.message(one));
    if (!newer || !unknown || !last) throw new Error('three were asked for');
    newer.headers['ce_type'] = 'cn.linli.incidents.IncidentReported.v9';
    unknown.headers['ce_type'] = 'cn.linli.incidents.IncidentEscalatedToMayor.v1';
    await publisher.send([newer, unknown, last]);
    const subscriber = remembering();
    await start({ upcast, newer: { types: 'unreadable', majors: 'pass-over' } }).subscribe(subscriber);
    await until(() => subscriber.seen().includes(3));
    expect(subscriber.seen()).toEqual([2, 3]);
    expect(subscriber.batches.flatMap((batch) => [...(batch.unreadable?.keys() ?? [])])).toEqual([2]);
  });

  test('tells of each message that is no event of ours, without what is in it, and passes it over', async () => {
    await publisher.create(1);
    await publisher.publish(1);
    const alien = publisher.message(event(2));
    alien.headers['ce_type'] = 'cn.linli.finance.PaymentMade.v1';
    alien.headers['ce_source'] = '/linli/wuhan/finance';
    const stranger = publisher.message(
      event(9_000, { metadata: { ...event(1).metadata, tenant: 'shanghai' } }),
    );
    await publisher.send([
      stranger,
      { key: 'k', value: 'secret-13800001111' },
      { key: 'k', value: null },
      { key: 'k', value: '{}', headers: { 'content-type': 'application/json', ce_specversion: '1.0' } },
      alien,
    ]);
    await publisher.publish(1);
    const foreign: { offset: number; reason: string }[] = [];
    const told: string[] = [];
    const subscriber = remembering();
    const bus = start({
      onForeign: (where) => foreign.push(where),
      journal: (_level, text) => told.push(text),
    });
    await bus.subscribe(subscriber);
    await until(() => subscriber.seen().includes(2));
    expect(subscriber.seen()).toEqual([1, 2]);
    expect(foreign.map(({ offset }) => offset)).toEqual([2, 3, 4, 5, 6]);
    expect(foreign[0]?.reason).toBe('an event of another tenant than 武汉');
    expect(foreign.at(-1)?.reason).toBe('an event of finance in the topic of incidents');
    expect(told.join('\n')).toContain(`${publisher.topic}/0: the message at offset 2 is no event of ours`);
    expect(told.join('\n')).not.toContain('13800001111');
  });

  test('waits for a topic that does not exist yet, and follows those that do meanwhile', async () => {
    const residents = new Publisher(connection, 'residents');
    await residents.start(1);
    await residents.publish(3, { type: 'GridCreated' });
    const subscriber = remembering({ contexts: ['incidents', 'residents'] });
    const subscription = await start().subscribe(subscriber);
    await until(() => subscriber.seen().length >= 3);
    expect(subscription.state().map(({ source }) => source)).toEqual(['residents/0']);
    await publisher.create(1);
    await publisher.publish(2);
    await until(() => stateOf(subscription, 'incidents/0')?.position === 2);
    expect(subscription.state().map(({ source }) => source)).toEqual(['incidents/0', 'residents/0']);
    await residents.close();
  });

  test('has no source while there is no topic, says so once, and follows it when it appears', async () => {
    const told: string[] = [];
    const subscriber = remembering();
    const subscription = await start({ journal: (_level, text) => told.push(text) }).subscribe(subscriber);
    expect(subscription.state()).toEqual([]);
    await publisher.create(1);
    await publisher.publish(2);
    await until(() => stateOf(subscription, 'incidents/0')?.position === 2);
    expect(subscriber.seen()).toEqual([1, 2]);
    expect(told.filter((text) => text.includes('no topic yet'))).toEqual([
      `${group()}: ${publisher.topic} is not followed: no topic yet`,
    ]);
  });

  test('rejects a subscription whose start cannot be told, and leaves nothing running', async () => {
    await publisher.create(2);
    await publisher.publish(4);
    const released: string[] = [];
    const subscriber = remembering({
      startAfter: () => Promise.reject(new Error('no checkpoint')),
      released: async (source) => void released.push(source),
    });
    await expect(start().subscribe(subscriber)).rejects.toThrow('no checkpoint');
    expect(released.toSorted()).toEqual(['incidents/0', 'incidents/1']);
    const { members } = (await publisher.admin.describeGroups([group()])).groups[0] ?? {};
    expect(members).toEqual([]);
  });

  test('awaits the running batch when it closes, commits it, and delivers nothing more', async () => {
    await publisher.create(1);
    await publisher.publish(20);
    let finish: (() => void) | undefined;
    let finished = false;
    const released: boolean[] = [];
    const subscription = await start().subscribe(
      remembering({
        batchSize: 5,
        handle: () =>
          new Promise<void>((resolve) => {
            finish = () => {
              finished = true;
              resolve();
            };
          }),
        released: async () => void released.push(finished),
      }),
    );
    await until(() => finish !== undefined);
    const closing = subscription.close();
    finish?.();
    await closing;
    expect(released).toEqual([true]);
    expect(stateOf(subscription, 'incidents/0')?.position).toBe(5);
    expect(await publisher.committed(group())).toEqual(new Map([[0, 5]]));
  });

  test('closes with a batch that keeps failing', async () => {
    await publisher.create(1);
    await publisher.publish(3);
    const bus = start();
    const subscription = await bus.subscribe(
      remembering({ handle: () => Promise.reject(new Error('never')) }),
    );
    await until(() => (stateOf(subscription, 'incidents/0')?.failure?.attempts ?? 0) >= 2);
    await bus.close();
    await expect(bus.subscribe(remembering())).rejects.toThrow('closed');
  });

  test('commits to the end of each partition, so that the lag the brokers show goes to zero', async () => {
    await publisher.create(3);
    for (let n = 0; n < 4; n += 1) await publisher.publish(10);
    await publisher.abort(4);
    const subscription = await start().subscribe(remembering({ types: ['IncidentClosed'] }));
    await caughtUp(subscription);
    const ends = [...(await publisher.ends())].toSorted();
    await until(async () => {
      const committed = [...(await publisher.committed(group()))].toSorted();
      return JSON.stringify(committed) === JSON.stringify(ends);
    });
  });

  test('keeps its heart beating while there is nothing to do', async () => {
    await publisher.create(1);
    const subscription = await start().subscribe(remembering());
    await until(() => stateOf(subscription, 'incidents/0')?.head === 0);
    const first = stateOf(subscription, 'incidents/0')?.aliveAt ?? 0;
    await until(() => (stateOf(subscription, 'incidents/0')?.aliveAt ?? 0) > first);
  });

  test('wakes up for nothing while there is nothing to do', async () => {
    await publisher.create(1);
    const subscription = await start().subscribe(remembering());
    const timers = jest.spyOn(globalThis, 'setTimeout');
    for (let beats = 0; beats < 3; beats += 1) {
      const last = stateOf(subscription, 'incidents/0')?.aliveAt ?? 0;
      await until(() => (stateOf(subscription, 'incidents/0')?.aliveAt ?? 0) > last);
    }
    // The client's own mistake: a timer that is set to a moment long past, again and again.
    expect(timers.mock.calls.filter(([, ms]) => (ms ?? 0) < 0)).toEqual([]);
    timers.mockRestore();
  });

  test('serves several subscribers, each from its own place', async () => {
    await publisher.create(1);
    await publisher.publish(10);
    const subscribers = [0, 4, 9].map((begin) =>
      remembering({ group: `from-${begin}`, startAfter: async () => begin }),
    );
    const bus = start();
    await Promise.all(subscribers.map((subscriber) => bus.subscribe(subscriber)));
    await publisher.publish(5);
    await until(() => subscribers.every((subscriber) => subscriber.seen().at(-1) === 15));
    expect(subscribers.map((subscriber) => subscriber.seen())).toEqual([
      range(1, 15),
      range(5, 15),
      range(10, 15),
    ]);
  });
});
