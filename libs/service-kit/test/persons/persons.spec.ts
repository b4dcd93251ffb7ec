import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { copyFile, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runContext, type RunningContext, type TestCaller } from '../../src/testing/index.ts';
import { RegisterModule } from './register.ts';

const area = '42/01/05/011/010/A1/';
const canary = '赵钱孙李周吴郑王';
const phone = '13800138000';
let folder: string;
let city: RunningContext;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'persons-'));
  city = await runContext(RegisterModule, { folder });
});
afterAll(async () => {
  await city.stop();
  await rm(folder, { recursive: true });
});

async function entered(areaPath = area): Promise<string> {
  const resident = randomUUID();
  const body = { resident, areaPath, name: canary, phone };
  const { status, body: answer } = await city.post('/v1/register', body);
  expect(status).toBe(201);
  await city.get(`/v1/people?after=${answer['position']}`);
  return resident;
}

function plain(
  ids: readonly string[],
  options: { fields?: string[]; purpose?: string; as?: TestCaller } = {},
) {
  const { fields = ['name', 'phone'], purpose = 'visit', as } = options;
  return city.post('/v1/people/plain', { ids, fields, purpose }, { ...(as && { as }) });
}

/** Whether a text stands in any file of the city, the write-ahead logs included. */
function stands(text: string): boolean {
  return readdirSync(folder).some((file) => readFileSync(join(folder, file)).includes(text));
}

describe('a field of a person', () => {
  test('stands in no file as it was told: neither log nor view, and in no digest', async () => {
    const id = await entered();
    expect(stands(id)).toBe(true);
    expect(stands(canary)).toBe(false);
    expect(stands(phone)).toBe(false);
    const [event] = await city.store.readStream(`register-${id}`);
    expect(event?.data).toMatchObject({ name: expect.stringMatching(/^enc1:register:/) });
    expect(event?.data).toMatchObject({ phone: expect.stringMatching(/^enc1:contact:/) });
  });

  test('is sealed in lists, in the single document and in tables', async () => {
    const id = await entered();
    const { body: list } = await city.get('/v1/people');
    expect(list['items']).toContainEqual({ id, areaPath: area, name: '[sealed]', phone: '[sealed]' });
    expect((await city.get(`/v1/people/${id}`)).body).toMatchObject({ name: '[sealed]' });
    const table = await fetch(`${city.address}/v1/people?format=csv`, {
      headers: { authorization: `Bearer ${await city.token()}` },
    });
    expect(await table.text()).toContain(`${id},${area},[sealed],[sealed]`);
  });

  test('is told apart by no digest: the same key with another name is the same command', async () => {
    const body = { resident: randomUUID(), areaPath: area, name: canary };
    await city.post('/v1/register', body, { key: 'register-once' });
    const again = await city.post('/v1/register', { ...body, name: '另一个' }, { key: 'register-once' });
    expect(again).toMatchObject({ status: 200, body: { outcome: 'repeated' } });
    const other = { ...body, areaPath: `${area}B01/` };
    expect((await city.post('/v1/register', other, { key: 'register-once' })).status).toBe(422);
  });
});

describe('plain text', () => {
  test('is shown of several people at once, and of each it is on record who has read what', async () => {
    const [one, other] = [await entered(), await entered()];
    const as = { roles: ['registrar'], unit: 'police:420105', clearance: 2 };
    expect((await plain([one, other], { fields: ['name'], as })).body).toEqual({
      items: [
        { id: one, name: canary },
        { id: other, name: canary },
      ],
    });
    for (const id of [one, other])
      expect((await city.get(`/v1/residents/access-records/${id}`)).body['items']).toEqual([
        {
          at: expect.any(String),
          purpose: 'visit',
          view: 'people',
          fields: ['name'],
          roles: ['registrar'],
          unit: 'police:420105',
        },
      ]);
  });

  test.each([
    [0, 403, 'missing-clearance'],
    [1, 403, 'missing-clearance'],
    [2, 200, undefined],
    [3, 200, undefined],
    [4, 200, undefined],
  ])('of class 2 is shown with a clearance of %i: %i', async (clearance, status, code) => {
    const id = await entered();
    const answer = await plain([id], { as: { roles: ['registrar'], clearance } });
    expect(answer).toMatchObject({ status, body: { ...(code && { code, field: 'name' }) } });
    const { body } = await city.get(`/v1/residents/access-records/${id}`);
    expect(body['items']).toHaveLength(status === 200 ? 1 : 0);
  });

  test('is shown for the purposes that its group is kept for, and for no other', async () => {
    const id = await entered();
    expect(await plain([id], { fields: ['phone'], purpose: 'payment' })).toMatchObject({
      status: 403,
      body: { code: 'foreign-purpose', field: 'phone' },
    });
    expect((await plain([id], { fields: ['name'], purpose: 'payment' })).status).toBe(200);
    expect((await plain([id], { purpose: 'curiosity' })).status).toBe(400);
  });

  test('is shown to nobody of elsewhere, and nothing is on record then', async () => {
    const [here, there] = [await entered(), await entered('42/01/06/')];
    const as = { roles: ['registrar'], areas: [area], clearance: 4 };
    expect(await plain([here, there], { as })).toMatchObject({ status: 403, body: { code: 'foreign-area' } });
    expect((await city.get(`/v1/residents/access-records/${here}`)).body['items']).toEqual([]);
  });

  test('is not asked for in an address', async () => {
    expect((await city.get(`/v1/people?name=${encodeURIComponent(canary)}`)).status).toBe(400);
  });

  test('is not shown where the read cannot be recorded', async () => {
    const id = await entered();
    const append = city.persons.access.append;
    city.persons.access.append = () => Promise.reject(new Error('no record'));
    try {
      const answer = await plain([id]);
      expect(answer.status).toBe(500);
      expect(JSON.stringify(answer.body)).not.toContain(canary);
    } finally {
      city.persons.access.append = append;
    }
  });
});

describe('an erased person', () => {
  test('reads as erased from then on, counts as before, and takes no more data', async () => {
    const [gone, stays] = [await entered(), await entered()];
    const before = (await city.get('/v1/people')).body['items'] as readonly unknown[];
    const { body } = await city.post(`/v1/register/${gone}/erasure`, { reason: 'asked_by_person' });
    expect(body['outcome']).toBe('recorded');
    let shown = await plain([gone]);
    while ((shown.body['items'] as { name: string }[])[0]?.name === canary) shown = await plain([gone]);
    expect(shown.body).toEqual({ items: [{ id: gone, name: '[erased]', phone: '[erased]' }] });
    expect((await plain([stays])).body).toEqual({ items: [{ id: stays, name: canary, phone }] });
    expect((await city.get('/v1/people')).body['items']).toHaveLength(before.length);
    const again = await city.post('/v1/register', { resident: gone, areaPath: area, name: canary });
    expect(again).toMatchObject({ status: 409, body: { code: 'person-erased' } });
    expect(stands(canary)).toBe(false);
  });

  test('stays erased when the keys of the day before are put back', async () => {
    const id = await entered();
    await city.stop();
    await copyFile(join(folder, 'vault.db'), join(folder, 'vault.backup'));
    city = await runContext(RegisterModule, { folder });
    await city.post(`/v1/register/${id}/erasure`, { reason: 'asked_by_person' });
    await city.stop();
    await rename(join(folder, 'vault.backup'), join(folder, 'vault.db'));
    city = await runContext(RegisterModule, { folder });
    let shown = await plain([id]);
    while (shown.status === 503) shown = await plain([id]);
    expect(shown.body).toEqual({ items: [{ id, name: '[erased]', phone: '[erased]' }] });
  });
});
