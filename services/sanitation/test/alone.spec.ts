import { afterAll, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createLocalIssuer } from '@linli/service-kit';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
if (!existsSync(main)) throw new Error(`${main} is not built: nx build sanitation`);
const folder = await mkdtemp(join(tmpdir(), 'sanitation-'));
const keyFile = join(folder, 'key.json');
const issuer = await createLocalIssuer({ keyFile });
/** As `nx serve sanitation` starts it: built code, settings from the environment. */
const child = spawn(process.execPath, [main], {
  env: {
    EVENT_STORE_URL: `sqlite:${join(folder, 'log.db')}`,
    READ_MODEL_URL: `sqlite:${join(folder, 'views.db')}`,
    AUTH_LOCAL_KEY_FILE: keyFile,
    HTTP_PORT: '0',
  },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const ended = once(child, 'exit').then(([code]) => code as number | null);
afterAll(async () => {
  child.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

async function addressOf(): Promise<string> {
  for await (const line of createInterface({ input: child.stdout })) {
    const { address } = JSON.parse(line) as { readonly address?: string };
    if (address !== undefined) return address;
  }
  throw new Error(`the service ended with ${await ended} before it listened`);
}

test('sanitation started alone becomes ready, takes a report, measures what follows its log and ends in order', async () => {
  const address = await addressOf();
  child.stdout.resume();
  while (!(await fetch(`${address}/health/ready`)).ok);
  const token = await issuer.issue({ subject: 'w', roles: ['grid_worker'], areas: [''], ttlSeconds: 60 });
  const reported = await fetch(`${address}/v1/road-defects`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': 'reported-alone',
    },
    body: JSON.stringify({ part: 'kerb_stone', fault: 'broken', areaPath: '42/01/05/011/010/' }),
  });
  expect(reported.status).toBe(201);
  const metrics = await (await fetch(`${address}/metrics`)).text();
  for (const projection of ['road-defects', 'sanitation-agenda'])
    expect(metrics).toContain(`linli_projection_parked_events{projection="${projection}"} 0`);
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
});
