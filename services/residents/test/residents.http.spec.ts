import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HandClock, runContext, type RunningContext } from '@linli/service-kit/testing';
import { ResidentsModule } from '../src/index.ts';

const grid = '42/01/05/011/010/A1/B07/U021/G0431/';
const other = '42/01/05/011/009/A1/B01/U001/G0001/';
const book = '42.01.05.011.010.A1.B07.U021.G0431';
const clock = new HandClock('2026-05-15 09:00');
const worker = { roles: ['grid_worker'], areas: ['42/01/05/'] };
let city: RunningContext;

beforeAll(async () => {
  city = await runContext(ResidentsModule, { clock });
});
afterAll(() => city.stop());

async function told(path: string, body: object = {}): Promise<string> {
  const answer = await city.post(path, body);
  expect(answer).toMatchObject({ status: 201 });
  return String(answer.body.position);
}
async function register(areaPath: string, more: object = {}): Promise<string> {
  const resident = randomUUID();
  const person = { resident, areaPath, name: '张三丰', phone: '13800138000', ...more };
  await city.get(`/v1/residents?after=${await told('/v1/residents', person)}`);
  return resident;
}
async function idsOf(path: string): Promise<readonly string[]> {
  const { status, body } = await city.get(path);
  expect({ status, body }).toMatchObject({ status: 200 });
  return (body as unknown as { items: { resident: string }[] }).items.map(({ resident }) => resident);
}
/** The residents in the list of a month, once it holds so many. */
async function listed(month: string, count: number): Promise<readonly string[]> {
  for (;;) {
    const found = await idsOf(`/v1/visits-due?area=${grid}&month=${month}`);
    if (found.length >= count) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('residents over HTTP', () => {
  test('R-01: who lives in one grid and is registered in another stands in both lists, and counts once', async () => {
    const split = await register(grid);
    const position = await told(`/v1/residents/${split}/hukou-split`, { hukouAreaPath: other });
    expect(await idsOf(`/v1/residents?area=${grid}&after=${position}`)).toContain(split);
    expect(await idsOf(`/v1/residents?hukouAreaPath=${other}`)).toEqual([split]);
    expect(await idsOf(`/v1/residents?area=${other}`)).toEqual([]);
    expect((await idsOf('/v1/residents')).filter((one) => one === split)).toHaveLength(1);
  });

  test('R-01: names and numbers stand in no event, and are shown for a purpose', async () => {
    const id = await register(grid, { birth: '1941-03-02' });
    const [event] = await city.store.readStream(`resident-${id}`);
    expect(JSON.stringify(event)).not.toMatch(/张三丰|13800138000|1941-03-02/);
    expect((await city.get(`/v1/residents/${id}`)).body).toMatchObject({ name: '[sealed]' });
    const asked = { ids: [id], fields: ['name'], purpose: 'visit' };
    expect((await city.post('/v1/residents/plain', asked)).body).toEqual({
      items: [{ id, name: '张三丰' }],
    });
  });

  test('R-01: a household is registered with its head, and converted', async () => {
    const head = await register(grid);
    const body = { household: 'h-1', head, areaPath: grid, registration: 'rural', address: '7栋3单元' };
    await told('/v1/households', body);
    const after = await told('/v1/households/h-1/convert', { registration: 'urban', day: '2026-05-01' });
    expect((await city.get(`/v1/households/h-1?after=${after}`)).body).toMatchObject({
      ...{ registration: 'urban', since: '2026-05-01', address: '[sealed]' },
    });
  });

  test('R-03, R-54: who is tagged in May is due in May and June, not in April; who has left is due no more the month after', async () => {
    const old = await register(grid);
    const guest = await register(grid);
    await told(`/v1/residents/${old}/tag`, { category: 'living_alone', note: '独居' });
    await told(`/v1/residents/${guest}/arrival`, { areaPath: grid });
    expect([...(await listed('2026-05', 2))].sort()).toEqual([old, guest].sort());
    expect(await idsOf(`/v1/visits-due?month=2026-04`)).toEqual([]);
    const left = await told(`/v1/residents/${guest}/departure`);
    expect(await idsOf(`/v1/residents?state=departed&after=${left}`)).toEqual([guest]);
    // Who has left in May stays in the list of May.
    expect(await idsOf(`/v1/visits-due?month=2026-05&after=${left}`)).toHaveLength(2);
    clock.set('2026-06-01 06:01');
    expect(await listed('2026-06', 1)).toEqual([old]);
    const closed = (await city.store.readStream(`grid-book-${book}-202605`)).at(-1);
    expect(closed).toMatchObject({ type: 'VisitMonthClosedWithGaps', data: { planned: 2 } });
    const [opened] = await city.store.readStream(`grid-book-${book}-202606`);
    expect(opened?.metadata.causationId).toBe(closed?.id);
  });

  test('R-01: residents are registered by those who may, in their area', async () => {
    const body = { resident: randomUUID(), areaPath: '42/01/06/', name: '李四' };
    expect((await city.post('/v1/residents', body, { as: worker })).status).toBe(403);
    const viewer = { roles: ['viewer'], areas: [''] };
    expect((await city.post('/v1/residents', body, { as: viewer })).status).toBe(403);
    expect((await city.get('/v1/residents', viewer)).status).toBe(403);
    expect(await city.post(`/v1/residents/${randomUUID()}/departure`)).toMatchObject({
      status: 404,
      body: { code: 'resident-unknown' },
    });
  });
});
