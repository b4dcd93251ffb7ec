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

test('R-25: a review is kept by members of the committee, and shows what has not been put right', async () => {
  const [member, officer] = ['1', '2'].map((digit) => `00000000-0000-4000-8000-00000000000${digit}`);
  const areaPath = '42/01/05/011/010/';
  const as = { roles: ['supervisor_of_affairs'], areas: [areaPath], subject: String(member) };
  const review = {
    committee: 'village',
    matter: 'accounts',
    areaPath,
    members: [member],
    officers: [officer],
  };
  const own = await city.post('/v1/supervision-reviews', { ...review, members: [officer] }, { as });
  expect(own).toMatchObject({ status: 422, body: { rule: 'R-25', code: 'own-account' } });
  const { body: opened } = await city.post('/v1/supervision-reviews', review, { as });
  const path = `/v1/supervision-reviews/${String(opened['streamId']).slice('supervision-review-'.length)}`;
  const finding = { finding: 'f-1', concern: 'voucher_missing' };
  const { body: issued } = await city.post(`${path}/findings`, finding, { as });
  const shown = (after: unknown) => city.get(`${path}?after=${String(after)}`, as);
  expect((await shown(issued['position'])).body).toMatchObject({
    state: 'open',
    findings: [{ ...finding, rectified: false }],
  });
  const refused = await city.post(`${path}/findings/f-1/close`, { evidence: ['v-1'] });
  expect(refused).toMatchObject({ status: 422, body: { rule: 'R-25', code: 'not-a-member' } });
  const { body: closed } = await city.post(`${path}/findings/f-1/close`, { evidence: ['v-1'] }, { as });
  expect((await shown(closed['position'])).body).toMatchObject({ state: 'clear' });
});
