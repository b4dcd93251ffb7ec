import { afterAll, expect, test } from '@jest/globals';
import { HandClock, type TestCaller } from '@linli/service-kit/testing';
import { newFolder, startService, until } from './running-service.ts';

const folder = await newFolder();
const clock = new HandClock('2026-05-11 09:00');
let service = await startService(folder.path, { clock });
afterAll(async () => {
  await service.stop();
  await folder.remove();
});

const patroller: TestCaller = { roles: ['patroller'] };
const areaPath = '42/01/05/011/010/';
const stall = {
  category: { standard: 'GB/T-47678.5', kind: 'matter', code: '09006' },
  severity: 'normal',
  point: { lon: 114.2005, lat: 30.5505 },
  areaPath,
};

async function log(): Promise<string> {
  const { status, body } = await service.post('/v1/patrol-findings', patroller, stall);
  expect(status).toBe(201);
  return String(body['streamId']).slice('patrol-finding-'.length);
}

test('I-01, X2: what words could not end is an incident that the enforcement leads, once, also after a restart', async () => {
  const id = await log();
  const at = `/v1/patrol-findings/${id}`;
  expect((await service.post(`${at}/report`, patroller)).body).toMatchObject({
    rule: 'I-01',
    code: 'not-dissuaded',
  });
  await service.post(`${at}/dissuade`, patroller, { result: 'failed' });
  const { body } = await service.post(`${at}/report`, patroller);
  const shown = (await service.get(`${at}?after=${String(body['position'])}`)).body;
  expect(shown).toMatchObject({
    id,
    state: 'reported',
    attempts: 1,
    missed: false,
    unit: 'enforcement:420105',
  });
  const reported = (await service.store.readStream(`patrol-finding-${id}`)).at(-1);
  const incidentId = String(reported?.id);
  const events = await service.recorded(incidentId, 'IncidentRouted');
  expect(events[0]).toMatchObject({
    type: 'IncidentReported',
    data: { channel: 'patrol', referral: { finding: id, unit: 'enforcement:420105' } },
    metadata: { causationId: incidentId, correlationId: reported?.metadata.correlationId },
  });
  expect((await service.get(`/v1/incidents/${incidentId}`)).body).toMatchObject({
    leadUnit: 'enforcement:420105',
    supportUnits: ['community:420105011010'],
  });

  await service.stop();
  service = await startService(folder.path, { clock });
  await service.report('comes-behind').then((witness) => service.recorded(witness, 'IncidentRouted'));
  expect(await service.eventsOf(incidentId)).toHaveLength(events.length);
});

test('I-01: nobody opens an incident with a referral by hand', async () => {
  const answer = await service.post(
    '/v1/incidents',
    { roles: ['grid_worker'] },
    {
      channel: 'app',
      occurredAt: clock.now().toISOString(),
      severity: 'normal',
      referral: { finding: 'x', unit: 'enforcement:420105' },
    },
  );
  expect(answer.status).toBe(400);
});

test('I-08: where patrols are is sampled, and found by area and day', async () => {
  const tell = (takenAt: string, lon: number) =>
    service.post('/v1/patrol-positions', patroller, { patrol: 'p7', takenAt, point: { lon, lat: 30.5505 } });
  expect((await tell('2026-05-11T08:20:00+08:00', 114.2005)).status).toBe(201);
  expect((await tell('2026-05-11T08:21:00+08:00', 114.2015)).status).toBe(200);
  await tell('2026-05-11T08:40:00+08:00', 114.2015);
  const { body } = await tell('2026-05-11T08:30:00+08:00', 114.2005);
  const after = String(body['position']);
  const tracks = async (query: string) =>
    (await service.get(`/v1/patrol-tracks?after=${after}&${query}`, { roles: ['dispatcher'] })).body['items'];
  expect(await tracks(`area=${areaPath}A1/B01/U001/G0002/&day=2026-05-11`)).toMatchObject([
    {
      patrol: 'p7',
      day: '2026-05-11',
      positions: [{ gridCode: 'G0001' }, { gridCode: 'G0001' }, { gridCode: 'G0002' }],
    },
  ]);
  expect(await tracks(`area=${areaPath}A1/B01/U001/G0001/`)).toEqual([]);
  expect(await tracks('day=2026-05-12')).toEqual([]);
  const elsewhere = { roles: ['patroller'], areas: ['42/01/06/'] };
  const position = {
    patrol: 'p7',
    takenAt: '2026-05-11T08:50:00+08:00',
    point: { lon: 114.2005, lat: 30.5505 },
  };
  expect((await service.post('/v1/patrol-positions', elsewhere, position)).status).toBe(403);
  expect((await service.get(`/v1/patrol-tracks?area=${areaPath}`)).status).toBe(403);
});

test('I-02: the timer marks a dissuasion that has come to nothing by its due time', async () => {
  const id = await log();
  clock.set('2026-05-11 10:01');
  const events = await until(async () => {
    const found = await service.store.readStream(`patrol-finding-${id}`);
    return found.some(({ type }) => type === 'DissuasionDeadlineMissed') ? found : undefined;
  });
  expect(events.map(({ type }) => type)).toEqual(['PatrolFindingLogged', 'DissuasionDeadlineMissed']);
  expect(events[1]).toMatchObject({
    data: { due: '2026-05-11T02:00:00.000Z' },
    metadata: { actor: 'policy:timer' },
  });
  const after = `incidents:${String(events[1]?.position)}`;
  const { body } = await service.get(`/v1/patrol-findings?area=${areaPath}&state=open&after=${after}`);
  expect(body['items']).toMatchObject([{ id, missed: true, attempts: 0 }]);
});
