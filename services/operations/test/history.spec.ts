import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { FeedItem, GridCounts, OperationsStatus, Page } from '../src/api.ts';
import { found, gridPath, incidentId, record, take, type Step } from './city-story.ts';
import { openCityWorld, type CityWorld } from './city-world.ts';

const api = '/v1/operations';
const day = 86_400_000;

let city: CityWorld;
const folders: string[] = [];
afterEach(async () => {
  await city.close();
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

const panels = [
  'feed?limit=500',
  'feed?limit=30&severity=urgent',
  'grids',
  'grids/counts',
  'clocks?limit=500',
  'overdue',
  'activity?day=2026-05-01',
  'areas?limit=500',
  'catalogue',
  ...[1, 2, 3, 4].map((number) => `incidents/${incidentId(number)}`),
];

/** What every panel shows, as bytes; `asOf` is left out of the comparison of a live answer with the same one later. */
async function wall(query: string, { stamped = true } = {}): Promise<Record<string, string>> {
  const shown: Record<string, string> = {};
  for (const panel of panels) {
    const answer = await city.get(`${api}/${panel}${panel.includes('?') ? '&' : '?'}${query}`);
    // A problem document carries the number of its request.
    const text = answer.status === 200 ? answer.text : String(answer.status);
    shown[panel] = stamped ? text : text.replace(/"asOf":\{[^}]*\},?/, '');
  }
  return shown;
}

/** Panels that differ, each with the first place where it does: whole walls would be megabytes of failure. */
function differences(was: Record<string, string>, is: Record<string, string>): readonly string[] {
  return Object.keys(was).flatMap((panel) => {
    const [before = '', now = ''] = [was[panel], is[panel]];
    if (before === now) return [];
    const at = [...before].findIndex((character, index) => character !== now[index]);
    const from = Math.max(0, at - 60);
    return [`${panel} at ${at}: ${before.slice(from, at + 60)} | ${now.slice(from, at + 60)}`];
  });
}

async function activateCatalogue(version: number): Promise<void> {
  const category = { standard: 'GB/T-47678.5', kind: 'matter', code: '06010' };
  const data = {
    version,
    classes: [{ category, zh: '暴露垃圾', en: `Exposed rubbish ${version}` }],
    views: [],
  };
  await record(city.incidents, 'catalogue', [{ event: { type: 'CatalogueVersionActivated', data } }]);
}

/** A day of a small city in which everything happens that the panels show, a grid split included. */
const acts: readonly (() => Promise<unknown>)[] = [
  () => found(city.residents, 6),
  () => activateCatalogue(1),
  ...(['report', 'locate', 'route', 'accept'] as const).map((step) => () => go(step, 1)),
  ...(['report', 'locate'] as const).map((step) => () => go(step, 2)),
  () => go('miss', 1),
  () => go('park', 1),
  () => go('report', 3),
  () => go('resume', 1),
  () => go('move', 1),
  () => activateCatalogue(2),
  () => go('reclassify', 1),
  () => splitGrid(),
  ...(['locate', 'route', 'accept'] as const).map((step) => () => go(step, 3)),
  () => go('complete', 1, true),
  ...(['report', 'locate', 'route', 'accept', 'complete', 'close'] as const).map((step) => () => go(step, 4)),
  () => go('close', 1),
];

const moved = new Set<number>();
beforeEach(() => moved.clear());

function go(step: Step, number: number, missed = false): Promise<number> {
  const grid = number + (moved.has(number) ? 1 : 0);
  if (step === 'move') moved.add(number);
  const told = { incident: incidentId(number), grid, urgent: number === 2 };
  return take(city.incidents, step, told, missed);
}

async function splitGrid(): Promise<void> {
  const areaPath = gridPath(5);
  const below = areaPath.slice(0, -'G0005/'.length);
  const polygon = [
    [114.2, 30.55],
    [114.2005, 30.55],
    [114.2005, 30.551],
    [114.2, 30.55],
  ];
  const into = ['G0901', 'G0902'].map((code) => ({ code, areaPath: `${below}${code}/`, polygon }));
  const event = { type: 'GridSplit', data: { code: 'G0005', areaPath, into, validFrom: '2026-05-01' } };
  await record(city.residents, 'territory-420105011010', [{ event }]);
}

test('C-5 #7: asOf a moment, every panel shows what it showed then', async () => {
  city = await openCityWorld();
  const snapshots: { moment: string; position: string; shown: Record<string, string> }[] = [];
  for (const act of acts) {
    await act();
    city.clock.advance(7 * 60_000);
    await city.settled();
    const { body } = await city.get<OperationsStatus>(`${api}/status`);
    snapshots.push({
      moment: body.asOf.moment,
      position: body.asOf.position,
      shown: await wall(`after=${body.asOf.position}`, { stamped: false }),
    });
    // What is recorded in the very millisecond of a snapshot would belong to it.
    city.clock.advance(1);
  }
  for (const { moment, position, shown } of snapshots) {
    expect(differences(shown, await wall(`asOf=${moment}`, { stamped: false }))).toEqual([]);
    expect(differences(shown, await wall(`asOf=${position}`, { stamped: false }))).toEqual([]);
  }
});

test('C-5 #8: dropped and rebuilt, every panel answers byte for byte the same at the same position', async () => {
  city = await openCityWorld();
  const positions: string[] = [];
  for (const act of acts) {
    await act();
    await city.settled();
    positions.push((await city.get<OperationsStatus>(`${api}/status`)).body.asOf.position);
  }
  const answers = () => Promise.all(positions.map((position) => wall(`asOf=${position}`)));
  const before = await answers();
  const changed = async () => {
    const now = await answers();
    return before.flatMap((shown, n) => differences(shown, now[n] as Record<string, string>));
  };
  const operator = await city.token(['operator']);
  for (const { ref, runner } of city.centre.views.all) {
    const { status, body } = await city.post<{ generation: number }>(
      `${api}/projections/${ref.view}/rebuild`,
      operator,
    );
    expect([status, body.generation]).toEqual([202, 2]);
    await runner.rebuilt();
    expect(runner.state().generation).toBe(2);
  }
  expect(await changed()).toEqual([]);
  for (const { ref } of city.centre.views.all) {
    expect((await city.post(`${api}/projections/${ref.view}/roll-back`, operator)).status).toBe(200);
  }
  for (const { runner } of city.centre.views.all) await runner.rebuilt();
  expect(await changed()).toEqual([]);
});

test('C-5 #8: after a restart with the views deleted every panel answers the same', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'linli-restart-'));
  folders.push(folder);
  city = await openCityWorld({ durable: true, folder });
  for (const act of acts) await act();
  await city.settled();
  const { position } = (await city.get<OperationsStatus>(`${api}/status`)).body.asOf;
  const before = await wall(`asOf=${position}`);
  await city.close();
  for (const end of ['', '-wal', '-shm']) await rm(join(folder, `views.db${end}`), { force: true });
  city = await openCityWorld({ durable: true, folder });
  await city.settled();
  expect(differences(before, await wall(`asOf=${position}`))).toEqual([]);
});

