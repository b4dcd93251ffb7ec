import { afterEach, describe, expect, test } from '@jest/globals';
import type { FeedItem, OperationsStatus, Page } from '../src/api.ts';
import { found, incidentId, record, take } from './city-story.ts';
import { openCityWorld, type CityWorld } from './city-world.ts';
import { Screen } from './stream-world.ts';

const api = '/v1/operations';
let city: CityWorld;
afterEach(() => city.close());

/** An event as only a fault could write it: its data is missing. */
function poison(number: number): Promise<number> {
  return record(city.incidents, `incident-${incidentId(number)}`, [
    { event: { type: 'IncidentLocated', data: null } },
  ]);
}

describe('the operator', () => {
  test('sees how each view stands', async () => {
    city = await openCityWorld();
    await found(city.residents, 4);
    await city.settled();
    const { body } = await city.get<{ items: { view: string; generation: number }[] }>(
      `${api}/projections`,
      await city.token(['operator']),
    );
    expect(body.items.map(({ view, generation }) => [view, generation])).toEqual([
      ['incident-board', 1],
      ['grid-directory', 1],
      ['catalogue', 1],
      ['tickets', 1],
      ['duty-roster', 1],
    ]);
  });

  test('needs the permission for every one of these doors', async () => {
    city = await openCityWorld();
    const viewer = await city.token(['viewer']);
    for (const path of [
      'projections/incident-board/rebuild',
      'projections/incident-board/roll-back',
      'parked/x/retry',
      'parked/x/discard',
    ]) {
      expect([path, (await city.post(`${api}/${path}`, viewer)).status]).toEqual([path, 403]);
    }
    expect((await city.get(`${api}/parked`, viewer)).status).toBe(403);
  });

  test('is told of a view, a generation or a parked stream that is not there', async () => {
    city = await openCityWorld();
    const operator = await city.token(['operator']);
    const codes = [];
    for (const path of [
      'projections/weather/rebuild',
      'projections/catalogue/roll-back',
      'parked/incident-1/retry',
    ]) {
      const { status, body } = await city.post<{ code: string }>(`${api}/${path}`, operator);
      codes.push([status, body.code]);
    }
    expect(codes).toEqual([
      [404, 'unknown-view'],
      [409, 'no-earlier-generation'],
      [404, 'nothing-parked'],
    ]);
  });

  test('P14: a poison event is parked with its reason, others go on, and what is discarded frees those behind it', async () => {
    city = await openCityWorld();
    const operator = await city.token(['operator']);
    await take(city.incidents, 'report', { incident: incidentId(1), grid: 1 });
    const parkedAt = await poison(1);
    await take(city.incidents, 'locate', { incident: incidentId(1), grid: 1 });
    await take(city.incidents, 'report', { incident: incidentId(2), grid: 2 });
    await city.settled();

    const { body } = await city.get<{ items: Record<string, unknown>[] }>(`${api}/parked`, operator);
    expect(body.items.map(({ position, state }) => [position, state])).toEqual([
      [parkedAt, 'poison'],
      [parkedAt + 1, 'held'],
    ]);
    expect(body.items[0]).toMatchObject({ view: 'incident-board', streamId: `incident-${incidentId(1)}` });
    expect(body.items[0]).not.toHaveProperty('event');
    expect((await city.get<OperationsStatus>(`${api}/status`)).body.parked).toBe(2);
    const feed = async () =>
      (await city.get<Page<FeedItem>>(`${api}/feed`)).body.items.map(({ position }) => position);
    expect(await feed()).toEqual([8, 7, 6, 3, 2, 1]);

    const screen = new Screen(`${city.url}${api}/stream`, undefined, {
      cookie: `linli_session=${await city.token(['viewer'])}`,
    });
    await screen.until(({ statuses }) => statuses > 0);
    const stream = `parked/incident-${incidentId(1)}`;
    const again = await city.post<{ items: unknown[] }>(`${api}/${stream}/retry`, operator);
    expect(again.body.items).toEqual([expect.objectContaining({ applied: 0, remaining: 2 })]);
    const discarded = await city.post<{ items: unknown[] }>(`${api}/${stream}/discard`, operator);
    expect(discarded.body.items).toEqual([expect.objectContaining({ applied: 1, remaining: 0 })]);
    expect(await feed()).toEqual([8, 7, 6, 5, 3, 2, 1]);
    // Lines came in behind what the screens have seen: they are told to load their snapshot again.
    await screen.until(({ resets }) => resets.includes('history-changed'));
    screen.cut();
  });
});
