import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { SqliteEventStore } from '@linli/event-sourcing';
import { createLocalIssuer } from '../src/index.ts';

const folder = await mkdtemp(join(tmpdir(), 'stop-'));
afterAll(() => rm(folder, { recursive: true }));

const keyFile = join(folder, 'key.json');
const issuer = await createLocalIssuer({ keyFile });
const token = await issuer.issue({ subject: 'x', roles: ['grid_worker'], areas: [''], ttlSeconds: 600 });

interface Service {
  readonly child: ChildProcess;
  readonly url: string;
  readonly log: string;
  /** What the service has told, in order. */
  readonly steps: string[];
  readonly output: () => string;
  /** Resolves once the service has told this. */
  told(step: string): Promise<void>;
  ended(): Promise<number | null>;
}

const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

function spawn(env: Record<string, string>, args: readonly string[] = []): ChildProcess {
  const child = fork(new URL('./sample-main.ts', import.meta.url), args, {
    execArgv: ['--conditions=@linli/source', '--import', new URL('./swc-register.mjs', import.meta.url).href],
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  running.push(child);
  return child;
}

let started = 0;

async function start(env: Record<string, string> = {}): Promise<Service> {
  const home = join(folder, String(started++));
  const log = join(home, 'log.db');
  const child = spawn({
    EVENT_STORE_URL: `sqlite:${log}`,
    READ_MODEL_URL: `sqlite:${join(home, 'views.db')}`,
    AUTH_LOCAL_KEY_FILE: keyFile,
    HTTP_PORT: '0',
    LOG_LEVEL: 'info',
    ...env,
  });
  let output = '';
  const steps: string[] = [];
  const ending = once(child, 'exit').then(([code]) => code as number | null);
  child.on('message', (step) => steps.push(String(step)));
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const address = /"address":"([^"]+)"/.exec(output)?.[1];
      if (address !== undefined) resolve(address);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    void ending.then((code) => reject(new Error(`ended with ${code}: ${output}`)));
  });
  return {
    child,
    url,
    log,
    steps,
    output: () => output,
    told: async (step) => {
      while (!steps.includes(step)) await once(child, 'message');
    },
    ended: () => ending,
  };
}

interface Post {
  readonly status: number;
  readonly commandId: string;
}

