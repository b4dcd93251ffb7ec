import { afterAll, describe, expect, test } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { SqliteEventStore } from '@linli/event-sourcing';
import { createLocalIssuer } from '@linli/service-kit';
import { newFolder, recordGrids, until } from './running-service.ts';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const folder = await newFolder();
const keyFile = join(folder.path, 'key.json');
const issuer = await createLocalIssuer({ keyFile });
const running: ChildProcess[] = [];
afterAll(async () => {
  for (const child of running) child.kill('SIGKILL');
  await folder.remove();
});

/** The service as `nx serve incidents` starts it: built code, settings from the environment. */
async function start(
  env: Record<string, string>,
): Promise<{ address: string; stop(): Promise<number | null> }> {
  if (!existsSync(main)) throw new Error(`${main} is not built: nx build incidents`);
  const child = spawn(process.execPath, [main], {
    env: {
      EVENT_STORE_URL: `sqlite:${join(folder.path, 'log.db')}`,
      READ_MODEL_URL: `sqlite:${join(folder.path, 'views.db')}`,
      AUTH_LOCAL_KEY_FILE: keyFile,
      HTTP_PORT: '0',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.push(child);
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const address = await Promise.race([
    (async () => {
      for await (const line of createInterface({ input: child.stdout })) {
        const found = (JSON.parse(line) as { address?: string }).address;
        if (found !== undefined) return found;
      }
      throw new Error('the service ended before it listened');
    })(),
    ended.then((code) => {
      throw new Error(`the service ended with ${code}`);
    }),
  ]);
  child.stdout.resume();
  return {
    address,
    stop() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

async function report(address: string, key: string): Promise<Record<string, unknown>> {
  const token = await issuer.issue({
    subject: 'w',
    roles: ['grid_worker', 'viewer'],
    areas: [''],
    ttlSeconds: 60,
  });
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`${address}/v1/incidents`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({
      channel: 'app',
      occurredAt: '2026-05-11T09:00:00+08:00',
      severity: 'normal',
      point: { lon: 114.2005, lat: 30.5505 },
      category: { standard: 'GB/T-47678.5', kind: 'matter', code: '06010' },
    }),
  });
  const { incidentId } = (await response.json()) as { incidentId: string };
  const read = await fetch(`${address}/v1/incidents/${incidentId}`, { headers });
  return (await read.json()) as Record<string, unknown>;
}

const ready = (address: string): Promise<true> =>
  until(async () => ((await fetch(`${address}/health/ready`)).ok ? true : undefined));

describe('the incidents service started alone', () => {
  test('takes reports with nothing of the other services, and locates them once it knows grids; all it follows is measured', async () => {
    const alone = await start({});
    await ready(alone.address);
    expect(await report(alone.address, 'reported-alone')).toMatchObject({ stage: 'classified' });
    expect(await alone.stop()).toBe(0);

    const file = join(folder.path, 'residents.db');
    const residents = await SqliteEventStore.open({ file });
    await recordGrids(residents);
    await residents.close();
    const fed = await start({ EVENT_BUS_URL: `embedded:?residents=${file}` });
    await ready(fed.address);
    expect(await report(fed.address, 'reported-with-grids')).toMatchObject({
      place: { gridCode: 'G0001' },
      judgedBy: { catalogue: 1 },
    });
    const metrics = await (await fetch(`${fed.address}/metrics`)).text();
    for (const projection of ['incidents-grids', 'incidents-agenda', 'route-located-incidents']) {
      expect(metrics).toContain(`linli_projection_parked_events{projection="${projection}"} 0`);
      expect(metrics).toContain(`linli_projection_lag_events{projection="${projection}",source=`);
    }
    expect(await fed.stop()).toBe(0);
  });
});
