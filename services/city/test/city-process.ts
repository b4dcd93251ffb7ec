import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createLocalIssuer, type Role } from '@linli/service-kit';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));

/** A city as a person starts it: a process of its own, from the built code, on real files. */
export interface CityProcess {
  readonly child: ChildProcess;
  /** Everything it has printed. */
  readonly lines: readonly string[];
  readonly origin: string;
  /** Resolves with the exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
  stop(signal: 'SIGTERM' | 'SIGKILL' | 'SIGINT'): Promise<number | string>;
}

export interface RunCity {
  readonly data: string;
  readonly args?: readonly string[];
}

function launch({ data, args = [] }: RunCity) {
  if (!existsSync(main)) throw new Error(`${main} is not built: nx build city`);
  const child = spawn(process.execPath, [main, '--data', data, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const listeners = new Set<(line: string) => void>();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      for (const listener of listeners) listener(line);
    });
  }
  const ended = new Promise<number | string>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'gone'));
  });
  return { child, lines, listeners, ended };
}

/** Starts a city and waits until it says where its page is. */
export async function startCity(run: RunCity): Promise<CityProcess> {
  const { child, lines, listeners, ended } = launch({ ...run, args: ['--port', '0', ...(run.args ?? [])] });
  const origin = await Promise.race([
    new Promise<string>((resolve) => {
      listeners.add((line) => {
        const found = /The city is open: (\S+)/.exec(line);
        if (found) resolve(found[1] as string);
      });
    }),
    ended.then((code) => {
      throw new Error(`the city ended with ${code} before it was open:\n${lines.join('\n')}`);
    }),
  ]);
  return {
    child,
    lines,
    origin,
    ended,
    stop: (signal) => {
      child.kill(signal);
      return ended;
    },
  };
}

/** Starts a city that is expected to refuse; what it said and its exit code. */
export async function refusedCity(
  run: RunCity,
): Promise<{ readonly code: number | string; readonly said: string }> {
  const { lines, ended } = launch(run);
  const code = await ended;
  return { code, said: lines.join('\n') };
}

/** A token of the city's own issuer, as its key file lets the owner of the data folder make one. */
export async function tokenOf(data: string, roles: readonly Role[], unit?: string): Promise<string> {
  const issuer = await createLocalIssuer({ keyFile: `${data}/issuer.json` });
  return issuer.issue({ subject: 'test', roles, areas: [''], ttlSeconds: 3_600, ...(unit ? { unit } : {}) });
}

/** GET as JSON with a reader's token; throws on anything but 200. */
export async function read<Answer>(city: CityProcess, token: string, path: string): Promise<Answer> {
  const response = await fetch(`${city.origin}${path}`, { headers: { authorization: `Bearer ${token}` } });
  if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Answer;
}

/** Asks until the answer satisfies; the caller's test time limit bounds it. */
export async function eventually<Answer>(
  ask: () => Promise<Answer>,
  holds: (answer: Answer) => boolean,
): Promise<Answer> {
  for (;;) {
    const answer = await ask();
    if (holds(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
