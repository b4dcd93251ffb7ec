import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runContext, type RunningContext } from '@linli/service-kit/testing';
import { ResidentsModule } from '../src/index.ts';

interface Area {
  readonly areaPath: string;
  readonly level: string;
  readonly code: string;
  readonly name: string;
  readonly validTo?: string;
}
interface AreaPage {
  readonly asOf: { readonly position: string; readonly moment?: string; readonly live: boolean };
  readonly items: readonly Area[];
  readonly next?: string;
}
interface Grids {
  readonly asOf: AreaPage['asOf'];
  readonly next?: string;
  readonly features: readonly {
    readonly id: string;
    readonly geometry: { readonly coordinates: readonly number[][][] };
    readonly properties: { readonly code: string; readonly areaPath: string; readonly validTo?: string };
  }[];
}

const community = '42/01/05/011/010/';
let city: RunningContext;

beforeAll(async () => {
  city = await runContext(ResidentsModule, { options: { seed: 'jiangxinyuan' } });
});
afterAll(() => city.stop());

async function areas(query: string): Promise<AreaPage> {
  const { status, body } = await city.get(`/v1/areas?${query}`);
  expect({ status, body }).toMatchObject({ status: 200 });
  return body as unknown as AreaPage;
}

async function grids(query: string): Promise<Grids> {
  const { status, body } = await city.get(`/v1/grids?${query}`);
  expect({ status, body }).toMatchObject({ status: 200 });
  return body as unknown as Grids;
}

const positionOf = ({ body }: { body: object }): string => (body as { position: string }).position;

