import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HandClock, runContext, type RunningContext } from '@linli/service-kit/testing';
import { ResidentsModule } from '../src/index.ts';

const community = '42/01/05/011/010/';
const text = '本季度低保 41 户。';
const publish = {
  item: 'jiangxinyuan.2026-Q2',
  affairs: 'residents',
  areaPath: community,
  title: '第二季度居务公开',
  text,
};
const address = `/v1/disclosures/${publish.item}`;
const sha256 = (of: string): string => createHash('sha256').update(of, 'utf8').digest('hex');
const clock = new HandClock('2026-07-05 09:00');
const positionOf = ({ body }: { body: object }): string => (body as { position: string }).position;
let city: RunningContext;

beforeAll(async () => {
  city = await runContext(ResidentsModule, { clock });
});
afterAll(() => city.stop());

describe('disclosure over HTTP', () => {
  test('R-22: a correction does not overwrite: as of before it, the old text and its hash are answered', async () => {
    const first = await city.post('/v1/disclosures', publish);
    expect(first).toMatchObject({ status: 201, body: { streamId: `disclosure-${publish.item}` } });
    clock.set('2026-07-08 15:00');
    const corrected = '本季度低保 42 户。';
    const second = await city.post('/v1/disclosures', { ...publish, text: corrected });
    expect(second.status).toBe(201);

    const now = `${address}?after=${positionOf(second)}`;
    const old = { state: 'published', version: 1, text, sha256: sha256(text), since: '2026-07-05' };
    expect((await city.get(now)).body).toMatchObject({
      state: 'corrected',
      version: 2,
      text: corrected,
      sha256: sha256(corrected),
      due: '2026-10-05T16:00:00.000Z',
    });
    // By what the log knew, at a position and at a moment.
    expect((await city.get(`${address}?asOf=${positionOf(first)}`)).body).toMatchObject(old);
    const moment = encodeURIComponent('2026-07-08T14:59:59+08:00');
    expect((await city.get(`${address}?asOf=${moment}`)).body).toMatchObject(old);
    // By what was shown on a day.
    expect((await city.get(`${now}&on=2026-07-07`)).body).toMatchObject(old);
    expect(await city.get(`${now}&on=2026-07-04`)).toMatchObject({
      status: 404,
      body: { code: 'disclosure-unknown' },
    });
  });

  test('R-22: what is withdrawn is shown no longer, and stays on record for the days before', async () => {
    clock.set('2026-07-10 09:00');
    const withdrawn = await city.post(`${address}/withdraw`, { reason: 'wrong_community' });
    expect(withdrawn.status).toBe(201);
    const now = `${address}?after=${positionOf(withdrawn)}`;
    const { body } = await city.get(now);
    expect(body).toMatchObject({ state: 'withdrawn', version: 3, since: '2026-07-10' });
    expect(body).not.toHaveProperty('text');
    expect((await city.get(`${now}&on=2026-07-05`)).body).toMatchObject({ text, sha256: sha256(text) });
    const unknown = await city.post('/v1/disclosures/nothing/withdraw', { reason: 'wrong_community' });
    expect(unknown).toMatchObject({ status: 404, body: { code: 'disclosure-unknown', rule: 'R-22' } });
  });

  test('R-22: the list holds what was shown below an area, by affairs', async () => {
    const party = { ...publish, item: 'jiangxinyuan.party', affairs: 'party', title: '党务公开' };
    const after = positionOf(await city.post('/v1/disclosures', party));
    const items = async (query: string) => {
      const { body } = await city.get(`/v1/disclosures?after=${after}&${query}`);
      return (body as unknown as { items: { item: string }[] }).items.map(({ item }) => item);
    };
    expect(await items(`area=${community}`)).toEqual([publish.item, party.item]);
    expect(await items('affairs=party')).toEqual([party.item]);
    expect(await items('area=42/01/05/011/009/')).toEqual([]);
    expect(await items('on=2026-07-05')).toEqual([publish.item]);
    expect((await city.get('/v1/disclosures?affairs=weather')).status).toBe(400);
  });

  test('R-22: a rhythm that is set holds for what is published from then on', async () => {
    const rhythms = [{ affairs: 'residents', months: 1 }];
    const set = await city.post('/v1/policies/disclosure-rhythm', { version: 2, rhythms });
    expect(set.status).toBe(201);
    const next = { ...publish, item: 'jiangxinyuan.2026-07' };
    const after = positionOf(await city.post('/v1/disclosures', next));
    expect((await city.get(`/v1/disclosures/${next.item}?after=${after}`)).body).toMatchObject({
      due: '2026-08-10T16:00:00.000Z',
    });
    expect(await city.post('/v1/disclosures', { ...publish, item: 'x', affairs: 'village' })).toMatchObject({
      status: 422,
      body: { rule: 'R-22', code: 'rhythm-unknown', field: 'affairs' },
    });
  });

  test('R-22: publishing takes the permission, and the area', async () => {
    const viewer = { roles: ['viewer'], areas: [''] } as const;
    const neighbour = { roles: ['disclosure_clerk'], areas: ['42/01/05/011/009/'] } as const;
    expect((await city.post('/v1/disclosures', publish, { as: viewer })).status).toBe(403);
    expect((await city.post('/v1/disclosures', publish, { as: neighbour })).status).toBe(403);
    const withdraw = { reason: 'wrong_community' };
    expect((await city.post(`${address}/withdraw`, withdraw, { as: neighbour })).status).toBe(403);
  });

  test.each([
    {},
    { ...publish, item: '第二季度' },
    { ...publish, affairs: 'weather' },
    { ...publish, areaPath: '42' },
    { ...publish, title: '\u202e公开' },
    { ...publish, text: '' },
    { ...publish, text: '低保\u0000' },
    { ...publish, text: 'x'.repeat(20_001) },
    { ...publish, sha256: sha256(text) },
  ])('POST /v1/disclosures with %j is a problem document of status 400', async (body) => {
    const answer = await city.post('/v1/disclosures', body);
    expect({ status: answer.status, code: answer.body.code }).toEqual({
      status: 400,
      code: 'invalid-request',
    });
  });
});
