import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryEventStore, StoreUnavailable } from '@linli/event-sourcing';
import { derivedCommandId } from '../src/command-id.ts';
import { createEmbeddedBus } from '../src/embedded-bus.ts';
import type { EventBus } from '../src/event-bus.ts';
import { createReactor, type Reactor, type ReactorOptions } from '../src/reactor.ts';
import { memoryReactorStore } from './memory-reactor-store.ts';
import { fact, range, until, write } from './sample-logs.ts';

describe('a reactor', () => {
  let incidents: InMemoryEventStore;
  let answers: InMemoryEventStore;
  let bus: EventBus;
  let checkpoints: ReturnType<typeof memoryReactorStore>;
  const reactors: Reactor[] = [];

  beforeEach(() => {
    incidents = new InMemoryEventStore();
    answers = new InMemoryEventStore();
    bus = createEmbeddedBus({ logs: { incidents }, backOff: { firstMs: 1, maxMs: 5 } });
    checkpoints = memoryReactorStore();
  });

  afterEach(async () => {
    await Promise.all(reactors.splice(0).map((reactor) => reactor.close()));
    await bus.close();
    await Promise.all([incidents.close(), answers.close()]);
  });

  async function start(options: Partial<ReactorOptions> = {}): Promise<Reactor> {
    const reactor = await createReactor({
      name: 'timer',
      bus,
      contexts: ['incidents'],
      checkpoints,
      startAt: 'beginning',
      // The command appends one event under the id it was given: what a command handler does.
      async react(event, { commandId }) {
        const answer = fact('Answered', { to: event.position });
        const metadata = { ...answer.metadata, commandId };
        await answers.append(event.streamId, [{ ...answer, metadata }], 'any');
      },
      ...options,
    });
    reactors.push(reactor);
    return reactor;
  }

  const answered = async () =>
    (await answers.readAll({ after: 0, limit: 10_000 })).events.map(
      ({ data }) => (data as { to: number }).to,
    );
  const at = (reactor: Reactor, position: number) => until(() => reactor.state()[0]?.position === position);

  test('answers every event once', async () => {
    await write(incidents, 20);
    const reactor = await start();
    await write(incidents, 20);
    await at(reactor, 40);
    expect(await answered()).toEqual(range(1, 40));
  });

  test('is told where an event came from, which is where its position counts', async () => {
    const told: string[] = [];
    const reactor = await start({
      async react({ position }, { source }) {
        told.push(`${source}:${position}`);
      },
    });
    await write(incidents, 2);
    await at(reactor, 2);
    expect(told).toEqual(['incidents:1', 'incidents:2']);
  });

  test('answers what is delivered again under the same command id, so nothing is recorded twice', async () => {
    await write(incidents, 10);
    const first = await start();
    await at(first, 10);
    await first.close();
    // Its checkpoint is lost: everything is delivered again.
    checkpoints = memoryReactorStore();
    const second = await start();
    await at(second, 10);
    expect(await answered()).toEqual(range(1, 10));
  });

  test('owned by two at a time records nothing twice and comes to the end', async () => {
    await write(incidents, 30);
    const [one, two] = [await start(), await start()];
    await write(incidents, 30);
    await Promise.all([at(one, 60), at(two, 60)]);
    expect((await answered()).toSorted((a, b) => a - b)).toEqual(range(1, 60));
    expect(await checkpoints.position('timer', 'incidents')).toBe(60);
  });

  test.each(['before', 'after'] as const)(
    'whose progress is lost %s it is stored records nothing twice',
    async (when) => {
      await write(incidents, 10);
      checkpoints.failNext(when);
      const reactor = await start();
      await at(reactor, 10);
      expect(await answered()).toEqual(range(1, 10));
      expect(await checkpoints.position('timer', 'incidents')).toBe(10);
    },
  );

  test('keeps the order of a stream, while other streams go on beside it', async () => {
    for (let n = 0; n < 60; n += 1) await write(incidents, 1, `s${n % 6}`);
    const order = new Map<string, number[]>();
    let most = 0;
    let underWay = 0;
    const reactor = await start({
      concurrency: 3,
      async react({ streamId, revision }) {
        underWay += 1;
        most = Math.max(most, underWay);
        await new Promise((resolve) => setTimeout(resolve, revision % 3));
        order.set(streamId, [...(order.get(streamId) ?? []), revision]);
        underWay -= 1;
      },
    });
    await at(reactor, 60);
    expect(most).toBe(3);
    for (const revisions of order.values()) expect(revisions).toEqual(range(0, 9));
  });

  test('begins with what comes from now on, and stays with that over a restart before the first event', async () => {
    await write(incidents, 5);
    const first = await start({ startAt: 'now' });
    await first.close();
    await write(incidents, 3);
    const second = await start({ startAt: 'now' });
    await at(second, 8);
    expect(await answered()).toEqual([6, 7, 8]);
  });

  test('begins behind the position it is given, at its first start only', async () => {
    await write(incidents, 10);
    const first = await start({ startAt: { incidents: 7 } });
    await at(first, 10);
    await first.close();
    await write(incidents, 2);
    const second = await start({ startAt: { incidents: 0 } });
    await at(second, 12);
    expect(await answered()).toEqual([8, 9, 10, 11, 12]);
  });

  test('answers only the types it is for', async () => {
    await write(incidents, 5);
    await write(incidents, 2, 's', 'Closed');
    const reactor = await start({ types: ['Closed'] });
    await at(reactor, 7);
    expect(await answered()).toEqual([6, 7]);
  });

  test('tries again before it parks, and counts no attempt while the log takes no commands', async () => {
    await write(incidents, 3);
    let outage = 20;
    let faults = 2;
    const seen: number[] = [];
    const reactor = await start({
      attempts: 3,
      async react({ position }) {
        if (position === 2 && outage > 0) {
          outage -= 1;
          throw new StoreUnavailable('full', 'no space');
        }
        if (position === 2 && faults > 0) {
          faults -= 1;
          throw new Error('conflict');
        }
        seen.push(position);
      },
    });
    await at(reactor, 3);
    expect(seen).toEqual([1, 2, 3]);
    expect(await reactor.parked()).toEqual([]);
  });

  test('parks what it cannot answer with its followers behind it, and everything else goes on', async () => {
    for (const stream of ['a', 'b', 'a', 'b', 'a']) await write(incidents, 1, stream);
    const tries: number[] = [];
    let mended = false;
    const reactor = await start({
      attempts: 2,
      async react({ position }) {
        tries.push(position);
        if (position === 1 && !mended) throw new TypeError('cannot answer 1');
      },
    });
    await at(reactor, 5);
    expect(tries.filter((position) => position === 1)).toHaveLength(2);
    expect(new Set(tries)).toEqual(new Set([1, 2, 4]));
    expect((await reactor.parked()).map(({ event, state }) => [event.position, state])).toEqual([
      [1, 'poison'],
      [3, 'held'],
      [5, 'held'],
    ]);
    expect(reactor.waiting()).toBe(3);
    await write(incidents, 1, 'a');
    await at(reactor, 6);
    expect(await reactor.retryParked('a')).toEqual({ applied: 0, remaining: 4 });
    mended = true;
    tries.length = 0;
    expect(await reactor.retryParked('a')).toEqual({ applied: 4, remaining: 0 });
    expect(reactor.waiting()).toBe(0);
    expect(tries).toEqual([1, 3, 5, 6]);
    await write(incidents, 1, 'a');
    await at(reactor, 7);
    expect(tries.at(-1)).toBe(7);
  });

  test('gives up the poison that is discarded, and answers those behind it', async () => {
    await write(incidents, 3);
    const tries: number[] = [];
    const options: Partial<ReactorOptions> = {
      attempts: 1,
      async react({ position }) {
        if (position === 1) throw new Error('never');
        tries.push(position);
      },
    };
    const reactor = await start(options);
    await at(reactor, 3);
    expect(reactor.waiting()).toBe(3);
    await reactor.close();
    const next = await start(options);
    expect(next.waiting()).toBe(3);
    expect(await next.discardParked('s')).toEqual({ applied: 2, remaining: 0 });
    expect(next.waiting()).toBe(0);
    expect(tries).toEqual([2, 3]);
    expect((await next.parked()).map(({ state }) => state)).toEqual(['discarded']);
  });

  test('parks an event that cannot be brought to the latest version', async () => {
    const upcasting = createEmbeddedBus({
      logs: { incidents },
      upcast: () => {
        throw new Error('no upcaster');
      },
    });
    await write(incidents, 1);
    const reactor = await start({ bus: upcasting });
    await until(async () => (await reactor.parked()).length === 1);
    expect((await reactor.parked())[0]).toMatchObject({ state: 'poison', reason: 'Error: no upcaster' });
    expect(await answered()).toEqual([]);
    await upcasting.close();
  });
});

describe('the id of a command that answers an event', () => {
  test('is a UUID of version 5, the same each time and for each step another', () => {
    const ids = [
      derivedCommandId('timer', 'event-1'),
      derivedCommandId('timer', 'event-2'),
      derivedCommandId('router', 'event-1'),
      derivedCommandId('timer', 'event-1', 'close'),
    ];
    expect(new Set(ids).size).toBe(4);
    for (const id of ids)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(derivedCommandId('timer', 'event-1')).toBe(ids[0]);
    // Never to change: a redelivered event would issue its command again.
    expect(derivedCommandId('deadline-timer', '0197f000-0000-7000-8000-000000000001')).toBe(
      '495f2254-6ea7-583f-959c-589cddd37b1b',
    );
  });
});
