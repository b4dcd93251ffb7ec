import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { EventStore } from '@linli/event-sourcing';
import { newEvent } from '../../test/new-event.ts';
import { type Clock, systemClock } from '../engines.ts';
import { ReadinessRegistry } from '../health/readiness.ts';
import { createLogger } from '../logging/logger.ts';
import { openLog, reportLog } from './open-log.ts';

const hour = 3_600_000;
const journal = createLogger({ service: 'incidents', level: 'silent' });
let folder: string;
let store: EventStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'log-'));
});
afterEach(async () => {
  jest.restoreAllMocks();
  await store.close();
  await rm(folder, { recursive: true });
});

async function opened(clock: Clock): Promise<ReadinessRegistry> {
  const settings = { EVENT_STORE_URL: `sqlite:${join(folder, 'log.db')}` };
  store = await openLog({ context: 'incidents', settings }, { tenant: 'wuhan', journal, clock });
  const readiness = new ReadinessRegistry();
  reportLog('incidents', store, readiness);
  return readiness;
}
const report = () => store.append('incident-1', [newEvent('IncidentReported')], 'any');

test('a service whose log takes nothing is not ready, and is so again when it does', async () => {
  let time = Date.UTC(2026, 4, 1);
  const readiness = await opened({ now: () => new Date(time), rate: 60 });
  await report();
  expect(readiness.report()).toEqual({
    ready: true,
    checks: { 'incidents.log': { ready: true, detail: 'takes commands' } },
  });
  time = Date.UTC(2099, 0, 1);
  expect(readiness.report()).toMatchObject({
    ready: false,
    checks: { 'incidents.log': { ready: false, detail: expect.stringContaining('Set the clock right') } },
  });
  time = Date.UTC(2026, 4, 2);
  expect(readiness.report()).toMatchObject({ ready: true });
});

test('the clock of the system is left to the log, which sees it jump', async () => {
  await opened(systemClock);
  await report();
  const system = Date.now;
  jest.spyOn(Date, 'now').mockImplementation(() => system() + 2 * hour);
  await expect(report()).rejects.toMatchObject({ reason: 'clock' });
});
