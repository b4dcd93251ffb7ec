import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { InMemoryEventStore } from '@linli/event-sourcing';
import { HandClock, runContext, type RunningContext } from '@linli/service-kit/testing';
import { cobuild } from '../src/cobuild/cobuild.ts';
import { PartyModule } from '../src/index.ts';
import { partyOrg } from '../src/party-org/party-org.ts';

const areaPath = '42/01/05/011/010/';
const keeper = { roles: ['cobuild_keeper', 'viewer'], areas: ['42/01/'] } as const;
const clock = new HandClock('2026-03-01 09:00');
const residents = new InMemoryEventStore();
let city: RunningContext;

beforeAll(async () => {
  city = await runContext(PartyModule, { clock, logs: { residents } });
});
afterAll(() => city.stop());

const asking = () => {
  const commandId = randomUUID();
  return { commandId, correlationId: commandId, actor: 'seed', tenant: 'wuhan' };
};
const establish = (code: string) =>
  city.desk.ask(
    partyOrg,
    code,
    {
      type: 'EstablishPartyOrg',
      ...{ code, name: code, kind: 'branch', areaPath, members: 9, validFrom: '2020-01-01' },
    },
    asking(),
  );
const sign = (org: string, as: object = keeper) =>
  city.post('/v1/cobuild-agreements', { org, areaPath, signedOn: '2026-03-01' }, { as });
const add = (org: string, pledge: string, dueOn = '2026-12-31') =>
  city.post(`/v1/cobuild-agreements/${org}/pledges`, { pledge, item: '开放操场', dueOn }, { as: keeper });
const act = (org: string, pledge: string, how: string, body: object) =>
  city.post(`/v1/cobuild-agreements/${org}/pledges/${pledge}/${how}`, body, { as: keeper });

async function ledger(query: string) {
  const { status, body } = await city.get(`/v1/pledge-ledger?area=${areaPath}&${query}`, keeper);
  expect({ status, body }).toMatchObject({ status: 200 });
  return (body as unknown as { items: Record<string, number>[] }).items;
}

/** A case as residents record it. */
async function caseRecorded(id: string, ...types: readonly ('ServiceCaseOpened' | 'ServiceCaseClosed')[]) {
  const opened = {
    ...{ owner: 'desk-1', resident: randomUUID(), areaPath, policy: 1 },
    ...{ due: '2026-04-01T00:00:00.000Z', queueDue: '2026-04-01T00:00:00.000Z' },
  };
  const data = { ServiceCaseOpened: opened, ServiceCaseClosed: { outcome: 'resolved', by: 'owner' } };
  const metadata = { ...asking(), areaPath };
  const { position } = await residents.append(
    `service-case-${id}`,
    types.map((type) => ({ id: randomUUID(), type, version: 1, data: data[type], metadata })),
    'any',
  );
  return `residents:${position}`;
}

