import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { InMemoryEventStore } from '@linli/event-sourcing';
import { HandClock } from '@linli/service-kit/testing';
import { community, newFolder, type RunningService, startService, until } from './running-service.ts';

const folder = await newFolder();
const clock = new HandClock('2026-05-11 09:00');
const sanitation = new InMemoryEventStore({ now: () => clock.now().getTime() });
const office = { roles: ['street_office'], areas: ['42/01/05/'] };
let service: RunningService;

beforeAll(async () => {
  const metadata = { commandId: 'e-1', correlationId: 'e-1', actor: 'planner', tenant: 'wuhan' };
  const data = { name: '江欣苑', areaPath: community, missing: [], policy: 1 };
  const id = '01980000-0000-7000-8000-300000000000';
  const event = { id, type: 'EstateRegistered', version: 1, data, metadata };
  await sanitation.append('estate-jiangxinyuan', [event], 'any');
  service = await startService(folder.path, { clock, logs: { sanitation } });
});
afterAll(async () => {
  await service.stop();
  await folder.remove();
});

const street = { street: 'east', areaPath: community, along: [`${community}A1/B01/`] };

test('I-05: an incident on a street goes to its chief as of the day it happened, even after he has left', async () => {
  const appoint = (chief: string, validFrom: string) =>
    service.post('/v1/street-chiefs', office, { ...street, chief, validFrom });
  expect((await appoint('chief-1', '2026-01-01')).status).toBe(201);
  const { body } = await appoint('chief-2', '2026-05-01');
  const chiefOf = async (key: string, happened: string, lon = 114.2005) => {
    const occurredAt = `${happened}T08:00:00+08:00`;
    const id = await service.report(`street-${key}`, { occurredAt, point: { lon, lat: 30.5505 } });
    await service.recorded(id, 'IncidentRouted');
    return (await service.get(`/v1/incidents/${id}`)).body['streetChief'];
  };
  expect(await chiefOf('april', '2026-04-30')).toBe('chief-1');
  expect(await chiefOf('may', '2026-05-01')).toBe('chief-2');
  expect(await chiefOf('last-year', '2025-12-31')).toBeUndefined();
  expect(await chiefOf('elsewhere', '2026-05-01', 114.3005)).toBeUndefined();

  const on = async (day: string) =>
    (await service.get(`/v1/street-chiefs?area=${community}&on=${day}&after=${String(body['position'])}`))
      .body['items'];
  expect(await on('2025-12-31')).toEqual([]);
  expect(await on('2026-04-30')).toEqual([
    { ...street, state: 'held', chief: 'chief-1', since: '2026-01-01' },
  ]);
  expect(await on('2026-05-01')).toMatchObject([{ chief: 'chief-2', since: '2026-05-01' }]);
  const relief = await service.post('/v1/street-chiefs/east/relieve', office, { validTo: '2026-05-10' });
  const one = `/v1/street-chiefs/east?after=${String(relief.body['position'])}`;
  expect((await service.get(one)).body).toMatchObject({ state: 'vacant', since: '2026-05-10' });
  expect(await chiefOf('vacant', '2026-05-10')).toBeUndefined();
  expect(await chiefOf('late', '2026-05-09')).toBe('chief-2');
});

test('I-26: the body of an estate patrols with a resident, and is formed by those who may, in their area', async () => {
  const body = { estate: 'jiangxinyuan', station: 'station:420105011010' };
  const elsewhere = { roles: ['street_office'], areas: ['42/01/06/'] };
  await until(async () => {
    const { status } = await service.post('/v1/estate-bodies', elsewhere, body);
    return status === 403 ? true : undefined;
  });
  expect((await service.post('/v1/estate-bodies', office, body)).status).toBe(201);
  const to = '/v1/estate-bodies/jiangxinyuan';
  expect(await service.post(`${to}/patrols`, office, { rep: 'r-1' })).toMatchObject({
    status: 422,
    body: { rule: 'I-26', code: 'no-resident-rep' },
  });
  await service.post(`${to}/reps`, office, { rep: 'r-1', validFrom: '2026-05-01' });
  const started = await service.post(`${to}/patrols`, office, { rep: 'r-1' });
  const after = `after=${String(started.body['position'])}`;
  expect((await service.get(`${to}?${after}`)).body).toMatchObject({
    ...body,
    ...{ areaPath: community, reps: ['r-1'], mayPatrol: 'yes', patrols: 1 },
  });
  expect(
    (await service.get(`/v1/estate-bodies?area=${community}&mayPatrol=no&${after}`)).body['items'],
  ).toEqual([]);
});
