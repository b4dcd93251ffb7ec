import { afterEach, expect, test } from '@jest/globals';
import type { AreaItem, GridGeometry, OperationsStatus, Page } from '../src/api.ts';
import { found, gridPath, record } from './city-story.ts';
import { openCityWorld, type CityWorld } from './city-world.ts';

const api = '/v1/operations';
const day = 86_400_000;
const old = gridPath(5);
const unit = old.slice(0, -'G0005/'.length);
const ring = (west: number) => [
  [west, 30.55],
  [west, 30.551],
  [west + 0.0005, 30.551],
  [west + 0.0005, 30.55],
  [west, 30.55],
];

let city: CityWorld;
afterEach(() => city.close());

async function boundary(type: 'GridSplit' | 'GridsMerged', data: object): Promise<void> {
  const event = { type, data } as Parameters<typeof record>[2][number]['event'];
  await record(city.residents, 'territory-420105011010', [{ event }]);
  await city.settled();
}

const split = (validFrom: string, codes = ['G0901', 'G0902']) =>
  boundary('GridSplit', {
    code: 'G0005',
    areaPath: old,
    into: codes.map((code, n) => ({ code, areaPath: `${unit}${code}/`, polygon: ring(114.2 + n * 0.0005) })),
    validFrom,
  });

/** What each door tells of the grids of the unit: the map and, asked in three ways, the directory. */
async function doors(when = ''): Promise<Record<string, readonly string[]>> {
  const ask = async (query: string) =>
    (await city.get<Page<AreaItem>>(`${api}/areas?limit=500&${query}${when}`)).body.items
      .filter(({ areaPath, level }) => areaPath.startsWith(unit) && level === 'grid')
      .map(({ code }) => code);
  const map = (await city.get<GridGeometry>(`${api}/grids?area=${unit}${when}`)).body.features;
  return {
    map: map.map(({ properties }) => properties.code),
    directory: await ask(''),
    under: await ask(`under=${unit}`),
    level: await ask('level=grid'),
    searched: [...(await ask('q=G0005')), ...(await ask('q=G090'))],
  };
}
const everyDoor = (...codes: string[]) => ({
  map: codes,
  directory: codes,
  under: codes,
  level: codes,
  searched: codes,
});

test('R-32: a split from a day to come changes nothing before that day, at any door, and all of them on it', async () => {
  city = await openCityWorld();
  await found(city.residents, 6);
  await city.settled();
  expect(await doors()).toEqual(everyDoor('G0005'));
  await split('2027-06-01');
  expect(await doors()).toEqual(everyDoor('G0005'));
  const decided = city.clock.now().toISOString();
  const { position } = (await city.get<OperationsStatus>(`${api}/status`)).body.asOf;

  city.clock.advance(Date.parse('2027-05-31T15:59:59.999Z') - city.clock.now().getTime());
  expect(await doors()).toEqual(everyDoor('G0005'));
  city.clock.advance(1);
  expect(await doors()).toEqual(everyDoor('G0901', 'G0902'));
  expect(await doors(`&asOf=${decided}`)).toEqual(everyDoor('G0005'));
  expect(await doors('&asOf=2027-05-31T15:59:59Z')).toEqual(everyDoor('G0005'));
  expect(await doors('&asOf=2027-05-31T16:00:00Z')).toEqual(everyDoor('G0901', 'G0902'));
  expect((await city.get(`${api}/grids?asOf=${position}`)).status).toBe(200);
});

test('R-32: a part that keeps the code of the whole keeps its place, with its old shape until the day', async () => {
  city = await openCityWorld();
  await found(city.residents, 6);
  await city.settled();
  const shape = async () =>
    (await city.get<GridGeometry>(`${api}/grids?area=${old}`)).body.features.map(
      ({ geometry }) => geometry.coordinates[0]?.[1],
    );
  const before = await shape();
  await split('2026-05-03', ['G0005', 'G0902']);
  expect(await shape()).toEqual(before);
  expect((await doors())['under']).toEqual(['G0005']);
  city.clock.advance(2 * day);
  expect(await shape()).not.toEqual(before);
  expect((await doors())['under']).toEqual(['G0005', 'G0902']);
});

test('R-32: what is split and merged again, both in days to come, is shown as each day has it', async () => {
  city = await openCityWorld();
  await found(city.residents, 6);
  await split('2026-05-03');
  await boundary('GridsMerged', {
    merged: ['G0901', 'G0902'].map((code) => ({ code, areaPath: `${unit}${code}/` })),
    into: { code: 'G0903', areaPath: `${unit}G0903/`, polygon: ring(114.2) },
    validFrom: '2026-05-05',
  });
  const seen = [];
  for (let n = 0; n < 3; n++, city.clock.advance(2 * day)) seen.push((await doors())['map']);
  expect(seen).toEqual([['G0005'], ['G0901', 'G0902'], ['G0903']]);
});

test('RFC 7946, 3.1.6: rings leave counter-clockwise, though they were posted clockwise', async () => {
  city = await openCityWorld();
  await found(city.residents, 6);
  await split('2026-05-01');
  const { features } = (await city.get<GridGeometry>(`${api}/grids`)).body;
  expect(features).toHaveLength(7);
  for (const { geometry } of features) {
    const corners = geometry.coordinates[0] as readonly (readonly [number, number])[];
    const [west, south] = corners[0] as readonly [number, number];
    const area = corners.slice(1).reduce((sum, [x, y], n) => {
      const [x0, y0] = corners[n] as readonly [number, number];
      return sum + (x0 - west) * (y - south) - (x - west) * (y0 - south);
    }, 0);
    expect(area).toBeGreaterThan(0);
  }
});