describe('planning over HTTP', () => {
  // A unit without grids of its own, in a community that the seed leaves empty.
  const other = '420105011009';
  const otherPath = '42/01/05/011/009/';
  const box = (west: number, east: number): number[][] => [
    [west, 30.52],
    [east, 30.52],
    [east, 30.521],
    [west, 30.521],
    [west, 30.52],
  ];

  test('R-32: a planner builds a tree down to a grid and reads it at the position of the answer', async () => {
    await city.post(`/v1/areas/${other}/sections`, { code: 'A1', name: '第一片区' });
    await city.post(`/v1/areas/${other}/buildings`, { code: 'B01', name: '1栋', areaCode: 'A1' });
    await city.post(`/v1/areas/${other}/units`, { code: 'U001', name: '1栋1单元', buildingCode: 'B01' });
    const created = await city.post(`/v1/areas/${other}/grids`, {
      code: 'G0001',
      unitCode: 'U001',
      polygon: box(114.2, 114.201),
      validFrom: '2026-01-01',
    });
    expect(created).toMatchObject({
      status: 201,
      body: { outcome: 'recorded', streamId: `territory-${other}` },
    });
    expect(created.headers.get('etag')).toBe('"3"');
    const { items } = await areas(`area=${otherPath}&after=${positionOf(created)}`);
    expect(items.map(({ areaPath }) => areaPath)).toEqual([
      otherPath,
      `${otherPath}A1/`,
      `${otherPath}A1/B01/`,
      `${otherPath}A1/B01/U001/`,
      `${otherPath}A1/B01/U001/G0001/`,
    ]);
  });

  test('R-32: a split grid gives way to its parts; before the split, and by its path, the old grid is still found', async () => {
    const before = await grids(`area=${otherPath}`);
    const split = await city.post('/v1/grids/G0001/split', {
      communityCode: other,
      into: [
        { code: 'G0002', polygon: box(114.2, 114.2005) },
        { code: 'G0003', polygon: box(114.2005, 114.201) },
      ],
      validFrom: '2026-05-01',
    });
    expect(split).toMatchObject({ status: 201 });
    const after = `area=${otherPath}&after=${positionOf(split)}`;
    const codes = async (query: string) =>
      (await grids(query)).features.map(({ properties }) => properties.code);

    // By the day they were in force on.
    expect(await codes(`${after}&on=2026-05-01`)).toEqual(['G0002', 'G0003']);
    expect(await codes(`${after}&on=2026-04-30`)).toEqual(['G0001']);
    expect(await codes(`${after}&on=2025-12-31`)).toEqual([]);
    // By what the log knew: at the position before the split, the old grid had no end.
    expect(await codes(`area=${otherPath}&on=2026-05-01&asOf=${before.asOf.position}`)).toEqual(['G0001']);
    const old = `/v1/areas/${otherPath}A1/B01/U001/G0001/`;
    expect((await city.get(old)).body).toMatchObject({ code: 'G0001', level: 'grid', validTo: '2026-05-01' });
    expect((await city.get(`${old}?asOf=${before.asOf.position}`)).body).not.toHaveProperty('validTo');
    const moment = encodeURIComponent(before.asOf.moment ?? '');
    expect((await city.get(`${old}?asOf=${moment}`)).body).not.toHaveProperty('validTo');

    const again = await city.post('/v1/grids/G0001/split', {
      communityCode: other,
      into: [
        { code: 'G0004', polygon: box(114.2, 114.2005) },
        { code: 'G0005', polygon: box(114.2005, 114.201) },
      ],
      validFrom: '2026-06-01',
    });
    expect(again).toMatchObject({ status: 422, body: { rule: 'R-32', code: 'grid-ended', field: 'code' } });
  });

  test('R-32: merged grids give way to one that covers their ground', async () => {
    const merged = await city.post('/v1/grids/merge', {
      communityCode: other,
      codes: ['G0002', 'G0003'],
      into: { code: 'G0006' },
      validFrom: '2026-06-01',
    });
    expect(merged).toMatchObject({ status: 201 });
    const { features } = await grids(`area=${otherPath}&on=2026-06-01&after=${positionOf(merged)}`);
    expect(features.map(({ properties }) => properties.code)).toEqual(['G0006']);
    const corners = (ring: readonly number[][] = []) => new Set(ring.map((position) => position.join(' ')));
    expect(corners(features[0]?.geometry.coordinates[0])).toEqual(corners(box(114.2, 114.201)));
  });

  test('R-32: a grid that was drawn clockwise is shown counter-clockwise (RFC 7946, 3.1.6)', async () => {
    const ring = box(114.26, 114.261);
    const created = await city.post(`/v1/areas/${other}/grids`, {
      code: 'G0060',
      unitCode: 'U001',
      polygon: ring.toReversed(),
      validFrom: '2026-01-01',
    });
    expect(created).toMatchObject({ status: 201 });
    const query = `area=${otherPath}A1/B01/U001/G0060/&on=2026-01-01&after=${positionOf(created)}`;
    expect((await grids(query)).features.map(({ geometry }) => geometry.coordinates)).toEqual([[ring]]);
  });

  test('R-32: a grid that is to come is shown by no door before its first day', async () => {
    const path = `${otherPath}A1/B01/U001/G0050/`;
    const created = await city.post(`/v1/areas/${other}/grids`, {
      code: 'G0050',
      unitCode: 'U001',
      polygon: box(114.25, 114.251),
      validFrom: '2099-06-01',
    });
    expect(created).toMatchObject({ status: 201 });
    const after = `after=${positionOf(created)}`;
    const paths = async (query: string) => (await areas(query)).items.map(({ areaPath }) => areaPath);
    expect(await paths(`area=${otherPath}&${after}`)).not.toContain(path);
    expect(await paths(`area=${otherPath}&${after}&on=2099-06-01`)).toContain(path);
    expect((await grids(`area=${path}&${after}`)).features).toEqual([]);
    expect((await city.get(`/v1/areas/${path}?${after}`)).status).toBe(404);
    expect((await city.get(`/v1/areas/${path}?${after}&on=2099-06-01`)).status).toBe(200);
  });

  test('a repeated key repeats the answer and records nothing', async () => {
    const body = { code: 'A2', name: '第二片区' };
    const first = await city.post(`/v1/areas/${other}/sections`, body, { key: 'section-a2' });
    const second = await city.post(`/v1/areas/${other}/sections`, body, { key: 'section-a2' });
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.body).toMatchObject({ outcome: 'repeated', position: positionOf(first) });
  });

  test('If-Match of an older revision is refused', async () => {
    const { status, body } = await city.post(
      `/v1/areas/${other}/sections`,
      { code: 'A3', name: '第三片区' },
      { ifMatch: '"0"' },
    );
    expect({ status, code: body.code }).toEqual({ status: 412, code: 'precondition-failed' });
  });

  test('R-32: a section of a community that the register does not hold is refused', async () => {
    const { status, body } = await city.post('/v1/areas/420105011999/sections', { code: 'A1', name: '片区' });
    expect({ status, rule: body.rule, code: body.code }).toEqual({
      status: 422,
      rule: 'R-32',
      code: 'community-unknown',
    });
  });

  test('planning needs the permission, and the area', async () => {
    const section = { code: 'A9', name: '片区' };
    const viewer = { roles: ['viewer'], areas: [''] } as const;
    const neighbour = { roles: ['planner'], areas: [community] } as const;
    expect(await city.post(`/v1/areas/${other}/sections`, section, { as: viewer })).toMatchObject({
      status: 403,
    });
    expect(await city.post(`/v1/areas/${other}/sections`, section, { as: neighbour })).toMatchObject({
      status: 403,
      body: { code: 'foreign-area' },
    });
    const merge = {
      communityCode: other,
      codes: ['G0001', 'G0002'],
      into: { code: 'G0009' },
      validFrom: '2027-01-01',
    };
    expect(await city.post('/v1/grids/merge', merge, { as: neighbour })).toMatchObject({ status: 403 });
  });

  test.each([
    [`areas/${other}/sections`, {}],
    [`areas/${other}/sections`, { code: 'A4', name: '' }],
    [`areas/${other}/sections`, { code: 'A4', name: '片区', colour: 'red' }],
    // Names in which something is hidden, turned round, or nothing is to be seen.
    [`areas/${other}/sections`, { code: 'A4', name: '片\u0000区' }],
    [`areas/${other}/sections`, { code: 'A4', name: '片\ufdd0区' }],
    [`areas/${other}/sections`, { code: 'A4', name: '片区\u{1ffff}' }],
    [`areas/${other}/sections`, { code: 'A4', name: '\u202e片区' }],
    [`areas/${other}/sections`, { code: 'A4', name: '片区\u2067' }],
    [`areas/${other}/sections`, { code: 'A4', name: '\u200b \u3000' }],
    [`areas/${other}/buildings`, { code: 'B04', name: '\u0007', areaCode: 'A1' }],
    [`areas/12/sections`, { code: 'A4', name: '片区' }],
    [`areas/${other}/grids`, { code: 'G0100', unitCode: 'U001', polygon: 'circle', validFrom: '2026-01-01' }],
    [
      `areas/${other}/grids`,
      { code: 'G0100', unitCode: 'U001', polygon: [[1, 2], [3], [4, 5], [1, 2]], validFrom: '2026-01-01' },
    ],
    [
      `areas/${other}/grids`,
      { code: 'G0100', unitCode: 'U001', polygon: box(114.3, 114.301), validFrom: '2026-02-30' },
    ],
    ['grids/G0001/split', { communityCode: other, into: [{ code: 'G0007' }], validFrom: '2026-01-01' }],
    ['grids/G0001/split', { communityCode: other, into: 'two', validFrom: '2026-01-01' }],
    ['grids/X1/split', { communityCode: other, into: [], validFrom: '2026-01-01' }],
    [
      'grids/merge',
      { communityCode: other, codes: ['G0001', 7], into: { code: 'G0010' }, validFrom: '2026-01-01' },
    ],
    ['grids/merge', { communityCode: other, codes: ['G0001', 'G0002'], validFrom: '2026-01-01' }],
    ['village-clusters/370782/assignments', { villageCode: 'V1' }],
  ])('POST /v1/%s with %j is a problem document of status 400', async (path, body) => {
    const answer = await city.post(`/v1/${path}`, body);
    expect({ status: answer.status, code: answer.body.code }).toEqual({
      status: 400,
      code: 'invalid-request',
    });
  });

  test('R-53: a village joins a community; the day before it belongs to none', async () => {
    const assigned = await city.post('/v1/village-clusters/370782/assignments', {
      villageCode: 'V0001',
      villageName: '村一',
      townshipBefore: '乡镇一',
      township: '乡镇二',
      communityCode: 'C001',
      validFrom: '2007-06-01',
    });
    expect(assigned).toMatchObject({ status: 201 });
    const clusters = `/v1/village-clusters/370782?after=${positionOf(assigned)}`;
    expect((await city.get(`${clusters}&on=2007-06-01`)).body).toMatchObject({
      townships: ['乡镇二'],
      communities: [{ communityCode: 'C001', township: '乡镇二', villages: ['V0001'] }],
      unassigned: [],
    });
    expect((await city.get(`${clusters}&on=2007-05-31`)).body).toMatchObject({
      townships: ['乡镇一'],
      communities: [],
      unassigned: ['V0001'],
    });
  });
});