describe('agreements of co-building over HTTP', () => {
  test('P-08: of 263 pledges in 138 agreements 200 are fulfilled, which is 76.0 %, and was less before', async () => {
    const orgs = Array.from({ length: 138 }, (_, n) => `org-${n}`);
    await Promise.all(orgs.map(establish));
    const pledges = Array.from({ length: 263 }, (_, n) => ({
      org: orgs[n % 138] as string,
      pledge: String(1 + Math.floor(n / 138)),
    }));
    const at = { ...asking() };
    for (const org of orgs) expect((await sign(org)).status).toBe(201);
    for (const { org, pledge } of pledges)
      await city.desk.ask(
        cobuild,
        org,
        { type: 'AddPledge', pledge, item: '义诊', dueOn: '2026-12-31' },
        { ...at, commandId: `${org}-${pledge}` },
      );
    const before = await city.store.head();
    const counted = { agreements: 138, pledges: 263, broken: 0, overdue: 0 };
    expect(await ledger(`after=party:${before}`)).toEqual([
      { areaPath, ...counted, fulfilled: 0, open: 263, kept: 0 },
    ]);
    for (const { org, pledge } of pledges.slice(0, 200))
      await city.desk.ask(cobuild, org, { type: 'FulfilPledge', pledge, proof: 'photo' }, asking());
    expect(await ledger(`after=party:${await city.store.head()}`)).toEqual([
      { areaPath, ...counted, fulfilled: 200, open: 63, kept: 760 },
    ]);
    expect(await ledger(`asOf=party:${before + 100}`)).toEqual([
      { areaPath, ...counted, fulfilled: 100, open: 163, kept: 380 },
    ]);
  });

  test('P-08: a pledge past due is marked once, stays open, and can still be fulfilled', async () => {
    await establish('late');
    await sign('late');
    await add('late', '1', '2026-04-30');
    await add('late', '2', '2026-04-30');
    await act('late', '1', 'fulfil', { proof: 'photo-1' });
    clock.set('2026-05-01 00:01');
    const marked = async () => {
      const { status, body } = await city.get(`/v1/pledges?area=${areaPath}&overdue=yes`, keeper);
      expect({ status, body }).toMatchObject({ status: 200 });
      return (body as unknown as { items: { pledge: string; state: string }[] }).items;
    };
    while ((await marked()).length === 0);
    expect(await marked()).toMatchObject([{ org: 'late', pledge: '2', state: 'open' }]);
    const { body } = await act('late', '2', 'fulfil', { proof: 'photo-2' });
    expect(
      (await city.get(`/v1/pledges/late:2?after=${String(body['position'])}`, keeper)).body,
    ).toMatchObject({ state: 'fulfilled', overdue: 'yes', proof: 'photo-2' });
    const stream = await city.store.readStream('cobuild-late');
    expect(stream.filter(({ type }) => type === 'PledgeOverdue')).toHaveLength(1);
  });

  test('P-08: a case that is not known yet is refused, can be waited for, and then stands in the ledger', async () => {
    await establish('school');
    await sign('school');
    await add('school', '1');
    const match = () => act('school', '1', 'match', { case: 'case-1' });
    expect(await match()).toMatchObject({ status: 422, body: { rule: 'P-08', code: 'case-unknown' } });
    const opened = await caseRecorded('case-1', 'ServiceCaseOpened');
    expect((await city.get(`/v1/open-cases/case-1?after=${opened}`, keeper)).body).toMatchObject({
      state: 'open',
    });
    const { status, body } = await match();
    expect(status).toBe(201);
    const [last] = (await city.store.readStream('cobuild-school')).slice(-1);
    expect(last?.metadata.knownAt).toBe(opened);
    expect(
      (await city.get(`/v1/pledges/school:1?after=${String(body['position'])}`, keeper)).body,
    ).toMatchObject({ case: 'case-1' });
    const closed = await caseRecorded('case-2', 'ServiceCaseOpened', 'ServiceCaseClosed');
    await city.get(`/v1/open-cases/case-2?after=${closed}`, keeper);
    await add('school', '2');
    expect(await act('school', '2', 'match', { case: 'case-2' })).toMatchObject({
      status: 422,
      body: { code: 'case-closed' },
    });
  });

  test('P-08: who keeps pledges may, in his area; an organisation without an agreement is not found', async () => {
    await establish('clinic');
    expect((await sign('clinic', { roles: ['viewer'], areas: [''] })).status).toBe(403);
    expect((await sign('clinic', { ...keeper, areas: ['42/02/'] })).status).toBe(403);
    expect(await sign('nobody')).toMatchObject({ status: 422, body: { code: 'org-unknown' } });
    expect(await add('clinic', '1')).toMatchObject({ status: 404, body: { code: 'cobuild-unknown' } });
    await sign('clinic');
    const elsewhere = { ...keeper, areas: ['42/02/'] };
    const pledge = { pledge: '1', item: '义诊', dueOn: '2026-12-31' };
    expect((await city.post('/v1/cobuild-agreements/clinic/pledges', pledge, { as: elsewhere })).status).toBe(
      403,
    );
  });
});