test('C-5 #11: a storm of 10,000 incidents over 868 grids: feed order is log order, the map adds up, lag returns to 0', async () => {
  city = await openCityWorld();
  await found(city.residents, 868);
  const total = 10_000;
  let lagSeen = 0;
  const watch = setInterval(() => {
    for (const { lagMs, head, position } of city.centre.views.board.runner.state().sources) {
      lagSeen = Math.max(lagSeen, lagMs, head - position);
    }
  }, 5);
  for (let from = 0; from < total; from += 500) {
    await Promise.all(
      Array.from({ length: 500 }, async (_, n) => {
        const told = { incident: incidentId(from + n), grid: ((from + n) % 868) + 1 };
        await take(city.incidents, 'report', told);
        await take(city.incidents, 'locate', told);
      }),
    );
  }
  await city.settled();
  clearInterval(watch);
  expect(lagSeen).toBeGreaterThan(0);
  const { body: status } = await city.get<OperationsStatus>(`${api}/status`);
  expect(status.sources.map(({ lagMs }) => lagMs)).toEqual([0, 0, 0]);

  const { items } = (await city.get<GridCounts>(`${api}/grids/counts`)).body;
  expect(items).toHaveLength(868);
  expect(items.reduce((sum, { open }) => sum + open, 0)).toBe(total);
  expect(items.reduce((sum, { today }) => sum + today, 0)).toBe(total);

  const order: string[] = [];
  for (let next: string | undefined = ''; next !== undefined;) {
    const cursor: string = next === '' ? '' : `&cursor=${next}`;
    const page: Page<FeedItem> = (await city.get<Page<FeedItem>>(`${api}/feed?limit=500${cursor}`)).body;
    for (const { position, type, incidentId: id } of page.items) order.push(`${position} ${type} ${id}`);
    next = page.next;
  }
  const { events } = await city.incidents.readAll({ after: 0, limit: 100_000 });
  const log = events.map(({ position, type, streamId }) => `${position} ${type} ${streamId.slice(9)}`);
  expect(order.reverse()).toEqual(log);
}, 120_000);

describe('the day of the map', () => {
  test('reported today starts at zero at midnight in Shanghai, and is what it was as of yesterday', async () => {
    city = await openCityWorld();
    await found(city.residents, 2);
    await go('report', 1);
    const position = await go('locate', 1);
    const today = async (query: string) =>
      (await city.get<GridCounts>(`${api}/grids/counts?${query}`)).body.items.map(({ today }) => today);
    expect(await today(`after=incidents:${position}`)).toEqual([1]);
    const yesterday = city.clock.now().toISOString();
    city.clock.advance(day);
    expect(await today(`after=incidents:${position}&area=42/`)).toEqual([0]);
    expect(await today(`asOf=${yesterday}`)).toEqual([1]);
  });

  test('R-32: an incident stays with the grid it was located in when that grid is split', async () => {
    city = await openCityWorld();
    await found(city.residents, 6);
    await go('report', 5);
    await go('locate', 5);
    await city.settled();
    const before = (await city.get<OperationsStatus>(`${api}/status`)).body.asOf.position;
    await splitGrid();
    await city.settled();
    const codes = async (query: string) =>
      (
        await city.get<{ features: { properties: { code: string } }[] }>(`${api}/grids?${query}`)
      ).body.features.map(({ properties }) => properties.code);
    expect(await codes(`asOf=${before}`)).toContain('G0005');
    const now = await codes('');
    expect(now).not.toContain('G0005');
    expect(now).toEqual(expect.arrayContaining(['G0901', 'G0902']));
    const { items } = (await city.get<GridCounts>(`${api}/grids/counts`)).body;
    expect(items).toEqual([expect.objectContaining({ code: 'G0005', open: 1 })]);
  });
});
