import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HandClock, runContext, type RunningContext } from '@linli/service-kit/testing';
import { ResidentsModule } from '../src/index.ts';

const areaPath = '42/01/05/011/010/A1/B07/U021/G0431/';
const book = '42.01.05.011.010.A1.B07.U021.G0431';
const [old, sick] = ['7d3c1a52-9b1e-4f0a-8c55-2a6c0e9d4411', '7d3c1a52-9b1e-4f0a-8c55-2a6c0e9d4412'];
const occurredAt = '2026-05-06T09:30:00+08:00';
const worker = { roles: ['grid_worker'], areas: ['42/01/05/'] };
const clock = new HandClock('2026-05-06 10:00');
let city: RunningContext;

beforeAll(async () => {
  city = await runContext(ResidentsModule, { clock });
});
afterAll(() => city.stop());

async function told(path: string, body: object): Promise<string> {
  const answer = await city.post(`/v1/grid-books/${path}`, body);
  expect(answer).toMatchObject({ status: 201 });
  return String(answer.body.position);
}
const visit = (name: string, household: string, residents: string[]) =>
  told('visits', { areaPath, visit: name, household, residents, occurredAt });
const parts = ['family', 'persons', 'facilities', 'hazards'];

describe('books of grids over HTTP', () => {
  test('R-05, R-06, R-19: coverage by category, distinct households and person-times', async () => {
    const visits = [
      { resident: old, categories: ['living_alone', 'hardship'] },
      { resident: sick, categories: ['hardship'] },
    ];
    await told('plans', { areaPath, month: '2026-05', visits });
    await visit('v-1', 'h-1', [old]);
    await visit('v-2', 'h-1', [old, '7d3c1a52-9b1e-4f0a-8c55-2a6c0e9d4413']);
    const before = await visit('v-3', 'h-2', [sick]);
    const checklist = `${book}-202605/visits/v-1/checklist`;
    expect(await city.post(`/v1/grid-books/${checklist}`, { parts: parts.slice(1) })).toMatchObject({
      status: 422,
      body: { rule: 'R-05', code: 'part-missing' },
    });
    const after = await told(checklist, { parts });
    const coverage = async (query: string) =>
      (await city.get(`/v1/visit-coverage/${book}-202605?${query}`)).body;
    expect(await coverage(`after=${after}`)).toMatchObject({
      categories: [
        { category: 'hardship', due: 2, done: 1, percent: 50 },
        { category: 'living_alone', due: 1, done: 1, percent: 100 },
      ],
      ...{ householdCount: 2, personTimes: 4, state: 'open' },
    });
    expect(await coverage(`asOf=${before}`)).toMatchObject({
      categories: [{ done: 0 }, { done: 0 }],
    });
  });

  test('R-06: a worker sees who is left, and for how many days', async () => {
    await told(`${book}-202605/reassign`, { resident: sick, worker: 'w-2' });
    const after = await told('service-items', { areaPath, item: 's-1', household: 'h-1', occurredAt });
    const list = await city.get(`/v1/visits-due?after=${after}&area=42/01/05/&state=due&on=2026-05-06`);
    expect(list.body).toMatchObject({
      items: [
        {
          ...{ resident: sick, areaPath, month: '2026-05', state: 'due', categories: ['hardship'] },
          ...{ worker: 'w-2', daysLeft: 26 },
        },
      ],
    });
  });

  test('R-07: what a resident says stands in no event in plain text', async () => {
    const entry = { areaPath, entry: 'd-1', resident: old, topic: 'heating', occurredAt, text: '暖气不热' };
    await told('diary-entries', entry);
    await told(`${book}-202605/diary-entries/d-1/case`, { case: 'c-1' });
    const events = await city.store.readStream(`grid-book-${book}-202605`);
    expect(JSON.stringify(events)).not.toContain('暖气');
    expect(events.at(-1)).toMatchObject({
      type: 'ServiceCaseRaisedFromDiary',
      data: { case: 'c-1', entry: 'd-1', resident: old, areaPath, topic: 'heating' },
    });
  });

  test('R-08: acts are counted by kind', async () => {
    const act = { areaPath, kind: 'enter_home', resident: old, occurredAt };
    await told('contact-acts', { ...act, act: 'a-1' });
    await told('contact-acts', { ...act, act: 'a-2' });
    const after = await told('contact-acts', { ...act, act: 'a-3', kind: 'be_close' });
    const { body } = await city.get(`/v1/visit-coverage/${book}-202605?after=${after}`);
    expect(body).toMatchObject({
      acts: [
        { kind: 'be_close', count: 1 },
        { kind: 'enter_home', count: 2 },
      ],
      ...{ entries: 1, items: 1, difficulties: 0 },
    });
  });

  test('R-06: the month is closed by itself, with who was not visited', async () => {
    clock.set('2026-06-01 12:01');
    let state: unknown;
    while (state !== 'gaps') ({ state } = (await city.get(`/v1/visit-coverage/${book}-202605`)).body);
    const closings = (await city.store.readStream(`grid-book-${book}-202605`)).filter(({ type }) =>
      type.startsWith('VisitMonthClosed'),
    );
    expect(closings).toMatchObject([
      { data: { planned: 3, gaps: [{ resident: sick, category: 'hardship' }] } },
    ]);
  });

  test('R-06: books are kept by those who may, in their area', async () => {
    const item = { areaPath, item: 's-9', household: 'h-1', occurredAt };
    const away = { roles: ['grid_worker'], areas: ['42/01/06/'] };
    expect((await city.post('/v1/grid-books/service-items', item, { as: away })).status).toBe(403);
    const plan = { areaPath, month: '2026-06', visits: [] };
    expect((await city.post('/v1/grid-books/plans', plan, { as: worker })).status).toBe(403);
    const wide = { ...item, areaPath: '42/01/05/011/010/' };
    expect((await city.post('/v1/grid-books/service-items', wide)).status).toBe(400);
    expect(await city.post('/v1/grid-books/none/reassign', { resident: old, worker: 'w' })).toMatchObject({
      status: 404,
      body: { code: 'grid-book-unknown' },
    });
  });
});
