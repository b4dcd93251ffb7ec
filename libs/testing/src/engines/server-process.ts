import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { PrivateServer } from './engine.ts';

export interface ServerProcessOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Where it writes what it says. */
  readonly log: string;
  /** The line of its log that says it answers. */
  readonly ready: RegExp;
  /** It must be up within this time. */
  readonly withinMs: number;
}

/** Asked to end, a server has so long before it is killed. */
const graceMs = 5_000;
const setpriv = '/usr/bin/setpriv';

/** One server as a child process that a test may kill, freeze and start again. It dies when its parent does. */
export class ServerProcess implements PrivateServer {
  readonly #options: ServerProcessOptions;
  #child: ChildProcess | undefined;
  #gone: Promise<void> = Promise.resolve();

  constructor(options: ServerProcessOptions) {
    this.#options = options;
  }

  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error(`${this.#options.name} is not running`);
    return pid;
  }

  async start(): Promise<void> {
    const { name, log, ready, withinMs } = this.#options;
    const from = statSync(log, { throwIfNoEntry: false })?.size ?? 0;
    const child = this.#spawn();
    const until = Date.now() + withinMs;
    for (;;) {
      const said = readFileSync(log).subarray(from).toString('utf8');
      if (ready.test(said)) return;
      const ended = child.exitCode !== null || child.signalCode !== null;
      if (ended || Date.now() > until) {
        child.kill('SIGKILL');
        const why = ended ? 'ended' : `did not answer within ${withinMs} ms`;
        throw new Error(`${name} ${why}; the end of its log:\n${said.slice(-2_000)}`);
      }
      await pause(25);
    }
  }

  async kill(): Promise<void> {
    this.#child?.kill('SIGKILL');
    await this.#gone;
  }

  freeze(): void {
    this.#child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child?.kill('SIGCONT');
  }

  /** Asks it to end, and ends it. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (!child) return;
    child.kill('SIGCONT');
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), graceMs);
    await this.#gone;
    clearTimeout(late);
  }

  #spawn(): ChildProcess {
    const { command, args, log } = this.#options;
    const output = openSync(log, 'a');
    // The kernel ends the server when its parent is gone, however that ended.
    const [program, ...rest] = existsSync(setpriv)
      ? [setpriv, '--pdeathsig', 'KILL', '--', command, ...args]
      : [command, ...args];
    const child = spawn(program as string, rest, { stdio: ['ignore', output, output] });
    closeSync(output);
    this.#gone = new Promise((resolve) => {
      child.once('exit', () => resolve());
      child.once('error', () => resolve());
    });
    this.#child = child;
    return child;
  }
}

/** A TCP port of the loopback that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A folder for a server's data: the one that is named, or a temporary one that `remove` takes away. */
export function dataFolder(
  named: string | undefined,
  name: string,
): { readonly path: string; remove(): void } {
  const path = named ?? mkdtempSync(join(tmpdir(), `linli-${name}-`));
  return {
    path,
    remove: () => {
      if (named === undefined) rmSync(path, { recursive: true, force: true });
    },
  };
}
