import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach } from '@jest/globals';
import { createLocalIssuer } from '../src/index.ts';

const folder = await mkdtemp(join(tmpdir(), 'sample-'));
afterAll(() => rm(folder, { recursive: true }));

const keyFile = join(folder, 'key.json');
const issuer = await createLocalIssuer({ keyFile });

/** Of somebody who may count. */
export const token = await issuer.issue({
  subject: 'x',
  roles: ['grid_worker'],
  areas: [''],
  ttlSeconds: 600,
});

/** `sample-main.ts` as a process of its own. */
export interface Service {
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

let homes = 0;

/** Settings of a service with files of its own, on a free port. */
export function settings(): { readonly log: string; readonly env: Record<string, string> } {
  const home = join(folder, String(homes++));
  const log = join(home, 'log.db');
  return {
    log,
    env: {
      EVENT_STORE_URL: `sqlite:${log}`,
      READ_MODEL_URL: `sqlite:${join(home, 'views.db')}`,
      AUTH_LOCAL_KEY_FILE: keyFile,
      HTTP_PORT: '0',
    },
  };
}

/** Resolves once the service listens. */
export async function start(env: Record<string, string> = {}): Promise<Service> {
  const { log, env: own } = settings();
  const child = spawn({ ...own, LOG_LEVEL: 'info', ...env });
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

/** What a service that does not come up says, once it has ended. */
export async function failed(
  env: Record<string, string>,
  args: readonly string[] = [],
): Promise<{ readonly code: number; readonly output: string; readonly steps: readonly string[] }> {
  const child = spawn(env, args);
  let output = '';
  const steps: string[] = [];
  child.on('message', (step) => steps.push(String(step)));
  child.stdout?.on('data', (chunk) => (output += String(chunk)));
  child.stderr?.on('data', (chunk) => (output += String(chunk)));
  const [code] = (await once(child, 'close')) as [number];
  return { code, output, steps };
}
