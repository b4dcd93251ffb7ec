import { hash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FundEvent } from '@linli/contracts';
import { HandClock, runContext, type RunningContext } from '@linli/service-kit/testing';
import { FinanceModule } from '../src/index.ts';

const areaPath = '42/01/05/011/010/';
const treasurer = { roles: ['treasurer'], areas: ['42/01/'] } as const;
const accountant = { roles: ['accountant'], areas: [areaPath] } as const;
const approver = { roles: ['budget_approver'], areas: ['42/01/'] } as const;
const clock = new HandClock('2026-05-01 09:00');
let city: RunningContext;

beforeAll(async () => {
  city = await runContext(FinanceModule, { clock });
});
afterAll(() => city.stop());

const allocate = (fund: string, line: string, amount: number, more: object = {}) =>
  city.post(`/v1/funds/${fund}/allocations`, { line, amount, areaPath, ...more }, { as: treasurer });
const spend = (fund: string, line: string, purpose: string, amount: number, more: object = {}) =>
  city.post(`/v1/funds/${fund}/spends`, { line, purpose, amount, payee: 'p-1', ...more }, { as: accountant });
const commit = (fund: string, commitment: string, amount: number) =>
  city.post(
    `/v1/funds/${fund}/commitments`,
    { commitment, line: 'work', purpose: 'office', amount, payee: 'p-2' },
    { as: accountant },
  );

async function itemsOf(query: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { status, body } = await city.get(`/v1/${query}`);
  expect({ status, body }).toMatchObject({ status: 200 });
  return body['items'] as readonly Readonly<Record<string, unknown>>[];
}

/** The event of this type in the stream of a fund, once there is one. */
async function recorded(fund: string, type: string) {
  for (;;) {
    const found = (await city.store.readStream(`fund-${fund}`)).find((event) => event.type === type);
    if (found !== undefined) return found;
    await setTimeout(10);
  }
}

/** What the events of a fund say, by account. */
async function foldOf(fund: string, until = Infinity): Promise<ReadonlyMap<string, number>> {
  const balances = new Map<string, number>();
  const stream = (await city.store.readStream(`fund-${fund}`)) as unknown as (FundEvent & {
    position: number;
  })[];
  for (const { data, position } of stream)
    if ('postings' in data && position <= until)
      for (const { account, amount } of data.postings)
        balances.set(account, (balances.get(account) ?? 0) + amount);
  return balances;
}

