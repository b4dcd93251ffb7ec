import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HandClock, runContext, type RunningContext } from '@linli/service-kit/testing';
import { ResidentsModule } from '../src/index.ts';

const areaPath = '42/01/05/011/010/';
const clock = new HandClock('2026-05-06 10:00');
let city: RunningContext;

beforeAll(async () => {
  city = await runContext(ResidentsModule, { clock });
});
afterAll(() => city.stop());

const plain = (id: string, clearance: number) =>
  city.post(
    '/v1/supervision-records/plain',
    { ids: [id], fields: ['resident', 'kind'], purpose: 'case' },
    { as: { roles: ['supervision_officer'], clearance } },
  );

async function opened(): Promise<{ readonly id: string; readonly resident: string }> {
  const resident = randomUUID();
  const body = { areaPath, resident, kind: 'community_correction' };
  const answer = await city.post('/v1/supervision-records', body);
  expect(answer.status).toBe(201);
  const id = String(answer.body.streamId).slice('supervision-'.length);
  await city.get(`/v1/supervision-records/${id}?after=${String(answer.body.position)}`);
  return { id, resident };
}

describe('supervision over HTTP', () => {
  test('R-55: who reads the events or the list without clearance learns a pseudonym and nothing else', async () => {
    const { id, resident } = await opened();
    const note = '情绪稳定';
    await city.post(`/v1/supervision-records/${id}/check-ins`, {
      occurredAt: '2026-05-06T09:00:00+08:00',
      note,
    });
    const events = JSON.stringify(await city.store.readStream(`supervision-${id}`));
    for (const text of [resident, 'community_correction', note]) expect(events).not.toContain(text);
    const { body } = await city.get(`/v1/supervision-records/${id}`);
    expect(body).toMatchObject({ record: id, resident: '[sealed]', kind: '[sealed]' });
    expect((await plain(id, 3)).status).toBe(403);
    const worker = { roles: ['grid_worker'], areas: [areaPath] };
    expect((await city.get(`/v1/supervision-records?area=${areaPath}`, worker)).status).toBe(403);
  });

  test('R-55: an erased subject is unreadable, and counts as before', async () => {
    const { id, resident } = await opened();
    expect((await plain(id, 4)).body).toEqual({ items: [{ id, resident, kind: 'community_correction' }] });
    const count = async () => ((await city.get('/v1/supervision-records')).body['items'] as object[]).length;
    const before = await count();
    const asked = await city.post(
      `/v1/persons/${id}/erasure-requests`,
      { reason: 'asked_by_person' },
      { as: { roles: ['service_desk'] } },
    );
    expect(asked.status).toBe(201);
    const officer = { as: { roles: ['privacy_officer'] } };
    expect((await city.post(`/v1/persons/${id}/erasure`, {}, officer)).status).toBe(201);
    let shown = await plain(id, 4);
    while (JSON.stringify(shown.body).includes(resident)) shown = await plain(id, 4);
    expect(shown.body).toEqual({ items: [{ id, resident: '[erased]', kind: '[erased]' }] });
    expect(await count()).toBe(before);
  });
});
