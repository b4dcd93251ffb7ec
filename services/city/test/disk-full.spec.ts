import { afterAll, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OperationsStatus } from '@linli/operations/api';
import { SqliteEventStore, verifyLog } from '@linli/event-sourcing';
import { eventually, read, startCity, tokenOf, type CityProcess } from './city-process.ts';

const data = mkdtempSync(join(tmpdir(), 'linli-full-'));
afterAll(() => rmSync(data, { recursive: true, force: true }));

/** Lets no file of the process grow beyond so many bytes; the system answers its writes as a full disk would. */
function limitFiles(city: CityProcess, bytes: number | 'unlimited'): void {
  execFileSync('prlimit', [`--pid=${city.child.pid}`, `--fsize=${bytes}:unlimited`]);
}

async function report(
  city: CityProcess,
  token: string,
  key: string,
): Promise<{ status: number; type?: string; incidentId?: string }> {
  const response = await fetch(`${city.origin}/v1/incidents`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, 'idempotency-key': key },
    body: JSON.stringify({ channel: 'app', occurredAt: '2026-05-01T00:05:00.000Z', severity: 'normal' }),
  });
  const { type, incidentId } = (await response.json()) as { type?: string; incidentId?: string };
  return { status: response.status, type, incidentId };
}

describe('a city whose disk is full', () => {
  test('answers commands with 507, loses nothing, and goes on when there is space', async () => {
    const city = await startCity({ data, args: ['--no-play'] });
    const token = await tokenOf(data, ['grid_worker', 'viewer']);
    await eventually(
      () => fetch(`${city.origin}/health/ready`),
      (answer) => answer.status === 200,
    );
    const wal = statSync(join(data, 'incidents.log.db-wal')).size;
    limitFiles(city, wal + 200_000);

    const acknowledged: string[] = [];
    const refused: string[] = [];
    for (let round = 0; round < 3_000 && refused.length < 20; round += 1) {
      const key = randomUUID();
      const answer = await report(city, token, key);
      if (answer.status === 201) acknowledged.push(`incident-${answer.incidentId}`);
      else {
        expect(answer).toEqual({
          status: 507,
          type: expect.stringMatching(/^https:\/\/linli\.cn\/problems\//),
        });
        refused.push(key);
      }
    }
    expect(acknowledged.length).toBeGreaterThan(10);
    expect(refused.length).toBeGreaterThanOrEqual(20);
    expect((await fetch(`${city.origin}/health/live`)).status).toBe(200);

    limitFiles(city, 'unlimited');
    const { incidentId } = await eventually(
      () => report(city, token, refused[0] as string),
      (answer) => answer.status === 201,
    );
    // Views whose batches found no space catch up by themselves.
    await eventually(
      () => read<OperationsStatus>(city, token, '/v1/operations/status'),
      (status) => status.sources.every((source) => source.position === source.head && source.head > 0),
    );
    expect(await city.stop('SIGTERM')).toBe(0);

    expect((await verifyLog(join(data, 'incidents.log.db'))).damages).toEqual([]);
    const log = await SqliteEventStore.open({ file: join(data, 'incidents.log.db'), readOnly: true });
    const { events } = await log.readAll({
      after: 0,
      limit: 50_000,
      filter: { types: ['IncidentReported'] },
    });
    await log.close();
    const recorded = events.map(({ streamId }) => streamId).sort();
    expect(recorded).toEqual([...acknowledged, `incident-${incidentId}`].sort());
  }, 180_000);
});
