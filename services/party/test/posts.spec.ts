import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { chainKinds, chainOf, gapsOf, leaderStandards } from '@linli/contracts';
import { type EventStore, InMemoryEventStore } from '@linli/event-sourcing';
import { HandClock, runContext, type RunningContext } from '@linli/service-kit/testing';
import { PartyModule } from '../src/index.ts';

/** Jiangxinyuan as the seed counts it: 4 sections, 41 buildings, 128 units, 868 grids. */
const community = '42/01/05/011/010/';
const numbered = (letter: string, index: number, digits: number) =>
  `${letter}${String(index + 1).padStart(digits, '0')}/`;
const sections = Array.from({ length: 4 }, (_, index) => community + numbered('A', index, 1));
const buildings = Array.from({ length: 41 }, (_, index) => sections[index % 4] + numbered('B', index, 2));
const units = Array.from({ length: 128 }, (_, index) => buildings[index % 41] + numbered('U', index, 3));
const grids = Array.from({ length: 868 }, (_, index) => units[index % 128] + numbered('G', index, 4));
const communities = Array.from({ length: 16 }, (_, index) => `42/01/05/011/0${index + 10}/`);
const [building = '', other = ''] = buildings;
const standards = [...leaderStandards];
const day = '2012-06-01';

async function recordAreas(residents: EventStore): Promise<void> {
  const square = [114.2, 30.55].map((lon) => [lon, 30.55]);
  const polygon = [...square, [114.2, 30.551], [114.2, 30.55]];
  const of = (type: string, paths: readonly string[], data: object) =>
    paths.map((areaPath) => ({ type, data: { areaPath, code: areaPath.split('/').at(-2), ...data } }));
  const events = [
    ...of('AreaCreated', communities, { code: '420105011010', name: '社区', level: 'community' }),
    ...of('AreaCreated', sections, { name: '片区', level: 'section' }),
    ...of('BuildingCreated', buildings, { name: '栋' }),
    ...of('BuildingUnitCreated', units, { name: '单元' }),
    ...of('GridCreated', grids, { polygon, validFrom: '2010-04-01' }),
  ];
  const metadata = { commandId: 'areas', correlationId: 'areas', actor: 'planner', tenant: 'wuhan' };
  const recorded = events.map((event, index) => {
    const id = `01980000-0000-7000-8000-${String(index).padStart(12, '0')}`;
    return { id, version: 1, metadata, ...event };
  });
  await residents.append('territory-420105', recorded, 'any');
}

const clock = new HandClock('2012-06-30 09:00');
const residents = new InMemoryEventStore({ now: () => clock.now().getTime() });
let party: RunningContext;
let position = '';

beforeAll(async () => {
  await recordAreas(residents);
  party = await runContext(PartyModule, { clock, logs: { residents } });
});
afterAll(() => party.stop());

async function ask(path: string, body: object): Promise<void> {
  const answer = await party.post(path, body);
  expect([200, 201]).toContain(answer.status);
  position = String(answer.body['position']);
}

const appoint = (kind: string, areaPath: string) =>
  ask('/v1/posts', {
    kind,
    areaPath,
    holder: `${kind.replaceAll('_', '-')}.${areaPath.split('/').at(-2)}`,
    validFrom: day,
  });

interface Shown {
  readonly kind: (typeof chainKinds)[number];
  readonly areaPath: string;
  readonly holders: readonly string[];
}

async function posts(query: string): Promise<readonly Shown[]> {
  const { status, body } = await party.get(`/v1/posts?area=${community}&limit=1000&${query}`);
  expect({ status, body }).toMatchObject({ status: 200 });
  return body['items'] as unknown as readonly Shown[];
}

async function gaps(query: string): Promise<ReadonlyMap<string, readonly number[]>> {
  const slots = (await posts(query)).map(({ kind, areaPath, holders: [holder] }) => ({
    ...{ areaPath, rung: chainKinds.indexOf(kind) + 1 },
    ...(holder !== undefined && { holder }),
  }));
  const found = grids.map((grid) => [grid, gapsOf(chainOf(grid, slots))] as const);
  return new Map(found.filter(([, rungs]) => rungs.length > 0));
}

test('P-02: all 868 grids have a chain of six; relieved of one building, exactly its grids show a gap until somebody is appointed again', async () => {
  await ask('/v1/secretaries', { areaPath: community, holder: 'secretary', standards, validFrom: day });
  for (const section of sections) await appoint('branch_committee', section);
  for (const section of sections) await appoint('group_leader', section);
  for (const one of buildings) await appoint('party_member', one);
  for (const one of buildings) await appoint('building_contact', one);
  for (const unit of units) await appoint('unit_observer', unit);
  expect(await gaps(`after=${position}`)).toEqual(new Map());
  const before = position;

  const id = `building_contact-${building.slice(0, -1).replaceAll('/', '.')}`;
  clock.set('2013-03-01 09:00');
  await ask(`/v1/posts/${id}/relieve`, { holder: 'building-contact.B01', validTo: '2013-03-01' });
  const own = grids.filter((grid) => grid.startsWith(building));
  expect(own).toHaveLength(27);
  expect(await gaps(`after=${position}`)).toEqual(new Map(own.map((grid) => [grid, [5]])));
  const [old] = (await posts(`asOf=${before}`)).filter(
    ({ kind, areaPath }) => kind === 'building_contact' && areaPath === building,
  );
  expect(old?.holders).toEqual(['building-contact.B01']);
  expect(await gaps(`after=${position}&on=2013-02-28`)).toEqual(new Map());

  await ask('/v1/posts', {
    kind: 'building_contact',
    areaPath: building,
    holder: 'h-new',
    validFrom: '2013-03-01',
  });
  expect(await gaps(`after=${position}`)).toEqual(new Map());
  expect((await party.get(`/v1/posts/${id}?after=${position}`)).body).toMatchObject({
    state: 'held',
    holders: ['h-new'],
    since: '2013-03-01',
  });
});

