import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { IncidentsModule } from '@linli/incidents';
import { ResidentsModule } from '@linli/residents';
import { HandClock, runContext, type RunningContext } from '@linli/service-kit/testing';

const grid = '42/01/05/011/010/A1/B07/U021/G0431/';
const subject = '7d3c1a52-9b1e-4f0a-8c55-2a6c0e9d4411';
const clock = new HandClock('2026-05-29 09:00');
let folder: string;
let residents: RunningContext;
let incidents: RunningContext;
let plan: string;

const startResidents = () =>
  runContext(ResidentsModule, {
    clock,
    folder: join(folder, 'residents'),
    options: { seed: 'jiangxinyuan' },
  });
const startIncidents = () =>
  runContext(IncidentsModule, {
    clock,
    folder: join(folder, 'incidents'),
    logs: { residents: residents.store },
  });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'care-chain-'));
  await Promise.all(['residents', 'incidents'].map((name) => mkdir(join(folder, name))));
  residents = await startResidents();
  incidents = await startIncidents();
  const body = { subject, care: 'living_alone', areaPath: grid, validFrom: '2026-05-30' };
  const answer = await residents.post('/v1/care-plans', body);
  plan = String(answer.body.streamId).slice('care-'.length);
  await until(() => opened('202605'));
});
afterAll(async () => {
  await incidents.stop();
  await residents.stop();
  await rm(folder, { recursive: true });
});

/** Looks until there is an answer; the spec's own limit ends it where none comes. */
async function until<Value>(find: () => Promise<Value | undefined>): Promise<Value> {
  for (;;) {
    const found = await find();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
async function eventsOf(context: RunningContext, type: string) {
  const { events } = await context.store.readAll({ after: 0, limit: 5_000 });
  return events.filter((event) => event.type === type);
}
async function opened(month: string) {
  const events = await residents.store.readStream(`care-month-${plan}-${month}`);
  return events.length > 0 ? events : undefined;
}
const missed = (count: number) =>
  until(async () => {
    const events = await eventsOf(residents, 'CareTaskMissed');
    return events.length >= count ? events : undefined;
  });
const reported = (count: number) =>
  until(async () => {
    const events = await eventsOf(incidents, 'IncidentReported');
    return events.length >= count ? events : undefined;
  });

describe('X7: a task of care that was missed is an incident', () => {
  test('R-48: done in the slot and told within the grace, nothing is missed and nothing reported', async () => {
    clock.set('2026-05-30 19:59');
    const call = { occurredAt: '2026-05-30T17:59:00+08:00' };
    expect(await residents.post(`/v1/care-plans/${plan}/tasks`, call)).toMatchObject({ status: 201 });
  });

  test('R-48: a daily call that was missed is known the same day, and is one urgent incident', async () => {
    clock.set('2026-05-31 20:01');
    const [miss] = await missed(1);
    expect(miss).toMatchObject({ data: { subject, day: '2026-05-31', slot: 'daily_call' } });
    const [report, ...more] = await reported(1);
    expect(more).toEqual([]);
    expect(report).toMatchObject({
      streamId: `incident-${miss?.id}`,
      data: { severity: 'urgent', subject, occurredAt: '2026-05-31T10:00:00.000Z' },
      metadata: { causationId: miss?.id, correlationId: miss?.metadata.correlationId },
    });
    // As of before the timer, nobody had been missed.
    const before = await residents.get(
      `/v1/care-months/${plan}-202605?asOf=residents:${Number(miss?.position) - 1}`,
    );
    expect(before.body).toMatchObject({ done: 1, missed: 0 });
  });

  test('R-08: the contact act that answers it cites the task, which the incident is called after', async () => {
    const { body } = await residents.get(`/v1/care-months/${plan}-202605`);
    const [gap] = (body as { gaps: { task: string }[] }).gaps;
    const careTask = String(gap?.task);
    const act = { areaPath: grid, act: 'a-1', kind: 'enter_home', resident: subject, careTask };
    const answer = await residents.post('/v1/grid-books/contact-acts', {
      ...act,
      occurredAt: '2026-05-31T20:00:00+08:00',
    });
    expect(answer).toMatchObject({ status: 201 });
    const incident = await incidents.get(`/v1/incidents/${careTask}`);
    expect(incident.body).toMatchObject({ subject, source: { system: 'care', reference: careTask } });
    const [recorded] = await eventsOf(residents, 'ContactActRecorded');
    expect(recorded?.data).toMatchObject({ careTask, heart: 'patience' });
  });

  test('R-48: delivered again to a service that has lost its views, the task has the same incident', async () => {
    await incidents.stop();
    for (const end of ['', '-wal', '-shm'])
      await rm(join(folder, 'incidents', `views.db${end}`), { force: true });
    incidents = await startIncidents();
    // Behind the next missed task, the first has been delivered for the second time.
    clock.set('2026-06-01 00:01');
    await until(() => opened('202606'));
    clock.set('2026-06-01 20:01');
    const misses = await missed(2);
    const reports = await reported(2);
    expect(reports.map(({ streamId }) => streamId)).toEqual(misses.map(({ id }) => `incident-${id}`));
  });

  test('R-48: missed while either service was down, each task is reported once when they are back', async () => {
    await incidents.stop();
    await residents.stop();
    clock.set('2026-06-03 20:01');
    residents = await startResidents();
    const misses = await missed(4);
    incidents = await startIncidents();
    const reports = await reported(4);
    expect(misses.map(({ data }) => (data as { day: string }).day)).toEqual([
      ...['2026-05-31', '2026-06-01', '2026-06-02', '2026-06-03'],
    ]);
    expect(reports.map(({ streamId }) => streamId)).toEqual(misses.map(({ id }) => `incident-${id}`));
  });
});
