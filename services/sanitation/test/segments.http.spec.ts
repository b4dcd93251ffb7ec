import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HandClock, runContext, type RunningContext } from '@linli/service-kit/testing';
import { SanitationModule } from '../src/index.ts';

const areaPath = '42/01/05/011/010/';
const grids = [`${areaPath}A1/B07/U021/G0431/`];
const segment = { name: '江欣苑东路', areaPath, grids, surfaces: ['road', 'green'], validFrom: '2026-05-01' };
const manager = { roles: ['sanitation_manager'], areas: ['42/01/05/'] } as const;
const clock = new HandClock('2026-05-01 09:00');
let city: RunningContext;

beforeAll(async () => {
  city = await runContext(SanitationModule, { clock });
});
afterAll(() => city.stop());

/** Asks for something that is taken, and answers the position it is recorded at and the segment. */
async function post(path: string, body: object) {
  const answer = await city.post(path, body, { as: manager });
  expect(answer).toMatchObject({ status: 201 });
  const { position, streamId } = answer.body as { readonly position: string; readonly streamId: string };
  return { position, id: streamId.slice('segment-'.length) };
}

describe('duty segments over HTTP', () => {
  test('S-01: who holds a segment is answered for every day, and a gap is shown as one', async () => {
    const { id } = await post('/v1/segments', segment);
    const address = `/v1/segments/${id}`;
    await post(`${address}/assign`, { cleaner: 'c-1', validFrom: '2026-05-04' });
    await post(`${address}/assign`, { cleaner: 'c-2', validFrom: '2026-06-01' });
    const { position } = await post(`${address}/vacate`, { validTo: '2026-06-08' });
    const on = async (day: string) => (await city.get(`${address}?after=${position}&on=${day}`)).body;
    expect(await on('2026-05-03')).toMatchObject({ state: 'vacant', since: '2026-05-01' });
    expect(await on('2026-05-31')).toMatchObject({ state: 'held', cleaner: 'c-1', since: '2026-05-04' });
    expect(await on('2026-06-01')).toMatchObject({ state: 'held', cleaner: 'c-2', since: '2026-06-01' });
    const gap = await on('2026-06-10');
    expect(gap).toMatchObject({ state: 'vacant', since: '2026-06-08' });
    expect(gap).not.toHaveProperty('cleaner');
    expect(await on('2026-04-30')).toMatchObject({ status: 404, code: 'segment-unknown' });
  });

  test('S-01: a redrawn segment has its old bounds on the days before', async () => {
    const { id } = await post('/v1/segments', segment);
    const wider = [...grids, `${areaPath}A1/B07/U021/G0432/`];
    const drawn = { grids: wider, surfaces: ['road'], validFrom: '2026-07-01' };
    const { position } = await post(`/v1/segments/${id}/redraw`, drawn);
    const on = async (day: string) => (await city.get(`/v1/segments/${id}?after=${position}&on=${day}`)).body;
    expect(await on('2026-06-30')).toMatchObject({ drawing: 1, grids, surfaces: ['road', 'green'] });
    expect(await on('2026-07-01')).toMatchObject({ drawing: 2, grids: wider, surfaces: ['road'] });
  });

  test('S-01: segments are listed below an area, as they were at a position', async () => {
    const area = '42/01/05/011/011/';
    const there = { ...segment, areaPath: area, grids: [`${area}A1/B01/U001/G0001/`] };
    const { id, position } = await post('/v1/segments', there);
    const later = await post(`/v1/segments/${id}/assign`, { cleaner: 'c-1', validFrom: '2026-05-01' });
    const list = async (query: string) => (await city.get(`/v1/segments?area=${area}&${query}`)).body.items;
    expect(await list(`asOf=${position}`)).toMatchObject([{ id, state: 'vacant' }]);
    expect(await list(`after=${later.position}`)).toMatchObject([{ id, state: 'held', cleaner: 'c-1' }]);
  });

  test('S-01: segments are planned by those who may, in their area, and known ones alone', async () => {
    const away = { ...manager, areas: ['42/01/06/'] };
    expect((await city.post('/v1/segments', segment, { as: away })).status).toBe(403);
    const { id } = await post('/v1/segments', segment);
    const assign = { cleaner: 'c-1', validFrom: '2026-05-04' };
    expect((await city.post(`/v1/segments/${id}/assign`, assign, { as: away })).status).toBe(403);
    const worker = { roles: ['grid_worker'], areas: [''] } as const;
    expect((await city.post(`/v1/segments/${id}/assign`, assign, { as: worker })).status).toBe(403);
    expect(await city.post('/v1/segments/none/assign', assign, { as: manager })).toMatchObject({
      status: 404,
      body: { code: 'segment-unknown', rule: 'S-01' },
    });
  });

  test.each([
    {},
    { ...segment, surfaces: ['roof'] },
    { ...segment, grids: [] },
    { ...segment, validFrom: '2026-02-30' },
  ])('S-01: POST /v1/segments with %j is a problem document of status 400', async (body) => {
    expect(await city.post('/v1/segments', body)).toMatchObject({
      status: 400,
      body: { code: 'invalid-request' },
    });
  });
});