test('P-02: a post of an area that the residents’ events do not tell of is refused, and posts are kept by those who may', async () => {
  const body = { kind: 'building_contact', areaPath: `${community}A9/`, holder: 'h', validFrom: day };
  expect(await party.post('/v1/posts', body)).toMatchObject({
    status: 422,
    body: { rule: 'P-02', code: 'area-unknown' },
  });
  expect((await party.post('/v1/posts', body, { as: { roles: ['planner'] } })).status).toBe(403);
  const elsewhere = { roles: ['organiser'], areas: ['42/01/06/'] };
  expect((await party.post('/v1/posts', body, { as: elsewhere })).status).toBe(403);
});

test('P-24: a promotion ends the old post, and the chain has a gap', async () => {
  const id = `party_member-${other.slice(0, -1).replaceAll('/', '.')}`;
  const promotion = { holder: 'party-member.B02', to: 'street_team', validFrom: '2013-03-01' };
  await ask(`/v1/posts/${id}/promotion`, promotion);
  const events = await untilRelieved(id);
  expect(events.map(({ type }) => type)).toEqual([
    'PostAppointed',
    'ResponsibilityChainChanged',
    'CadrePromoted',
    'PostRelieved',
    'ResponsibilityChainChanged',
  ]);
  expect(events[3]?.metadata.causationId).toBe(events[2]?.id);
  const own = grids.filter((grid) => grid.startsWith(other));
  expect(await gaps(`after=party:${events.at(-1)?.position}`)).toEqual(
    new Map(own.map((grid) => [grid, [4]])),
  );
});

test('P-11: secretary and director are one person in 15 of 16 communities: 93.75 in a hundred; in all, a hundred', async () => {
  for (const [index, areaPath] of communities.entries()) {
    const holder = index === 0 ? 'secretary' : `leader-${index}`;
    if (index > 0) await ask('/v1/secretaries', { areaPath, holder, standards, validFrom: day });
    const director = index === 15 ? 'somebody-else' : holder;
    await ask('/v1/directors', { areaPath, holder: director, standards, validFrom: day });
  }
  const rate = async () => (await party.get(`/v1/one-shoulder/42.01.05.011?after=${position}`)).body;
  expect(await rate()).toMatchObject({
    areaPath: '42/01/05/011/',
    ...{ communities: 16, oneShoulder: 15, perTenThousand: 9_375 },
    others: [{ areaPath: communities[15], secretary: 'leader-15', director: 'somebody-else' }],
  });
  const change = { holder: 'leader-15', standards, validFrom: '2013-03-01' };
  await ask('/v1/posts/director-42.01.05.011.025/transfer', change);
  expect(await rate()).toMatchObject({ oneShoulder: 16, perTenThousand: 10_000, others: [] });
  await ask('/v1/posts/director-42.01.05.011.025/relieve', { holder: 'leader-15', validTo: '2013-03-01' });
  expect(await rate()).toMatchObject({ communities: 15, oneShoulder: 15, perTenThousand: 10_000 });
  const list = (await party.get(`/v1/one-shoulder?after=${position}&area=42/01/05/`)).body['items'];
  expect(list).toMatchObject([{ areaPath: '42/01/05/' }, { areaPath: '42/01/05/011/' }]);
});

test('P-17 P-20: officers of areas and owners of security are found among the posts of their kind', async () => {
  const [section = ''] = sections;
  const [grid = ''] = grids;
  await ask('/v1/area-duties', { areaPath: section, holder: 'o-1', validFrom: day });
  await ask('/v1/area-duties', { areaPath: section, holder: 'o-2', validFrom: day });
  await ask('/v1/security-responsibilities', { areaPath: grid, holder: 's-1', validFrom: day });
  await ask('/v1/committee-members', { areaPath: community, holder: 'c-1', validFrom: day });
  await ask('/v1/committee-members', { areaPath: community, holder: 'c-2', validFrom: day });
  const holders = async (kind: string) =>
    (await posts(`after=${position}&kind=${kind}`)).map((one) => one.holders);
  expect(await holders('area_officer')).toEqual([['o-2']]);
  expect(await holders('security')).toEqual([['s-1']]);
  expect(await holders('committee_member')).toEqual([['c-1', 'c-2']]);
  const duty = `area_officer-${section.slice(0, -1).replaceAll('/', '.')}`;
  await ask(`/v1/posts/${duty}/relieve`, { holder: 'o-2', validTo: '2013-03-01' });
  expect(await holders('area_officer')).toEqual([[]]);
  const missing = await party.get('/v1/posts/security-42.01');
  expect(missing).toMatchObject({ status: 404, body: { code: 'post-unknown' } });
});

async function untilRelieved(id: string) {
  for (;;) {
    const events = await party.store.readStream(`post-${id}`);
    if (events.length === 5) return events;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
