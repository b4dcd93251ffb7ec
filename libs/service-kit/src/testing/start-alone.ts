import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createLocalIssuer } from '../auth/local-issuer.ts';
import type { Answer, TestCaller } from './run-context.ts';

/** A service that runs as a process of its own. */
export interface AloneService {
  /** Where it listens: `http://127.0.0.1:41234`. */
  readonly address: string;
  get(path: string, as: TestCaller): Promise<Answer>;
  /** With the idempotency key it is given. */
  post(path: string, body: object, as: TestCaller, key: string): Promise<Answer>;
  /** Every line of `/metrics`. */
  metrics(): Promise<string>;
  /** Asks it to end and answers the code it ended with. */
  stop(): Promise<number | null>;
}

/** A folder of logs and views in which a service is started, stopped and started again. */
export interface AloneFolder {
  readonly path: string;
  /** As `nx serve` starts it: built code, settings from the environment. Resolves once it is ready. */
  start(env?: Readonly<Record<string, string>>): Promise<AloneService>;
  /** Ends what still runs and removes the folder. */
  remove(): Promise<void>;
}

/** For the spec that a service starts with nothing of the others; `main` is its built `main.js`. */
export async function aloneFolder(main: URL): Promise<AloneFolder> {
  const file = fileURLToPath(main);
  if (!existsSync(file)) throw new Error(`${file} is not built`);
  const path = await mkdtemp(join(tmpdir(), 'alone-'));
  const keyFile = join(path, 'key.json');
  const issuer = await createLocalIssuer({ keyFile });
  const running: ChildProcess[] = [];

  async function start(env: Readonly<Record<string, string>> = {}): Promise<AloneService> {
    const child = spawn(process.execPath, [file], {
      env: {
        EVENT_STORE_URL: `sqlite:${join(path, 'log.db')}`,
        READ_MODEL_URL: `sqlite:${join(path, 'views.db')}`,
        AUTH_LOCAL_KEY_FILE: keyFile,
        HTTP_PORT: '0',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    running.push(child);
    const ended = once(child, 'exit').then(([code]) => code as number | null);
    const address = await addressIn(child.stdout);
    if (address === undefined) throw new Error(`the service ended with ${await ended} before it listened`);
    child.stdout.resume();
    // The spec's own limit ends it where it never becomes ready.
    while (!(await fetch(`${address}/health/ready`)).ok)
      await new Promise((resolve) => setTimeout(resolve, 10));

    async function send(to: string, { roles = [], areas = [''], unit }: TestCaller, init: RequestInit) {
      const caller = { subject: 'w', roles, areas, ...(unit !== undefined && { unit }), ttlSeconds: 60 };
      const headers = { authorization: `Bearer ${await issuer.issue(caller)}`, ...init.headers };
      const response = await fetch(`${address}${to}`, { ...init, headers });
      return {
        status: response.status,
        headers: response.headers,
        body: (await response.json()) as Answer['body'],
      };
    }

    return {
      address,
      get: (to, as) => send(to, as, {}),
      post: (to, body, as, key) =>
        send(to, as, {
          method: 'POST',
          body: JSON.stringify(body),
          headers: { 'content-type': 'application/json', 'idempotency-key': key },
        }),
      metrics: async () => (await fetch(`${address}/metrics`)).text(),
      stop() {
        child.kill('SIGTERM');
        return ended;
      },
    };
  }

  return {
    path,
    start,
    async remove() {
      for (const child of running) child.kill('SIGKILL');
      await rm(path, { recursive: true });
    },
  };
}

/** The address in the first line of the log that tells one; nothing when the log ends before. */
async function addressIn(log: NodeJS.ReadableStream): Promise<string | undefined> {
  for await (const line of createInterface({ input: log })) {
    const { address } = JSON.parse(line) as { readonly address?: string };
    if (address !== undefined) return address;
  }
  return undefined;
}
