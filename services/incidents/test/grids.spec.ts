import { afterEach, describe, expect, test } from '@jest/globals';
import type { NewEvent } from '@linli/contracts';
import { createEmbeddedBus, type EventBus, type Subscription } from '@linli/event-bus';
import { InMemoryEventStore } from '@linli/event-sourcing';
import { SqliteDocumentStore } from '@linli/read-models';
import { join } from 'node:path';
import { GridIndex } from '../src/grids/grid-index.ts';
import { feedGrids, type GridsFeed } from '../src/grids/grids.ts';
import { community, grids, newFolder, recordGrids, tenant, until } from './running-service.ts';

const folder = await newFolder();
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
const closing: (() => Promise<unknown>)[] = [];
let databases = 0;

interface Feed {
  readonly index: GridIndex;
  readonly feed: GridsFeed;
  close(): Promise<void>;
}

async function start(
  residents: InMemoryEventStore | undefined,
  file?: string,
): Promise<Feed & { file: string }> {
  return startOn(createEmbeddedBus({ logs: residents === undefined ? {} : { residents } }), file);
}

async function startOn(bus: EventBus, file?: string): Promise<Feed & { file: string }> {
  const database = file ?? join(folder.path, `views-${(databases += 1)}.db`);
  const documents = await SqliteDocumentStore.open({ file: database });
  const index = new GridIndex();
  const feed = await feedGrids({ index, bus, documents, now: Date.now, onFailure: () => {} });
  let closed = false;
  const close = async (): Promise<void> => {
    if (closed) return;
    closed = true;
    await feed.close();
    await bus.close();
    await documents.close();
  };
  closing.push(close);
  return { index, feed, close, file: database };
}

const codeAt = (index: GridIndex, lon: number, day = '2026-05-11'): string | undefined =>
  index.find({ lon, lat: 30.5505 }, day)?.code;

function event(type: string, data: object): NewEvent {
  const id = `01980000-0000-7000-8000-9${String(Math.random()).slice(2, 13).padEnd(11, '0')}`;
  const metadata = { commandId: id, correlationId: id, actor: 'planner', tenant };
  return { id, type, version: 1, data, metadata };
}

describe("the service's own copy of the grids", () => {
  test('I-08: follows the residents, from the first grid to splits and merges', async () => {
    const residents = new InMemoryEventStore();
    await recordGrids(residents);
    const { index, feed } = await start(residents);
    await until(() => (feed.state().ready ? true : undefined));
    expect(index.size).toBe(3);
    expect(codeAt(index, 114.2005)).toBe('G0001');

    const [first] = grids;
    const half = (code: string, west: number) => ({
      code,
      areaPath: `${community}A1/B01/U001/${code}/`,
      polygon: [
        [west, 30.55],
        [west + 0.0005, 30.55],
        [west + 0.0005, 30.551],
        [west, 30.551],
        [west, 30.55],
      ],
    });
    const into = [half('G0008', 114.2), half('G0009', 114.2005)];
    const split = { code: 'G0001', areaPath: first?.areaPath, into, validFrom: '2026-05-11' };
    await residents.append('territory-test', [event('GridSplit', split)], 'any');
    await until(() => (codeAt(index, 114.2007) === 'G0009' ? true : undefined));
    expect(codeAt(index, 114.2007, '2026-05-10')).toBe('G0001');

    const merged = into.map(({ code, areaPath }) => ({ code, areaPath }));
    const whole = { ...first, code: 'G0010', areaPath: `${community}A1/B01/U001/G0010/` };
    const { validFrom: _, ...grid } = whole;
    const merge = { merged, into: grid, validFrom: '2026-06-01' };
    await residents.append('territory-test', [event('GridsMerged', merge)], 'any');
    await until(() => (codeAt(index, 114.2007, '2026-06-01') === 'G0010' ? true : undefined));
    expect(codeAt(index, 114.2007)).toBe('G0009');
  });

  test('I-08: knows the grids after a restart, before a single event has come', async () => {
    const residents = new InMemoryEventStore();
    await recordGrids(residents);
    const first = await start(residents);
    await until(() => (first.feed.state().ready ? true : undefined));
    await first.close();
    const second = await start(undefined, first.file);
    expect(second.index.size).toBe(3);
    expect(codeAt(second.index, 114.2015)).toBe('G0002');
    expect(second.feed.state()).toMatchObject({
      ready: true,
      detail: expect.stringContaining('not followed'),
    });
  });

  test('is ready while the residents have no topic yet, says so, and follows it when it appears', async () => {
    const residents = new InMemoryEventStore();
    const embedded = createEmbeddedBus({ logs: { residents } });
    let appear: () => Promise<void> = () => Promise.reject(new Error('nobody has subscribed'));
    const bus: EventBus = {
      async subscribe(subscriber) {
        let inner: Subscription | undefined;
        appear = async () => void (inner = await embedded.subscribe(subscriber));
        return { state: () => inner?.state() ?? [], close: async () => inner?.close() };
      },
      upcast: (recorded) => embedded.upcast(recorded),
      close: () => embedded.close(),
    };
    const { index, feed } = await startOn(bus);
    expect(feed.state()).toEqual({ ready: true, detail: '0 grids; not followed: no topic yet' });
    await recordGrids(residents);
    await appear();
    await until(() => (index.size === 3 ? true : undefined));
    expect(feed.state()).toEqual({ ready: true, detail: '3 grids' });
  });

  test('is not ready before every grid recorded at the start has come', async () => {
    const residents = new InMemoryEventStore();
    await recordGrids(
      residents,
      Array.from({ length: 3_000 }, (_, n) => ({
        ...grids[0],
        code: `G${n + 1}`,
        areaPath: `${community}A1/B01/U001/G${n + 1}/`,
        polygon: grids[0]?.polygon ?? [],
        validFrom: '2010-04-01',
      })),
    );
    const { index, feed } = await start(residents);
    const sizeWhenReady = await until(() => (feed.state().ready ? index.size : undefined));
    expect(sizeWhenReady).toBe(3_000);
  });
});
