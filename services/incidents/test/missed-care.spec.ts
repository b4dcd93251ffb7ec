import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { InMemoryEventStore } from '@linli/event-sourcing';
import { HandClock, runContext, type RunningContext } from '@linli/service-kit/testing';
import { IncidentsModule } from '../src/index.ts';
import { newFolder, recordGrids, tenant, until } from './running-service.ts';

const folder = await newFolder();
afterAll(() => folder.remove());
const subject = '7d3c1a52-9b1e-4f0a-8c55-2a6c0e9d4411';
const clock = new HandClock('2026-05-11 20:01');
const residents = new InMemoryEventStore({ now: () => clock.now().getTime() });
const missedId = (n: number) => `01980000-0000-7000-9000-00000000000${n}`;

async function miss(n: number, day: string): Promise<void> {
  const data = {
    ...{ plan: '0b9f6a1e-4c1d-5a77-9d0e-3f6f0c1a2b3c', subject, care: 'living_alone' },
    ...{ day, slot: 'daily_call', slotEnd: `${day}T10:00:00.000Z`, due: '2026-05-31T16:00:00.000Z' },
  };
  const metadata = { commandId: `miss-${n}`, correlationId: `miss-${n}`, actor: 'policy:timer', tenant };
  await residents.append(
    'care-month-test-202605',
    [{ id: missedId(n), type: 'CareTaskMissed', version: 1, data, metadata }],
    'any',
  );
}
const start = () => runContext(IncidentsModule, { clock, folder: folder.path, logs: { residents } });
const reportsOf = async ({ store }: RunningContext) =>
  (await store.readAll({ after: 0, limit: 1_000 })).events.filter(({ type }) => type === 'IncidentReported');
const reported = (city: RunningContext, count: number) =>
  until(async () => {
    const reports = await reportsOf(city);
    return reports.length >= count ? reports : undefined;
  });

test('R-48: one missed task is one urgent incident about a pseudonym, also after a restart without the views', async () => {
  await recordGrids(residents);
  await miss(1, '2026-05-11');
  const first = await start();
  const [report] = await reported(first, 1);
  expect(report).toMatchObject({
    streamId: `incident-${missedId(1)}`,
    data: {
      channel: 'sensor',
      occurredAt: '2026-05-11T10:00:00.000Z',
      severity: 'urgent',
      subject,
      source: { system: 'care', reference: missedId(1) },
    },
    metadata: { causationId: missedId(1), correlationId: 'miss-1', actor: 'policy:report-missed-care' },
  });
  expect((await first.get(`/v1/incidents/${missedId(1)}`)).body).toMatchObject({
    subject,
    severity: 'urgent',
  });
  await first.stop();
  // With the checkpoints gone, the event is delivered again.
  for (const end of ['', '-wal', '-shm']) await rm(join(folder.path, `views.db${end}`), { force: true });

  await miss(2, '2026-05-10');
  const second = await start();
  const reports = await reported(second, 2);
  expect(reports.map(({ streamId }) => streamId)).toEqual([
    `incident-${missedId(1)}`,
    `incident-${missedId(2)}`,
  ]);
  await second.stop();
});
