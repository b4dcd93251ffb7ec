import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmbeddedBus, type EventBus, type SourceId } from '@linli/event-bus';
import { InMemoryEventStore, type EventStore } from '@linli/event-sourcing';
import { SqliteDocumentStore } from '@linli/read-models';
import { createLocalIssuer, type ServiceApp } from '@linli/service-kit';
import type { FeedItem, Page } from '../src/api.ts';
import { found, incidentId, take, wholeLife } from './city-story.ts';
import { operationsApp, TestClock } from './city-world.ts';
import { Screen } from './stream-world.ts';

const api = '/v1/operations';

type Logs = Readonly<Record<'residents' | 'incidents' | 'party', EventStore>>;

/** The bus as a member of a group has it that was given the partition `number` of every topic. */
function memberOf(logs: Logs, number: number): EventBus {
  const bus = createEmbeddedBus({ logs });
  const named = (source: SourceId): SourceId => `${source}/${number}`;
  return {
    async subscribe(subscriber) {
      const { released } = subscriber;
      const inner = await bus.subscribe({
        ...subscriber,
        startAfter: (source) => subscriber.startAfter(named(source)),
        handle: (batch) => subscriber.handle({ ...batch, source: named(batch.source) }),
        ...(released && { released: (source: SourceId) => released(named(source)) }),
      });
      return {
        state: () => inner.state().map((state) => ({ ...state, source: named(state.source) })),
        close: () => inner.close(),
      };
    },
    upcast: (event) => bus.upcast(event),
    close: () => bus.close(),
  };
}

describe('two processes of operations that share their views and the partitions', () => {
  const clock = new TestClock();
  const now = () => clock.now().getTime();
  const partition = (): Logs => ({
    residents: new InMemoryEventStore({ now }),
    incidents: new InMemoryEventStore({ now }),
    party: new InMemoryEventStore({ now }),
  });
  const partitions = [partition(), partition()] as const;
  const apps: ServiceApp[] = [];
  const urls: string[] = [];
  const buses: EventBus[] = [];
  const screens: Screen[] = [];
  let folder: string;
  let documents: SqliteDocumentStore;
  let headers: { cookie: string };
  let incidents = 0;
  const events: [number, number] = [0, 0];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'linli-operations-'));
    documents = await SqliteDocumentStore.open({ file: join(folder, 'views.db') });
    const issuer = await createLocalIssuer();
    const token = await issuer.issue({
      subject: 'tester',
      roles: ['viewer'],
      areas: [''],
      ttlSeconds: 600,
    });
    headers = { cookie: `linli_session=${token}` };
    await found(partitions[0].residents, 8);
    await lives(2);
    for (const [number, logs] of partitions.entries()) {
      const bus = memberOf(logs, number);
      buses.push(bus);
      const app = await operationsApp({ tenant: 'wuhan', clock, bus, documents }, issuer.auth);
      apps.push(app);
      urls.push(await app.listen(0));
    }
  });
  afterAll(async () => {
    for (const screen of screens) screen.cut();
    await Promise.all(apps.map((app) => app.stop()));
    await Promise.all(buses.map((bus) => bus.close()));
    await documents.close();
    await rm(folder, { recursive: true });
  });

  /** So many more incidents from report to closing, taken in turns by the partitions. */
  async function lives(count: number): Promise<void> {
    for (let n = 0; n < count; n += 1) {
      incidents += 1;
      const { incidents: log } = partitions[(incidents % 2) as 0 | 1];
      for (const step of wholeLife) {
        clock.advance(1_000);
        await take(log, step, { incident: incidentId(incidents), grid: (incidents % 8) + 1 });
      }
      events[(incidents % 2) as 0 | 1] = await log.head();
    }
  }

  const heads = () => events[0] + events[1];

  /** A screen behind a line. While a process has not heard of the other's partition, it has the snapshot loaded again. */
  async function open(process: number, lastEventId?: string): Promise<Screen> {
    for (;;) {
      const screen = new Screen(`${urls[process]}${api}/stream`, lastEventId, headers);
      screens.push(screen);
      await screen.until(({ statuses }) => statuses > 0);
      if (screen.resets.length === 0) return screen;
      screen.cut();
    }
  }

  async function feedAt(process: number): Promise<readonly FeedItem[]> {
    const items: FeedItem[] = [];
    for (let cursor = ''; ;) {
      const answer = await fetch(`${urls[process]}${api}/feed?limit=7${cursor}`, { headers });
      const page = (await answer.json()) as Page<FeedItem>;
      items.push(...page.items);
      if (page.next === undefined) return items.toReversed();
      cursor = `&cursor=${page.next}`;
    }
  }

  const lines = (items: readonly FeedItem[]) =>
    items.map(({ incidentId: id, position }) => `${id} ${position}`);

  test('each answers with the feed of both, every line once', async () => {
    for (const process of [0, 1]) {
      for (;;) {
        const items = lines(await feedAt(process));
        expect(new Set(items).size).toBe(items.length);
        if (items.length === heads()) break;
      }
    }
    expect(lines(await feedAt(0))).toEqual(lines(await feedAt(1)));
  });

  test('a screen at either of them sees the lines of both from its snapshot on, each once', async () => {
    const snapshot = await feedAt(0);
    const watching = [await open(0, snapshot.at(-1)?.cursor), await open(1, snapshot.at(-1)?.cursor)];
    await lives(6);
    for (const screen of watching) {
      await screen.until(({ items }) => snapshot.length + items.length >= heads());
      expect(lines([...snapshot, ...screen.items]).toSorted()).toEqual(lines(await feedAt(0)).toSorted());
      expect(screen.resets).toEqual([]);
    }
  });

  test('a screen that goes from one to the other loses and repeats nothing', async () => {
    const snapshot = await feedAt(0);
    const first = await open(0, snapshot.at(-1)?.cursor);
    await lives(4);
    await first.until(({ items }) => items.length > 10);
    first.cut();
    await lives(4);
    const second = await open(1, first.lastEventId);
    const seen = () => [...snapshot, ...first.items, ...second.items];
    await second.until(() => seen().length >= heads());
    expect(lines(seen()).toSorted()).toEqual(lines(await feedAt(0)).toSorted());
    expect(second.resets).toEqual([]);
  });
});
