import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runContext, type RunningContext } from '@linli/service-kit/testing';
import { PartyModule } from '../src/index.ts';

interface OrgPage {
  readonly asOf: { readonly position: string; readonly live: boolean };
  readonly on: string;
  readonly items: readonly {
    readonly code: string;
    readonly name: string;
    readonly kind: string;
    readonly parentCode?: string;
    readonly members: number;
  }[];
  readonly next?: string;
}

const community = '42/01/05/011/010/';
let city: RunningContext;
let seeded: number;

beforeAll(async () => {
  city = await runContext(PartyModule, { options: { seed: 'jiangxinyuan' } });
  seeded = await city.store.head();
});
afterAll(() => city.stop());

async function orgs(query: string): Promise<OrgPage> {
  const { status, body } = await city.get(`/v1/party-orgs?after=party:${seeded}&${query}`);
  expect({ status, body }).toMatchObject({ status: 200 });
  return body as unknown as OrgPage;
}

const branch = {
  code: 'yuye',
  name: '渔业支部',
  kind: 'branch',
  areaPath: '42/01/05/011/009/',
  members: 99,
  validFrom: '2020-01-01',
};

describe('party organisations over HTTP', () => {
  test('P-01: on 2012-05-31 Jiangxinyuan has a branch, on 2012-06-30 a committee with seven branches below it', async () => {
    const before = await orgs(`area=${community}&on=2012-05-31`);
    expect(before.items.map(({ name, kind }) => [name, kind])).toEqual([['江欣苑社区党支部', 'branch']]);

    const after = await orgs(`area=${community}&on=2012-06-30`);
    const [committee, ...branches] = after.items;
    expect(committee).toMatchObject({ name: '江欣苑社区党委', kind: 'committee', members: 218 });
    expect(branches).toHaveLength(7);
    expect(branches.every(({ kind, parentCode }) => kind === 'branch' && parentCode === 'jiangxinyuan')).toBe(
      true,
    );
    expect((await orgs(`area=${community}&on=2009-12-19`)).items).toEqual([]);
    expect((await orgs('area=42/01/05/011/009/')).items).toEqual([]);
  });

  test('P-01: one organisation on a day', async () => {
    const org = `/v1/party-orgs/jiangxinyuan?after=party:${seeded}`;
    expect((await city.get(`${org}&on=2012-05-31`)).body).toMatchObject({ kind: 'branch' });
    expect((await city.get(org)).body).toMatchObject({ kind: 'committee', on: expect.any(String) });
    expect(await city.get(`${org}&on=2000-01-01`)).toMatchObject({
      status: 404,
      body: { code: 'party-org-unknown' },
    });
    expect((await city.get('/v1/party-orgs/nobody')).status).toBe(404);
  });

  test('P-01: at the position before the upgrade was recorded, the committee is not known of', async () => {
    const { items } = await orgs(`area=${community}&on=2012-06-30&asOf=party:2`);
    expect(items.map(({ kind }) => kind)).toEqual(['branch']);
  });

  test('pages follow on each other without gap or repeat', async () => {
    const seen: string[] = [];
    let query: string | undefined = 'limit=3';
    while (query !== undefined) {
      const page: OrgPage = await orgs(query);
      seen.push(...page.items.map(({ code }) => code));
      query = page.next && `limit=3&cursor=${page.next}`;
    }
    expect(seen).toEqual((await orgs('limit=100')).items.map(({ code }) => code));
    expect(seen).toHaveLength(8);
  });

  test('P-01: an upgrade of 99 members is refused, one of 218 is accepted and read at its position', async () => {
    const established = await city.post('/v1/party-orgs', branch);
    expect(established).toMatchObject({ status: 201, body: { streamId: 'party-org-yuye' } });
    const upgrade = { to: 'committee', name: '渔业党委', members: 99, validFrom: '2021-01-01' };
    expect(await city.post('/v1/party-orgs/yuye/upgrade', upgrade)).toMatchObject({
      status: 422,
      body: { rule: 'P-01', code: 'too-few-members', field: 'members' },
    });
    const accepted = await city.post('/v1/party-orgs/yuye/upgrade', { ...upgrade, members: 218 });
    expect(accepted).toMatchObject({ status: 201 });
    const { position } = accepted.body as unknown as { position: string };
    expect((await city.get(`/v1/party-orgs/yuye?after=${position}`)).body).toMatchObject({
      kind: 'committee',
      members: 218,
    });
    expect((await city.get(`/v1/party-orgs/yuye?after=${position}&on=2020-12-31`)).body).toMatchObject({
      kind: 'branch',
    });
  });

  test('P-01: an upper organisation that is not established is refused, as is an upgrade of one', async () => {
    expect(await city.post('/v1/party-orgs', { ...branch, code: 'a', parentCode: 'nobody' })).toMatchObject({
      status: 422,
      body: { rule: 'P-01', code: 'parent-unknown' },
    });
    const child = await city.post('/v1/party-orgs', { ...branch, code: 'a', parentCode: 'jiangxinyuan' });
    expect(child.status).toBe(201);
    const upgrade = { to: 'committee', name: '党委', members: 218, validFrom: '2021-01-01' };
    expect(await city.post('/v1/party-orgs/nobody/upgrade', upgrade)).toMatchObject({
      status: 422,
      body: { code: 'not-established' },
    });
  });

  test('planning and reading need the permission, and the area', async () => {
    const viewer = { roles: ['viewer'], areas: [''] } as const;
    const neighbour = { roles: ['viewer', 'planner'], areas: ['42/01/06/'] } as const;
    expect((await city.post('/v1/party-orgs', branch, { as: viewer })).status).toBe(403);
    expect((await city.post('/v1/party-orgs', branch, { as: neighbour })).status).toBe(403);
    const upgrade = { to: 'committee', name: '党委', members: 218, validFrom: '2021-01-01' };
    expect((await city.post('/v1/party-orgs/jiangxinyuan/upgrade', upgrade, { as: neighbour })).status).toBe(
      403,
    );
    expect((await city.get('/v1/party-orgs', neighbour)).status).toBe(403);
    expect((await city.get('/v1/party-orgs/jiangxinyuan', neighbour)).status).toBe(403);
  });

  test.each([
    {},
    { ...branch, code: '江' },
    { ...branch, kind: 'guild' },
    { ...branch, members: 3.5 },
    { ...branch, members: -1 },
    { ...branch, areaPath: '42' },
    { ...branch, validFrom: '2020-02-30' },
    { ...branch, colour: 'red' },
  ])('POST /v1/party-orgs with %j is a problem document of status 400', async (body) => {
    const answer = await city.post('/v1/party-orgs', body);
    expect({ status: answer.status, code: answer.body.code }).toEqual({
      status: 400,
      code: 'invalid-request',
    });
  });

  test.each(['on=2012-06', 'cursor=abc', 'limit=0', 'area=42'])(
    'GET /v1/party-orgs?%s is a problem document of status 400',
    async (query) => {
      const { status, body } = await city.get(`/v1/party-orgs?${query}`);
      expect({ status, code: body.code }).toEqual({ status: 400, code: 'invalid-request' });
    },
  );
});
