import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { polygonOf } from '@linli/contracts';
import { descriptionSuite } from '@linli/service-kit/garbage';
import { runContext, type RunningContext } from '@linli/service-kit/testing';
import { JIANGXINYUAN, jiangxinyuanPlan, ResidentsModule } from '../src/index.ts';

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
/** Position of the log when the seed stood. */
let seeded: number;

beforeAll(async () => {
  city = await runContext(ResidentsModule, { options: { seed: 'jiangxinyuan' } });
  seeded = await city.store.head();
});
afterAll(() => city.stop());

async function areas(query: string): Promise<AreaPage> {
  const { status, body } = await city.get(`/v1/areas?${query}`);
  expect({ status, body }).toMatchObject({ status: 200 });
  return body as unknown as AreaPage;
}

describe('the API description of residents', () => {
  for (const { name, run } of descriptionSuite(() => city.document())) test(name, run);
});

describe('the tree of places over HTTP', () => {
  test('R-32: below Jiangxinyuan lie 4 sections, 41 buildings, 128 units and 868 grids: 1,041 nodes, each with one path', async () => {
    const { items } = await areas(`area=${community}&limit=5000&after=residents:${seeded}`);
    const below = items.filter(({ areaPath }) => areaPath !== community);
    const count = (level: string) => below.filter((area) => area.level === level).length;
    expect([count('section'), count('building'), count('unit'), count('grid')]).toEqual([4, 41, 128, 868]);
    expect(below).toHaveLength(1_041);
    expect(new Set(below.map(({ areaPath }) => areaPath)).size).toBe(1_041);
    for (const level of ['section', 'building', 'unit', 'grid']) {
      const ofLevel = await areas(`area=${community}&level=${level}&limit=5000`);
      expect(ofLevel.items).toHaveLength(count(level));
    }
  });

  test('pages follow on each other without gap or repeat, and hold for one position', async () => {
    const whole = await areas(`area=${community}&limit=5000&after=residents:${seeded}`);
    const seen: Area[] = [];
    let query: string | undefined = `area=${community}&limit=300`;
    while (query !== undefined) {
      const page: AreaPage = await areas(query);
      seen.push(...page.items);
      expect(page.asOf.position).toBe(whole.asOf.position);
      query = page.next && `area=${community}&limit=300&cursor=${page.next}`;
    }
    expect(seen).toEqual(whole.items);
  });

  test('R-32: the community hangs below its street, district, city and province by their national codes', async () => {
    const names = [];
    for (const code of ['42', '4201', '420105', '420105011', JIANGXINYUAN]) {
      const { body } = await city.get(`/v1/areas/${code}?after=residents:${seeded}`);
      names.push(body.name);
    }
    expect(names).toEqual(['湖北省', '武汉市', '汉阳区', '江堤街道', '江欣苑社区']);
    const byPath = await city.get(`/v1/areas/${community}A1/B01/`);
    expect(byPath.body).toMatchObject({ code: 'B01', level: 'building', parent: `${community}A1/` });
    const district = await areas('area=42/01/05/&level=community&limit=1000');
    expect(district.items).toHaveLength(118);
  });

  test('a place that does not exist is a problem document', async () => {
    const { status, body, headers } = await city.get('/v1/areas/42/01/99/');
    expect(status).toBe(404);
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(body).toMatchObject({ type: 'https://linli.cn/problems/area-unknown', status: 404 });
  });

  test('grids come as GeoJSON', async () => {
    const answer = await city.get(`/v1/grids?area=${community}&after=residents:${seeded}`);
    expect(answer.headers.get('content-type')).toContain('application/geo+json');
    const { features } = answer.body as unknown as Grids;
    expect(features).toHaveLength(868);
    const [first] = jiangxinyuanPlan().grids;
    const shown = features.find(({ properties }) => properties.code === first?.code);
    expect(shown?.geometry).toEqual(polygonOf(first?.polygon ?? []));
  });

  test.each([
    'areas?level=galaxy',
    'areas?area=42%2F01',
    'areas?limit=0',
    'areas?limit=many',
    'areas?cursor=!!',
    'areas?cursor=MSAy',
    'areas?on=2026-02-30',
    'areas?colour=red',
    'grids?limit=99999',
    'village-clusters/zhucheng',
  ])('GET /v1/%s is a problem document of status 400', async (path) => {
    const { status, body } = await city.get(`/v1/${path}`);
    expect({ status, code: body.code }).toEqual({ status: 400, code: 'invalid-request' });
  });

  test.each(['asOf=yesterday', 'asOf=residents:x', 'asOf=2026-13-45T00:00:00Z', 'after=residents:-1'])(
    'GET /v1/areas?%s asks for no place in history',
    async (query) => {
      const { status, body } = await city.get(`/v1/areas?${query}`);
      expect({ status, code: body.code }).toEqual({ status: 400, code: 'invalid-position' });
    },
  );

  test('a position that the log has not reached is waited for, then given up', async () => {
    const { status, body, headers } = await city.get('/v1/areas?after=residents:99999999');
    expect({ status, code: body.code }).toEqual({ status: 503, code: 'not-yet-absorbed' });
    expect(headers.get('retry-after')).toBe('1');
  });

  test('a caller reads what lies in the areas of the token', async () => {
    const neighbour = { roles: ['viewer'], areas: ['42/01/05/011/009/'] } as const;
    expect((await city.get(`/v1/areas?area=${community}`, neighbour)).status).toBe(403);
    expect((await city.get(`/v1/grids`, neighbour)).status).toBe(403);
    expect((await city.get(`/v1/areas/${JIANGXINYUAN}`, neighbour)).status).toBe(403);
    expect((await city.get(`/v1/areas/420105011009`, neighbour)).status).toBe(200);
  });
});