function post(url: string, agent: Agent): Promise<Post> {
  const commandId = crypto.randomUUID();
  return new Promise((resolve, reject) => {
    const sent = request(
      `${url}/v1/counts`,
      {
        method: 'POST',
        agent,
        headers: { authorization: `Bearer ${token}`, 'idempotency-key': commandId, 'content-length': 0 },
      },
      (response) => {
        response.resume();
        response.on('end', () => resolve({ status: response.statusCode ?? 0, commandId }));
        response.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end();
  });
}

describe('a service under load that gets SIGTERM', () => {
  test('loses nothing it acknowledged, answers what is in flight and exits with 0', async () => {
    const service = await start();
    const agent = new Agent({ keepAlive: true, maxSockets: 32 });
    const answers: Post[] = [];
    let refused = 0;
    let stopping = false;
    const caller = async (): Promise<void> => {
      for (;;) {
        try {
          answers.push(await post(service.url, agent));
        } catch {
          refused++;
          if (stopping) return;
        }
      }
    };
    const slow = fetch(`${service.url}/v1/counts/slow`);
    await service.told('slow request came in');
    const callers = Array.from({ length: 32 }, caller);
    while (answers.length < 500) await new Promise((resolve) => setImmediate(resolve));

    stopping = true;
    service.child.kill('SIGTERM');
    expect(await (await slow).json()).toEqual({ answered: true });
    expect(await service.ended()).toBe(0);
    await Promise.all(callers);
    agent.destroy();

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(refused).toBeGreaterThanOrEqual(32);
    const store = await SqliteEventStore.open({ file: service.log });
    const { events } = await store.readAll({ after: 0, limit: 1_000_000 });
    await store.close();
    const recorded = events.map(({ metadata }) => metadata.commandId);
    expect(new Set(recorded).size).toBe(recorded.length);
    expect(answers.filter(({ commandId }) => !recorded.includes(commandId))).toEqual([]);
  });

  test('ends in order: requests, streams, subscriptions, Nest, stores', async () => {
    const service = await start();
    const slow = fetch(`${service.url}/v1/counts/slow`);
    await service.told('slow request came in');
    service.child.kill('SIGTERM');
    await slow;
    expect(await service.ended()).toBe(0);
    expect(service.steps.slice(service.steps.indexOf('streams closed'))).toEqual([
      'streams closed',
      'slow request answered',
      'subscriptions closed',
      'before application shutdown',
      'on application shutdown',
      'exit',
    ]);
    expect(service.output()).toContain('"msg":"stopped"');
  });

  test('is not ready any more while it still answers', async () => {
    const service = await start({ STOP_DRAIN_DELAY_MS: '3000' });
    expect((await fetch(`${service.url}/health/ready`)).status).toBe(200);
    service.child.kill('SIGTERM');
    let ready = await fetch(`${service.url}/health/ready`);
    while (ready.status === 200) ready = await fetch(`${service.url}/health/ready`);
    expect(ready.status).toBe(503);
    expect(ready.headers.get('connection')).toBe('close');
    expect(await ready.json()).toMatchObject({ code: 'not-ready', checks: { stopping: { ready: false } } });
    expect((await fetch(`${service.url}/v1/counts`, { method: 'POST' })).status).toBe(401);
    expect(await service.ended()).toBe(0);
  });

  test('lets a stream say farewell', async () => {
    const service = await start({ POLITE: '1' });
    const stream = await fetch(`${service.url}/v1/counts/stuck`);
    await service.told('stuck request came in');
    service.child.kill('SIGTERM');
    expect(await stream.text()).toBe(': hello\n\nevent: bye\n\n');
    expect(await service.ended()).toBe(0);
    expect(service.output()).not.toContain('connections cut');
  });

  test('cuts a connection that does not end in time, and says so', async () => {
    const service = await start({ STOP_TIMEOUT_MS: '200' });
    const stream = await fetch(`${service.url}/v1/counts/stuck`);
    await service.told('stuck request came in');
    service.child.kill('SIGTERM');
    await expect(stream.text()).rejects.toThrow();
    expect(await service.ended()).toBe(0);
    expect(service.output()).toContain('"connections":1');
  });

  test('ends at once at the second signal', async () => {
    const service = await start({ STOP_DRAIN_DELAY_MS: '600000' });
    service.child.kill('SIGTERM');
    while (!service.output().includes('"msg":"stopping"')) await once(service.child.stdout!, 'data');
    service.child.kill('SIGTERM');
    expect(await service.ended()).toBe(1);
  });
});

describe('a service that cannot start', () => {
  async function failed(env: Record<string, string>, args: readonly string[] = []) {
    const child = spawn(env, args);
    let output = '';
    child.stdout?.on('data', (chunk) => (output += String(chunk)));
    child.stderr?.on('data', (chunk) => (output += String(chunk)));
    const [code] = (await once(child, 'close')) as [number];
    return { code, output };
  }

  test('names every wrong setting at once and exits with 78', async () => {
    const { code, output } = await failed({ HTTP_PORT: 'x', TENANT: 'Not Good', EVENT_STORE_URL: 'file.db' });
    expect(code).toBe(78);
    expect(output).toContain('incidents cannot start: the configuration has 3 problems');
    expect(output).toContain('- HTTP_PORT is "x"');
    expect(output).toContain('- TENANT is "Not Good"');
    expect(output).toContain('- EVENT_STORE_URL is "file.db"');
    expect(output).not.toContain('    at ');
  });

  test('names a log on the bus that nobody knows', async () => {
    const { code, output } = await failed({
      AUTH_LOCAL_KEY_FILE: keyFile,
      EVENT_BUS_URL: 'embedded:?weather=/tmp/weather.db',
      EVENT_STORE_URL: `sqlite:${join(folder, 'never.db')}`,
    });
    expect(code).toBe(78);
    expect(output).toContain('EVENT_BUS_URL names the log "weather"');
  });

  test('says that its port is taken and leaves its files closed', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const home = join(folder, 'taken');
    const settings = {
      AUTH_LOCAL_KEY_FILE: keyFile,
      EVENT_STORE_URL: `sqlite:${join(home, 'log.db')}`,
      READ_MODEL_URL: `sqlite:${join(home, 'views.db')}`,
      HTTP_PORT: String(port),
    };
    const { code, output } = await failed(settings);
    taken.close();
    expect(code).toBe(1);
    expect(output).toContain('EADDRINUSE');
    const store = await SqliteEventStore.open({ file: join(home, 'log.db') });
    expect(await store.head()).toBe(0);
    await store.close();
  });

  test('prints its settings when asked for help', async () => {
    const { code, output } = await failed({}, ['--help']);
    expect(code).toBe(0);
    expect(output).toContain('| `EVENT_STORE_URL` |');
    expect(output).toContain('| a whole number from 0 to 65535 | – | `3000` | no |');
  });
});