describe('public money over HTTP', () => {
  test('F-03: of a line that many pay of at once, no fen more is paid than it has', async () => {
    const fund = 'rush-fiscal-2026';
    await allocate(fund, 'work', 12_000_000);
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => spend(fund, 'work', 'office', 1_000_000)),
    );
    const paid = answers.filter(({ status }) => status === 201);
    expect(paid).toHaveLength(12);
    for (const refused of answers.filter(({ status }) => status !== 201))
      expect(refused).toMatchObject({ status: 422, body: { rule: 'F-03', code: 'overdrawn' } });
    const stream = await city.store.readStream(`fund-${fund}`);
    expect(stream.filter(({ type }) => type === 'SpendMade')).toHaveLength(12);
    expect(stream.filter(({ type }) => type === 'BudgetExhausted')).toHaveLength(1);
    expect((await foldOf(fund)).get('available:work')).toBe(0);
  });

  test('F-03: the ledger says what is given, set aside, spent and left, as of any moment', async () => {
    const fund = '420105011010-fiscal-2026';
    await allocate(fund, 'work', 12_000_000);
    const { body: before } = await commit(fund, 'c-1', 500_000);
    await spend(fund, 'work', 'office', 500_000, { commitment: 'c-1' });
    const { body: last } = await spend(fund, 'work', 'service', 300_000);
    const work = {
      ...{ fund, community: '420105011010', kind: 'fiscal', year: '2026', areaPath, line: 'work' },
      ...{
        allocated: 12_000_000,
        committed: 0,
        spent: 800_000,
        left: 11_200_000,
        remainder: 0,
        overspent: 0,
      },
      purposes: [
        { purpose: 'office', spent: 500_000 },
        { purpose: 'service', spent: 300_000 },
      ],
    };
    const list = `budget-lines?area=${areaPath}&fund=${fund}`;
    expect(await itemsOf(`${list}&after=${String(last['position'])}`)).toEqual([work]);
    expect(await itemsOf(`${list}&asOf=${String(before['position'])}`)).toEqual([
      { ...work, committed: 500_000, spent: 0, left: 11_500_000, purposes: [] },
    ]);
    expect((await city.get(`/v1/budget-lines/${fund}:work`)).body).toMatchObject(work);
    expect(await itemsOf(`${list}&line=legal`)).toEqual([]);
    expect(await itemsOf(`${list}&year=2026`)).toHaveLength((await itemsOf(list)).length);
    expect(await itemsOf(`${list}&year=1999`)).toEqual([]);
    expect(await itemsOf(`budget-lines?area=42/01/06/`)).toEqual([]);
    expect((await city.get(`/v1/budget-lines/${fund}:legal`)).body).toMatchObject({
      code: 'budget-line-unknown',
    });
  });

  test('F-06: 2,000,000 yuan of the campaign split by purpose sum to the total', async () => {
    const fund = 'clean-fiscal-2026';
    await allocate(fund, 'campaign', 200_000_000);
    await spend(fund, 'campaign', 'infrastructure', 123_456_789);
    const { body } = await spend(fund, 'campaign', 'staff_pay', 76_543_211);
    const [line] = await itemsOf(`budget-lines?fund=${fund}&after=${String(body['position'])}`);
    expect(line).toMatchObject({
      allocated: 200_000_000,
      spent: 200_000_000,
      left: 0,
      purposes: [
        { purpose: 'infrastructure', spent: 123_456_789 },
        { purpose: 'staff_pay', spent: 76_543_211 },
      ],
    });
    expect(await spend(fund, 'campaign', 'office', 1)).toMatchObject({
      status: 422,
      body: { rule: 'F-06', code: 'other-purpose' },
    });
  });

  test('F-23: money leaves the legal line with an approval only, which somebody else gives', async () => {
    const fund = 'law-fiscal-2026';
    await allocate(fund, 'legal', 1_000_000);
    expect(await allocate(fund, 'work', 300_000, { from: 'legal' })).toMatchObject({
      status: 422,
      body: { rule: 'F-23', code: 'not-approved' },
    });
    const approval = { approval: 'a-1', from: 'legal', line: 'work', amount: 300_000 };
    expect((await city.post(`/v1/funds/${fund}/approvals`, approval, { as: treasurer })).status).toBe(403);
    expect((await city.post(`/v1/funds/${fund}/approvals`, approval, { as: approver })).status).toBe(201);
    const { body } = await allocate(fund, 'work', 300_000, { from: 'legal', approval: 'a-1' });
    expect(await itemsOf(`budget-lines?fund=${fund}&after=${String(body['position'])}`)).toMatchObject([
      { line: 'legal', allocated: 700_000, left: 700_000 },
      { line: 'work', allocated: 300_000, left: 300_000 },
    ]);
  });

  test('F-26: money for party work stands in a line and a fund of its own', async () => {
    const { body } = await allocate('420105011010-party-2026', 'party', 500_000);
    const all = `budget-lines?area=${areaPath}&after=${String(body['position'])}`;
    expect(await itemsOf(`${all}&kind=party`)).toMatchObject([{ line: 'party', allocated: 500_000 }]);
    expect((await itemsOf(`${all}&kind=fiscal`)).map(({ line }) => line)).not.toContain('party');
  });

  test('F-19: a community has staff, money to act with and premises, as its budget says', async () => {
    const fund = 'haves-fiscal-2026';
    await allocate(fund, 'work', 1_000_000);
    const include = (need: string) =>
      city.post(`/v1/funds/${fund}/needs`, { need, line: 'work' }, { as: treasurer });
    await include('staff');
    const { body } = await include('activities');
    const [status] = await itemsOf(`community-budgets?community=haves&after=${String(body['position'])}`);
    expect(status).toMatchObject({ year: '2026', areaPath, staff: true, activities: true, premises: false });
    const { body: later } = await include('premises');
    const { body: all } = await city.get(`/v1/community-budgets/${fund}?after=${String(later['position'])}`);
    expect(all).toMatchObject({ staff: true, activities: true, premises: true });
  });

  test('F-18: what a community earns stands in a fund apart from fiscal money', async () => {
    const income = { line: 'income', source: 'rent', amount: 2_500_000, areaPath };
    const earn = (fund: string) => city.post(`/v1/funds/${fund}/income`, income, { as: accountant });
    await allocate('shops-fiscal-2026', 'work', 12_000_000);
    expect(await earn('shops-fiscal-2026')).toMatchObject({
      status: 422,
      body: { rule: 'F-18', code: 'not-the-own-fund' },
    });
    expect(await allocate('shops-own-2026', 'income', 1)).toMatchObject({
      status: 422,
      body: { rule: 'F-18', code: 'own-income-only' },
    });
    const { status, body } = await earn('shops-own-2026');
    expect(status).toBe(201);
    const after = `after=${String(body['position'])}`;
    expect(await itemsOf(`budget-lines?fund=shops-own-2026&${after}`)).toMatchObject([
      { kind: 'own', line: 'income', allocated: 2_500_000, left: 2_500_000 },
    ]);
    expect(await itemsOf(`budget-lines?fund=shops-fiscal-2026&${after}`)).toMatchObject([
      { kind: 'fiscal', line: 'work', allocated: 12_000_000 },
    ]);
  });

  test('F-15: a project that costs more than its package costs the fund no more than that', async () => {
    const fund = 'school-package-2026';
    const sum = { project: 'night_school', station: 'station:1', amount: 5_000_000, areaPath };
    const grant = (amount: number) =>
      city.post(`/v1/funds/${fund}/packages`, { ...sum, amount }, { as: treasurer });
    expect((await grant(5_000_000)).status).toBe(201);
    expect(await grant(200_000)).toMatchObject({
      status: 422,
      body: { rule: 'F-15', code: 'granted-before' },
    });
    const cost = { project: 'night_school', cost: 5_200_000 };
    const { body } = await city.post(`/v1/funds/${fund}/settlements`, cost, { as: treasurer });
    expect(await itemsOf(`budget-lines?fund=${fund}&after=${String(body['position'])}`)).toMatchObject([
      { line: 'night_school', allocated: 5_000_000, spent: 5_200_000, left: 0, overspent: 200_000 },
    ]);
    const balances = await foldOf(fund);
    expect(balances.get('budget')).toBe(-5_000_000);
    expect(balances.get('station:night_school')).toBe(-200_000);
  });

  test('F-21: the hash of an extract is that of the same positions of the ledger, also after more was paid', async () => {
    const fund = 'open-fiscal-2026';
    await allocate(fund, 'work', 12_000_000);
    const { body: paid } = await spend(fund, 'work', 'office', 300_000);
    const publish = () => city.post('/v1/ledger-extracts', { fund }, { as: accountant });
    const { status, body } = await publish();
    expect(status).toBe(201);
    await spend(fund, 'work', 'service', 1);
    const { body: later } = await publish();
    const extracts = await itemsOf(`ledger-extracts?fund=${fund}&after=${String(later['position'])}`);
    expect(extracts).toHaveLength(2);
    for (const { position, sha256, balances } of extracts) {
      const text = [...(await foldOf(fund, Number(position)))]
        .map(([account, amount]) => `${account} ${amount}\n`)
        .sort()
        .join('');
      expect(sha256).toBe(hash('sha256', text));
      const shown = (balances as { account: string; amount: number }[]).map(
        ({ account, amount }) => `${account} ${amount}\n`,
      );
      expect(shown.join('')).toBe(text);
    }
    const id = String(body['streamId']).slice('ledger-extract-'.length);
    const first = (await city.get(`/v1/ledger-extracts/${id}`)).body;
    expect(`finance:${String(first['position'])}`).toBe(paid['position']);
    expect(new Set(extracts.map(({ sha256 }) => sha256)).size).toBe(2);
    const before = `ledger-extracts?fund=${fund}&asOf=${String(body['position'])}`;
    expect(await itemsOf(before)).toMatchObject([{ id, sha256: first['sha256'] }]);
  });

  test('F-21: an extract is published of a fund that there is, by who may, in his area', async () => {
    const publish = (fund: string, as: object) => city.post('/v1/ledger-extracts', { fund }, { as });
    expect(await publish('none-fiscal-2026', accountant)).toMatchObject({
      status: 422,
      body: { rule: 'F-21', code: 'fund-unknown' },
    });
    await allocate('shown-fiscal-2026', 'work', 1);
    expect((await publish('shown-fiscal-2026', treasurer)).status).toBe(403);
    expect((await publish('shown-fiscal-2026', { ...accountant, areas: ['42/01/06/'] })).status).toBe(403);
  });

  test('F-03: every figure of the views is the fold of the postings, and a fund sums to nothing', async () => {
    const fund = 'whole-fiscal-2026';
    await allocate(fund, 'work', 1_000_003);
    await allocate(fund, 'legal', 17);
    await commit(fund, 'c-1', 300_001);
    await commit(fund, 'c-2', 7);
    await spend(fund, 'work', 'office', 300_000, { commitment: 'c-1' });
    await spend(fund, 'work', 'activity', 2);
    await allocate(fund, 'legal', 5, { from: 'work' });
    clock.set('2027-01-02 09:00');
    const { body } = await city.post(`/v1/funds/${fund}/close`, {}, { as: treasurer });
    const after = `fund=${fund}&after=${String(body['position'])}`;
    const fold = await foldOf(fund);
    const accounts = await itemsOf(`trial-balance?${after}`);
    expect(new Map(accounts.map(({ account, balance }) => [account, balance]))).toEqual(fold);
    expect(accounts.reduce((total, { balance }) => total + Number(balance), 0)).toBe(0);
    const sums = (kind: string, line: string) =>
      [...fold].reduce(
        (total, [account, held]) =>
          account === `${kind}:${line}` || account.startsWith(`${kind}:${line}:`) ? total + held : total,
        0,
      );
    const lines = await itemsOf(`budget-lines?${after}`);
    expect(lines.map(({ line }) => line)).toEqual(['legal', 'work']);
    for (const { line, left, committed, spent, remainder, allocated } of lines) {
      const [name, parts] = [String(line), { left, committed, spent, remainder }];
      expect(parts).toEqual({
        left: sums('available', name),
        committed: sums('committed', name),
        spent: sums('spent', name),
        remainder: sums('remainder', name),
      });
      expect(allocated).toBe(Object.values(parts).reduce<number>((total, part) => total + Number(part), 0));
    }
    expect(lines).toMatchObject([
      { allocated: 22, remainder: 22 },
      { allocated: 999_998, spent: 300_002, remainder: 699_996 },
    ]);
  });

  test('F-03: a closed year takes nothing; what was wrong in it is made good in the next', async () => {
    const [old, next] = ['done-fiscal-2026', 'done-fiscal-2027'];
    await allocate(old, 'work', 100_000);
    await spend(old, 'work', 'office', 40_000);
    await allocate(next, 'work', 200_000);
    const correct = (closed: string, amount: number) =>
      city.post(
        `/v1/funds/${next}/corrections`,
        { closed, line: 'work', amount, reason: 'paid_twice' },
        { as: treasurer },
      );
    expect(await correct(old, 20_000)).toMatchObject({ status: 422, body: { code: 'year-not-closed' } });
    expect((await city.post(`/v1/funds/${old}/close`, {}, { as: treasurer })).status).toBe(201);
    expect(await spend(old, 'work', 'office', 1)).toMatchObject({
      status: 422,
      body: { rule: 'F-03', code: 'year-closed' },
    });
    const { status, body } = await correct(old, 20_000);
    expect(status).toBe(201);
    const list = `budget-lines?area=${areaPath}&line=work&after=${String(body['position'])}`;
    expect(await itemsOf(`${list}&fund=${old}`)).toMatchObject([
      { spent: 40_000, left: 0, remainder: 60_000 },
    ]);
    const carried = await recorded(next, 'RemaindersCarried');
    expect(await itemsOf(`budget-lines?fund=${next}&after=finance:${carried.position}`)).toMatchObject([
      { allocated: 280_000, left: 280_000 },
    ]);
  });

  test('F-03: a fund without money is not found, and everybody acts in his area', async () => {
    expect(await spend('none-fiscal-2026', 'work', 'office', 1)).toMatchObject({
      status: 404,
      body: { rule: 'F-03', code: 'fund-unknown' },
    });
    const fund = 'place-fiscal-2027';
    const money = { line: 'work', amount: 1, areaPath };
    const away = { ...treasurer, areas: ['42/01/06/'] };
    expect((await city.post(`/v1/funds/${fund}/allocations`, money, { as: away })).status).toBe(403);
    expect((await city.post(`/v1/funds/${fund}/allocations`, money, { as: accountant })).status).toBe(403);
    await allocate(fund, 'work', 1);
    const payment = { line: 'work', purpose: 'office', amount: 1, payee: 'p-1' };
    const elsewhere = { ...accountant, areas: ['42/01/06/'] };
    expect((await city.post(`/v1/funds/${fund}/spends`, payment, { as: elsewhere })).status).toBe(403);
  });

  test.each([
    { amount: 0.5 },
    { amount: 0 },
    { amount: -1 },
    { amount: 1_000_000_000_001 },
    { amount: '12' },
    { line: 'Work' },
    { areaPath: '42' },
    { account: 'available:work' },
  ])('an allocation with %j is a problem document of status 400', async (wrong) => {
    const body = { line: 'work', amount: 1, areaPath, ...wrong };
    expect(await city.post('/v1/funds/c-fiscal-2026/allocations', body)).toMatchObject({
      status: 400,
      body: {
        code: 'invalid-request',
        errors: expect.arrayContaining([expect.objectContaining({ field: Object.keys(wrong)[0] })]),
      },
    });
  });

  test.each(['c-fiscal', 'c-dark-2026', 'c-fiscal-26', 'fiscal-2026-c'])('%s is no fund', async (fund) => {
    expect(await city.post(`/v1/funds/${fund}/close`, {})).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'fund' }] },
    });
  });
});
