import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { serviceNorms } from '@linli/contracts';
import { HandClock, runContext, type RunningContext } from '@linli/service-kit/testing';
import { ResidentsModule } from '../src/index.ts';

const clock = new HandClock('2026-05-01 09:00');
let city: RunningContext;
beforeAll(async () => {
  city = await runContext(ResidentsModule, { clock });
});
afterAll(() => city.stop());

const itemsOf = async (path: string) => (await city.get(path)).body['items'] as { norm: string }[];

test('R-50, G-22: a list of duties is published, shown as of any time, and supervised by a community', async () => {
  const list = {
    township: '420105011',
    areaPath: '42/01/05/011/',
    entries: [
      { service: 'fire_safety', level: 'township', role: 'does' },
      { service: 'elderly_care', level: 'community', role: 'does', function: 'public_service' },
    ],
  };
  const clerk = { roles: ['township_clerk'], areas: ['42/01/05/'] };
  const first = await city.post('/v1/duty-lists', list, { as: clerk });
  expect(first.status).toBe(201);
  const off = { service: 'investment_promotion', level: 'township', role: 'must_not' };
  const entries = [...list.entries, off];
  const second = await city.post('/v1/duty-lists', { ...list, entries }, { as: clerk });
  const at = (when: string, { body }: typeof first) =>
    city.get(`/v1/duty-lists/420105011?${when}=${String(body['position'])}`);
  expect((await at('after', second)).body).toMatchObject({ version: 2, entries });
  expect((await at('asOf', first)).body).toMatchObject({ version: 1, entries: list.entries });

  const director = { roles: ['community_director'], areas: ['42/01/05/011/010/'] };
  const note = {
    township: '420105011',
    areaPath: '42/01/05/011/010/',
    service: off.service,
    concern: 'done',
  };
  const raised = await city.post('/v1/supervision-notes', note, { as: director });
  expect(raised.status).toBe(201);
  const path = `/v1/supervision-notes?township=420105011&after=${String(raised.body['position'])}`;
  expect(await itemsOf(path)).toMatchObject([{ ...note, version: 2 }]);
  const other = await city.post('/v1/supervision-notes', { ...note, service: 'parking' }, { as: director });
  expect(other).toMatchObject({ status: 422, body: { rule: 'R-50', code: 'not-on-list' } });
  const elsewhere = { roles: ['community_director'], areas: ['42/01/05/012/'] };
  expect((await city.post('/v1/supervision-notes', note, { as: elsewhere })).status).toBe(403);
});

test('R-43: the catalogue loads a general part and nine norms; of a day the version in force then is shown', async () => {
  const texts = { technical: '床位', management: '档案', work: '上门' };
  const from = (validFrom: string) => ({ areaPath: '42/01/', validFrom, ...texts });
  for (const norm of serviceNorms) await city.post('/v1/service-standards', { norm, ...from('2026-05-01') });
  const revision = { validFrom: '2026-07-01', ...texts, work: '三日内上门' };
  const { body } = await city.post('/v1/service-standards/elderly_care/revise', revision);
  const on = (day: string) => `/v1/service-standards?on=${day}&after=${String(body['position'])}`;
  const norms = (await itemsOf(on('2026-05-01'))).map(({ norm }) => norm);
  expect(norms.filter((norm) => norm === 'general')).toHaveLength(1);
  expect(norms.filter((norm) => norm !== 'general')).toHaveLength(9);
  expect(await itemsOf(on('2026-04-30'))).toEqual([]);
  // A case that was opened on 30 June is judged by the first version, whenever it is judged.
  const judged = async (day: string) => (await city.get(`/v1/service-standards/elderly_care?on=${day}`)).body;
  expect(await judged('2026-06-30')).toMatchObject({ version: 1, work: texts.work });
  expect(await judged('2026-07-01')).toMatchObject({ version: 2, work: revision.work });
});
