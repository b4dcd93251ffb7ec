import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ClockItem, FeedItem, GridCounts, GridGeometry, Page } from '../src/api.ts';
import { found, gridPath, incidentId, take } from './city-story.ts';
import { openCityWorld, type CityWorld } from './city-world.ts';
import { cityPath } from './stream-world.ts';

const api = '/v1/operations';

describe('who may see what', () => {
  let city: CityWorld;
  beforeAll(async () => {
    city = await openCityWorld();
    await found(city.residents, 8);
    for (const grid of [1, 2]) {
      for (const step of ['report', 'locate'] as const) {
        await take(city.incidents, step, { incident: incidentId(grid), grid });
      }
    }
    await city.settled();
  });
  afterAll(() => city.close());

  const section = (grid: number) => gridPath(grid).slice(0, cityPath.length + 3);

  test('a caller of one section is answered about that section alone', async () => {
    const token = await city.token(['viewer'], [section(1)]);
    const { items } = (await city.get<Page<FeedItem>>(`${api}/feed`, token)).body;
    expect(new Set(items.map(({ incidentId: id }) => id))).toEqual(new Set([incidentId(1)]));
    const counts = (await city.get<GridCounts>(`${api}/grids/counts`, token)).body.items;
    expect(counts.map(({ code }) => code)).toEqual(['G0001']);
    expect((await city.get<GridGeometry>(`${api}/grids`, token)).body.features).toHaveLength(2);
    const clocks = (await city.get<Page<ClockItem>>(`${api}/clocks`, token)).body.items;
    expect(clocks.map(({ incidentId: id }) => id)).toEqual([incidentId(1)]);
    expect((await city.get(`${api}/incidents/${incidentId(1)}`, token)).status).toBe(200);
    expect((await city.get(`${api}/incidents/${incidentId(2)}`, token)).status).toBe(404);
  });

  test('a caller of several sections is answered about each of them', async () => {
    const token = await city.token(['viewer'], [section(1), section(2)]);
    const { items } = (await city.get<Page<FeedItem>>(`${api}/feed`, token)).body;
    expect(new Set(items.map(({ incidentId: id }) => id))).toEqual(new Set([incidentId(1), incidentId(2)]));
  });

  test("an area that is none of the caller's is refused on every query and on the stream", async () => {
    const token = await city.token(['viewer'], [section(1)]);
    for (const path of [
      'feed',
      'grids',
      'grids/counts',
      'clocks',
      'overdue',
      'activity',
      'areas',
      'grid-directory',
      'stream',
    ]) {
      const { status, body } = await city.get<{ code: string }>(`${api}/${path}?area=${section(2)}`, token);
      expect([path, status, body.code]).toEqual([path, 403, 'foreign-area']);
    }
  });

  test('without a token or without the role nothing is answered', async () => {
    const worker = await city.token(['grid_worker']);
    for (const path of ['status', 'feed', 'stream', 'projections', 'parked']) {
      expect((await fetch(`${city.url}${api}/${path}`)).status).toBe(401);
      expect((await city.get(`${api}/${path}`, worker)).status).toBe(403);
    }
  });
});
