import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import autocannon, { type Request } from 'autocannon';
import { median, print, type Figure } from '../figure.ts';

const body = JSON.stringify({
  channel: 'grid_worker',
  occurredAt: '2026-05-01T00:05:00.000Z',
  severity: 'normal',
  point: { lon: 114.2, lat: 30.545 },
  category: { standard: 'GB/T-47678.5', kind: 'matter', code: '06010' },
});

interface Served {
  readonly origin: string;
  readonly token: string;
}

async function serve(name: string): Promise<Served & { stop(): void }> {
  const child = fork(fileURLToPath(new URL(`./${name}.js`, import.meta.url)), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const served = await new Promise<Served>((resolve, reject) => {
    child.once('message', (message) => resolve(message as Served));
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code}`)));
  });
  return { ...served, stop: () => child.disconnect() };
}

async function load({ origin, token }: Served, seconds: number) {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const result = await autocannon({
    url: `${origin}/v1/incidents`,
    connections: 64,
    duration: seconds,
    requests: [
      {
        method: 'POST',
        headers,
        body,
        setupRequest: (request: Request): Request => ({
          ...request,
          headers: { ...headers, 'idempotency-key': randomUUID() },
        }),
      },
    ],
  });
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(
      `${result.non2xx} answers were not 2xx, ${result.errors} failed; statuses ${JSON.stringify(result.statusCodeStats)}`,
    );
  }
  return { rate: result.requests.average, p99: result.latency.p99 };
}

/** Reports over HTTP, 64 connections, durable and authenticated, beside an empty validated route of the same framework. */
export async function reportsOverHttp(rounds = 5, seconds = 5): Promise<Figure[]> {
  const bare = await serve('bare-app');
  const ours = await serve('incidents-app');
  try {
    await load(bare, 2);
    await load(ours, 2);
    const base: number[] = [];
    const rate: number[] = [];
    const p99: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      base.push((await load(bare, seconds)).rate);
      const measured = await load(ours, seconds);
      rate.push(measured.rate);
      p99.push(measured.p99);
    }
    const baseline = { name: 'an empty validated Nest/Fastify route', value: median(base) };
    return [
      {
        name: 'POST report incident over HTTP, 64 connections, durable, authenticated',
        value: median(rate),
        unit: 'requests/s',
        baseline,
        ratio: median(rate) / baseline.value,
        target: '≥ 0.5 ×',
      },
      { name: 'POST report incident, p99', value: median(p99), unit: 'ms', target: '≤ 50 ms' },
    ];
  } finally {
    bare.stop();
    ours.stop();
  }
}

if (import.meta.main) print(await reportsOverHttp());
