import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { InMemoryEventStore } from '@linli/event-sourcing';
import { descriptionSuite } from '@linli/service-kit/garbage';
import { runContext, type RunningContext } from '@linli/service-kit/testing';
import { PartyModule } from '../src/index.ts';

const community = '42/01/05/011/010/';
const sanitation = new InMemoryEventStore({ now: Date.now });
let city: RunningContext;
let founded: number;

beforeAll(async () => {
  city = await runContext(PartyModule, { options: { seed: 'jiangxinyuan' }, logs: { sanitation } });
  founded = await city.store.head();
});
afterAll(() => city.stop());

async function orgs(query: string): Promise<Record<string, unknown>[]> {
  const { status, body } = await city.get(`/v1/party-orgs?after=party:${founded}&${query}`);
  expect({ status, body }).toMatchObject({ status: 200 });
  return body['items'] as unknown as Record<string, unknown>[];
}

const branch = {
  code: 'yuye',
  name: '渔业支部',
  kind: 'branch',
  areaPath: community,
  members: 99,
  validFrom: '2020-01-01',
};

describe('the API description of party', () => {
  for (const { name, run } of descriptionSuite(() => city.document())) test(name, run);
});

describe('party organisations over HTTP', () => {
  test('P-01: on 2012-05-31 Jiangxinyuan has a branch, on 2012-06-30 a committee of 218 with seven branches below it', async () => {
    expect(await orgs(`area=${community}&on=2012-05-31`)).toMatchObject([
      { name: '江欣苑社区党支部', kind: 'branch' },
    ]);
    const [committee, ...branches] = await orgs(`area=${community}&on=2012-06-30`);
    expect(committee).toMatchObject({ name: '江欣苑社区党委', kind: 'committee', members: 218 });
    expect(branches.map(({ name }) => name)).toEqual(
      [...'一二三四五六七'].map((ordinal) => `第${ordinal}党支部`),
    );
    expect(branches.reduce((sum, { members }) => sum + Number(members), 0)).toBe(218);
    expect(await orgs(`area=${community}&on=2009-12-19`)).toEqual([]);
    // Before the upgrade was recorded nobody knew of a committee, on whichever day one asks about.
    const [first] = await city.store.readStream('party-org-jiangxinyuan');
    expect(await orgs(`area=${community}&on=2012-06-30&asOf=party:${first?.position}`)).toMatchObject([
      { kind: 'branch' },
    ]);
  });

  test('P-01: an upgrade of 99 members is refused, one of 218 is accepted and read at its position', async () => {
    expect(await city.post('/v1/party-orgs', branch)).toMatchObject({ status: 201 });
    const upgrade = { to: 'committee', name: '渔业党委', members: 99, validFrom: '2021-01-01' };
    expect(await city.post('/v1/party-orgs/yuye/upgrade', upgrade)).toMatchObject({
      status: 422,
      body: { rule: 'P-01', code: 'too-few-members', field: 'members' },
    });
    const { body } = await city.post('/v1/party-orgs/yuye/upgrade', { ...upgrade, members: 218 });
    const org = `/v1/party-orgs/yuye?after=${String(body['position'])}`;
    expect((await city.get(org)).body).toMatchObject({ kind: 'committee', members: 218 });
    expect((await city.get(`${org}&on=2020-12-31`)).body).toMatchObject({ kind: 'branch' });
  });

  test('P-01: an upper organisation that is not established is refused', async () => {
    const below = (parentCode: string) => city.post('/v1/party-orgs', { ...branch, code: 'a', parentCode });
    expect(await below('nobody')).toMatchObject({
      status: 422,
      body: { rule: 'P-01', code: 'parent-unknown' },
    });
    expect((await below('jiangxinyuan')).status).toBe(201);
  });

  test('G-25: a group is attached to an estate, and shown with its organisation from its day on', async () => {
    const metadata = { commandId: 'e-1', correlationId: 'e-1', actor: 'planner', tenant: 'wuhan' };
    const data = { name: '江欣苑', areaPath: community, missing: [], policy: 1 };
    const id = '01980000-0000-7000-8000-300000000000';
    const event = { id, type: 'EstateRegistered', version: 1, data, metadata };
    await sanitation.append('estate-jiangxinyuan', [event], 'any');
    const group = { estate: 'jiangxinyuan', name: '江欣苑小区党小组', validFrom: '2015-01-01' };
    const attach = () => city.post('/v1/party-orgs/jiangxinyuan/groups', group);
    let answer = await attach();
    while (answer.body['code'] === 'estate-unknown') answer = await attach();
    const groupsOn = async (day: string) =>
      (await city.get(`/v1/party-orgs/jiangxinyuan?on=${day}&after=${String(answer.body['position'])}`)).body[
        'groups'
      ];
    expect(await groupsOn('2014-12-31')).toEqual([]);
    expect(await groupsOn('2015-01-01')).toEqual([{ ...group, areaPath: community }]);
  });

  test('G-12: dissolved, an organisation is found for the days before; one with others below it is not', async () => {
    const dissolve = (code: string) =>
      city.post(`/v1/party-orgs/${code}/dissolve`, { validTo: '2030-01-01' });
    expect(await dissolve('jiangxinyuan')).toMatchObject({
      status: 422,
      body: { rule: 'G-12', code: 'has-lower' },
    });
    await city.post('/v1/party-orgs', { ...branch, code: 'fishers' });
    const { body } = await dissolve('fishers');
    const on = async (day: string) =>
      (await city.get(`/v1/party-orgs/fishers?on=${day}&after=${String(body['position'])}`)).status;
    expect(await on('2029-12-31')).toBe(200);
    expect(await on('2030-01-01')).toBe(404);
  });

  test('planning needs the permission, and the area', async () => {
    expect((await city.post('/v1/party-orgs', branch, { as: { roles: ['viewer'] } })).status).toBe(403);
    const neighbour = { roles: ['planner', 'viewer'], areas: ['42/01/06/'] };
    expect((await city.post('/v1/party-orgs/jiangxinyuan/upgrade', {}, { as: neighbour })).status).toBe(400);
    expect((await city.post('/v1/party-orgs', branch, { as: neighbour })).status).toBe(403);
    expect((await city.get('/v1/party-orgs/jiangxinyuan', neighbour)).status).toBe(403);
  });
});
