import { afterAll, describe, expect, test } from '@jest/globals';
import { randomInt, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqliteEventStore, verifyLog } from '@linli/event-sourcing';
import { jiangxinyuanPlan } from '@linli/residents';
import type { RecordedEvent } from '@linli/contracts';
import { scopedCommandId } from '@linli/service-kit';
import { TENANT } from '../src/city.ts';
import type { GridCounts, OperationsStatus } from '@linli/operations/api';
import { eventually, read, startCity, tokenOf, type CityProcess } from './city-process.ts';

const data = mkdtempSync(join(tmpdir(), 'linli-kill-'));
afterAll(() => rmSync(data, { recursive: true, force: true }));

const kills = 20;
const callers = 16;
const grids = jiangxinyuanPlan().grids;

function report(): string {
  const ring = grids[randomInt(grids.length)]?.polygon.slice(0, -1) ?? [];
  const mean = (axis: 0 | 1) => ring.reduce((sum, corner) => sum + (corner[axis] ?? 0), 0) / ring.length;
  return JSON.stringify({
    channel: 'grid_worker',
    occurredAt: '2026-05-01T00:05:00.000Z',
    severity: 'normal',
    point: { lon: mean(0), lat: mean(1) },
    category: { standard: 'GB/T-47678.5', kind: 'matter', code: '06010' },
  });
}

/** Reports as fast as answers come until the city is gone; command ids whose report was acknowledged. */
async function storm(
  city: CityProcess,
  token: string,
  acknowledged: string[],
  onFirst: () => void,
): Promise<void> {
  await Promise.all(
    Array.from({ length: callers }, async () => {
      for (;;) {
        const key = randomUUID();
        try {
          const response = await fetch(`${city.origin}/v1/incidents`, {
            method: 'POST',
            headers: {
              'content-type': 'application/json',
              authorization: `Bearer ${token}`,
              'idempotency-key': key,
            },
            body: report(),
          });
          if (response.status !== 201) throw new Error(`${response.status}: ${await response.text()}`);
          await response.arrayBuffer();
        } catch (problem) {
          if ((problem as Error).name === 'TypeError') return; // the connection went with the process
          throw problem;
        }
        acknowledged.push(scopedCommandId(TENANT, 'test', key));
        onFirst();
      }
    }),
  );
}

describe('kill -9 in the middle of a storm of commands', () => {
  test(`${kills} times at random moments: every acknowledged command is in the log exactly once, none half, and the views equal the fold`, async () => {
    const acknowledged: string[] = [];
    for (let round = 0; round < kills; round += 1) {
      const city = await startCity({ data, args: ['--no-play'] });
      const token = await tokenOf(data, ['grid_worker']);
      await eventually(
        () => fetch(`${city.origin}/health/ready`),
        (answer) => answer.status === 200,
      );
      let armed = false;
      await storm(city, token, acknowledged, () => {
        if (armed) return;
        armed = true;
        setTimeout(() => void city.stop('SIGKILL'), randomInt(400));
      });
      await city.ended;
    }

    const city = await startCity({ data, args: ['--no-play'] });
    const token = await tokenOf(data, ['viewer']);
    await eventually(
      () => read<OperationsStatus>(city, token, '/v1/operations/status'),
      (status) => status.sources.every((source) => source.position === source.head && source.head > 0),
    );
    const counts = await read<GridCounts>(city, token, '/v1/operations/grids/counts');
    expect(await city.stop('SIGTERM')).toBe(0);

    const events = await everything(join(data, 'incidents.log.db'));
    const reports = new Map<string, RecordedEvent[]>();
    for (const event of events) {
      if (!event.streamId.startsWith('incident-')) continue;
      const first = events.length > 0 && event.type === 'IncidentReported';
      if (first) expect(reports.has(event.metadata.commandId)).toBe(false);
      const group = reports.get(event.metadata.commandId) ?? [];
      group.push(event);
      reports.set(event.metadata.commandId, group);
    }
    expect(acknowledged.length).toBeGreaterThan(kills);
    for (const id of acknowledged) {
      const types = (reports.get(id) ?? []).map((event) => event.type);
      expect(types).toEqual(
        expect.arrayContaining(['IncidentReported', 'IncidentClassified', 'IncidentLocated', 'ClockStarted']),
      );
      expect(new Set(types).size).toBe(types.length);
    }
    // A report is four facts or none: no stream stops in the middle of its first append.
    const located = events.filter((event) => event.type === 'IncidentLocated');
    expect(located).toHaveLength(events.filter((event) => event.type === 'IncidentReported').length);

    const folded = new Map<string, number>();
    for (const { data } of located) {
      const { gridCode } = data as { gridCode: string };
      folded.set(gridCode, (folded.get(gridCode) ?? 0) + 1);
    }
    const shown = new Map(counts.items.filter((grid) => grid.open > 0).map((grid) => [grid.code, grid.open]));
    expect(shown).toEqual(folded);
    expect((await verifyLog(join(data, 'incidents.log.db'))).damages).toEqual([]);
  }, 600_000);
});

async function everything(file: string): Promise<RecordedEvent[]> {
  const log = await SqliteEventStore.open({ file, readOnly: true });
  const events: RecordedEvent[] = [];
  for (let after = 0; ;) {
    const page = await log.readAll({ after, limit: 5_000 });
    events.push(...page.events);
    after = page.position;
    if (after >= page.head) break;
  }
  await log.close();
  return events;
}
