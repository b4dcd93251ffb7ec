import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryEventStore, StoreUnavailable } from '@linli/event-sourcing';
import { createEmbeddedBus } from '../src/embedded-bus.ts';
import type { EventBatch, EventBus } from '../src/event-bus.ts';
import { range, remembering, until, write } from './sample-logs.ts';

const backOff = { firstMs: 1, maxMs: 10 };

describe('the embedded bus', () => {
  let incidents: InMemoryEventStore;
  let residents: InMemoryEventStore;
  let bus: EventBus;

  beforeEach(() => {
    incidents = new InMemoryEventStore();
    residents = new InMemoryEventStore();
    bus = createEmbeddedBus({ logs: { incidents, residents }, backOff });
  });

  afterEach(async () => {
    await bus.close();
    await Promise.all([incidents.close(), residents.close()]);
  });

  test('delivers what is in the log and what comes, in order, without gap or repeat', async () => {
    await write(incidents, 30);
    const subscriber = remembering({ batchSize: 7 });
    await bus.subscribe(subscriber);
    await write(incidents, 30);
    await until(() => subscriber.seen().length >= 60);
    expect(subscriber.seen()).toEqual(range(1, 60));
    expect(subscriber.batches.every(({ events }) => events.length <= 7)).toBe(true);
    expect(subscriber.batches.at(-1)).toMatchObject({
      context: 'incidents',
      source: 'incidents',
      position: 60,
      head: 60,
    });
  });

  test('begins behind the checkpoint of the subscriber', async () => {
    await write(incidents, 10);
    const subscriber = remembering({ startAfter: async () => 7 });
    await bus.subscribe(subscriber);
    await until(() => subscriber.seen().length >= 3);
    expect(subscriber.seen()).toEqual([8, 9, 10]);
  });

  test('begins at the end for one that wants only what comes, and says where that is before anything does', async () => {
    await write(incidents, 5);
    const subscriber = remembering({ startAfter: async () => 'end' });
    await bus.subscribe(subscriber);
    expect(subscriber.batches).toEqual([
      { context: 'incidents', source: 'incidents', events: [], after: 5, position: 5, head: 5 },
    ]);
    await write(incidents, 2);
    await until(() => subscriber.seen().length >= 2);
    expect(subscriber.seen()).toEqual([6, 7]);
  });

  test('tells progress past events of other types', async () => {
    const subscriber = remembering({ types: ['Closed'] });
    const subscription = await bus.subscribe(subscriber);
    await write(incidents, 20);
    await write(incidents, 1, 's', 'Closed');
    await write(incidents, 20);
    await until(() => subscription.state()[0]?.position === 41);
    expect(subscriber.seen()).toEqual([21]);
  });

  test('is serial per source, and delivers sources beside each other', async () => {
    await write(incidents, 20);
    await write(residents, 20);
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const underWay = new Map<string, number>();
    const done: string[] = [];
    const subscriber = remembering({
      contexts: ['incidents', 'residents'],
      batchSize: 5,
      async handle({ source }: EventBatch) {
        const now = (underWay.get(source) ?? 0) + 1;
        underWay.set(source, now);
        expect(now).toBe(1);
        if (source === 'incidents') await gate;
        else await new Promise((resolve) => setTimeout(resolve, 1));
        underWay.set(source, 0);
        done.push(source);
      },
    });
    await bus.subscribe(subscriber);
    await until(() => done.filter((source) => source === 'residents').length >= 4);
    expect(done).not.toContain('incidents');
    release();
    await until(() => done.filter((source) => source === 'incidents').length >= 4);
  });

  test('delivers the same batch again when it fails, shows why, and goes on when it is taken', async () => {
    await write(incidents, 12);
    const tries: number[] = [];
    let broken = true;
    const subscriber = remembering({
      batchSize: 4,
      async handle(batch: EventBatch) {
        tries.push(batch.position);
        if (batch.position === 8 && broken) throw new Error('the disk is full');
      },
    });
    const subscription = await bus.subscribe(subscriber);
    await until(() => (subscription.state()[0]?.failure?.attempts ?? 0) >= 3);
    expect(subscription.state()[0]).toMatchObject({
      position: 4,
      head: 12,
      failure: { message: 'the disk is full' },
    });
    broken = false;
    await until(() => subscription.state()[0]?.position === 12);
    expect(subscription.state()[0]?.failure).toBeUndefined();
    expect(tries.filter((position) => position === 8).length).toBeGreaterThanOrEqual(4);
    expect([...new Set(tries)]).toEqual([4, 8, 12]);
  });

  test('hands over as many batches ahead as it may, and from the refused one on again', async () => {
    await write(incidents, 40);
    const given: string[] = [];
    const waiting: { position: number; finish(error?: Error): void }[] = [];
    let most = 0;
    const subscriber = remembering({
      batchSize: 5,
      ahead: 3,
      handle: ({ after, position }: EventBatch) =>
        new Promise<void>((resolve, reject) => {
          given.push(`${after}-${position}`);
          waiting.push({ position, finish: (error) => (error ? reject(error) : resolve()) });
          most = Math.max(most, waiting.length);
        }),
    });
    const subscription = await bus.subscribe(subscriber);
    await until(() => waiting.length === 3);
    expect(given).toEqual(['0-5', '5-10', '10-15']);
    const finishAll = (error?: Error) => waiting.splice(0).forEach(({ finish }) => finish(error));
    // The second is refused, so the third, which was folded on it, is too.
    const [first, ...rest] = waiting.splice(0);
    first?.finish();
    for (const { finish } of rest) finish(new Error('refused'));
    await until(() => given.filter((batch) => batch === '10-15').length === 2);
    expect(subscription.state()[0]?.position).toBe(5);
    while (subscription.state()[0]?.position !== 40) {
      finishAll();
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect(most).toBe(3);
    expect([...new Set(given)]).toEqual([
      '0-5',
      '5-10',
      '10-15',
      '15-20',
      '20-25',
      '25-30',
      '30-35',
      '35-40',
    ]);
  });

  test('finishes what is under way while no further page comes', async () => {
    const subscriber = remembering({ ahead: 4 });
    const subscription = await bus.subscribe(subscriber);
    await write(incidents, 1);
    await until(() => subscription.state()[0]?.position === 1);
  });

  test('follows a log that failed again from the last finished batch', async () => {
    await write(incidents, 30);
    let faults = 3;
    const shaky = new Proxy(incidents, {
      get(target, name) {
        if (name === 'follow') {
          return async function* (options: Parameters<typeof target.follow>[0]) {
            for await (const page of target.follow(options)) {
              if (page.position > 10 && faults > 0) {
                faults -= 1;
                throw new StoreUnavailable('broken', 'the reader is gone');
              }
              yield page;
            }
          };
        }
        const member = Reflect.get(target, name) as unknown;
        return typeof member === 'function' ? member.bind(target) : member;
      },
    });
    const shakyBus = createEmbeddedBus({ logs: { incidents: shaky }, backOff });
    const subscriber = remembering({ batchSize: 5 });
    const subscription = await shakyBus.subscribe(subscriber);
    await until(() => subscription.state()[0]?.position === 30);
    expect(subscriber.seen()).toEqual(range(1, 30));
    expect(faults).toBe(0);
    await shakyBus.close();
  });

  test('brings events to the latest version, and hands on as they are those it cannot', async () => {
    const upcasting = createEmbeddedBus({
      logs: { incidents },
      backOff,
      upcast: (event) => {
        if (event.type === 'Unknown') throw new Error('no upcaster for Unknown');
        return { ...event, version: 9 };
      },
    });
    await write(incidents, 1);
    await write(incidents, 1, 's', 'Unknown');
    await write(incidents, 1);
    const subscriber = remembering();
    await upcasting.subscribe(subscriber);
    await until(() => subscriber.seen().length >= 3);
    const events = subscriber.batches.flatMap((batch) => batch.events);
    expect(events.map(({ version }) => version)).toEqual([9, 1, 9]);
    const [[position, error] = []] = subscriber.batches.flatMap((batch) => [...(batch.unreadable ?? [])]);
    expect([position, error?.message]).toEqual([2, 'no upcaster for Unknown']);
    await upcasting.close();
  });

  test('names the logs that a subscriber needs and the bus has not', async () => {
    await expect(
      bus.subscribe(remembering({ group: 'board', contexts: ['incidents', 'finance', 'party'] })),
    ).rejects.toThrow('board needs the log of finance, party; attached to this bus: incidents, residents');
  });

  test('of a log that is not attached nothing is heard, where that is no failure', async () => {
    const partial = createEmbeddedBus({ logs: { incidents }, backOff, partial: true });
    await write(incidents, 1);
    const subscriber = remembering({ contexts: ['party', 'incidents'] });
    const subscription = await partial.subscribe(subscriber);
    await until(() => subscriber.seen().length >= 1);
    expect(subscription.state().map(({ source }) => source)).toEqual(['incidents']);
    await partial.close();
  });

  test('rejects a subscription whose start cannot be told, and leaves nothing running', async () => {
    const released: string[] = [];
    const subscriber = remembering({
      contexts: ['incidents', 'residents'],
      startAfter: async (source) => {
        if (source === 'residents') throw new Error('no checkpoint');
        return 0;
      },
      released: async (source) => void released.push(source),
    });
    await expect(bus.subscribe(subscriber)).rejects.toThrow('no checkpoint');
    expect(released).toEqual(['incidents']);
    await write(incidents, 3);
    expect(subscriber.seen()).toEqual([]);
  });

  test('awaits the running batch when a subscription closes, releases its sources, and delivers nothing more', async () => {
    await write(incidents, 20);
    let finish: (() => void) | undefined;
    let finished = false;
    const released: string[] = [];
    const subscriber = remembering({
      batchSize: 5,
      handle: () =>
        new Promise<void>((resolve) => {
          finish = () => {
            finished = true;
            resolve();
          };
        }),
      released: async (source) => {
        expect(finished).toBe(true);
        released.push(source);
      },
    });
    const subscription = await bus.subscribe(subscriber);
    await until(() => finish !== undefined);
    const closing = subscription.close();
    finish?.();
    await closing;
    expect(released).toEqual(['incidents']);
    expect(subscription.state()[0]?.position).toBe(5);
  });

  test('closes with a batch that keeps failing', async () => {
    await write(incidents, 3);
    const subscription = await bus.subscribe(
      remembering({ handle: () => Promise.reject(new Error('never')) }),
    );
    await until(() => (subscription.state()[0]?.failure?.attempts ?? 0) >= 2);
    await bus.close();
    await expect(bus.subscribe(remembering())).rejects.toThrow('closed');
  });

  test('keeps its heart beating while there is nothing to do', async () => {
    const subscription = await bus.subscribe(remembering());
    const first = subscription.state()[0]?.aliveAt ?? 0;
    await until(() => (subscription.state()[0]?.aliveAt ?? 0) > first);
  });

  test('serves several subscribers, each from its own place', async () => {
    await write(incidents, 10);
    const subscribers = [0, 4, 9].map((start) => remembering({ startAfter: async () => start }));
    for (const subscriber of subscribers) await bus.subscribe(subscriber);
    await write(incidents, 5);
    await until(() => subscribers.every((subscriber) => subscriber.seen().at(-1) === 15));
    expect(subscribers.map((subscriber) => subscriber.seen())).toEqual([
      range(1, 15),
      range(5, 15),
      range(10, 15),
    ]);
  });
});
