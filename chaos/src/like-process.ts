import type { ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, readlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { spawnGuarded } from '@linli/testing/engines';

export interface LikeProcess {
  readonly pid: number;
  /** Takes what it prints, behind what stands there. */
  readonly log: string;
  /** Put over the environment of the other. */
  readonly env?: Readonly<Record<string, string>>;
  /** Program and arguments; those of the other when left out. */
  readonly command?: readonly string[];
}

/** Starts a process beside another, with its environment and folder. Throws when that one is gone. */
export function startLike({ pid, log, env = {}, command }: LikeProcess): ChildProcess {
  const [program = '', ...args] = command ?? texts(`/proc/${pid}/cmdline`);
  const own = Object.fromEntries(
    texts(`/proc/${pid}/environ`).map((entry) => {
      const cut = entry.indexOf('=');
      return [entry.slice(0, cut), entry.slice(cut + 1)];
    }),
  );
  const cwd = readlinkSync(`/proc/${pid}/cwd`);
  mkdirSync(dirname(log), { recursive: true });
  const output = openSync(log, 'a');
  try {
    return spawnGuarded(program, args, { cwd, env: { ...own, ...env }, output });
  } finally {
    closeSync(output);
  }
}

/** Texts that each end with a NUL. */
function texts(file: string): string[] {
  return readFileSync(file, 'utf8').split('\0').slice(0, -1);
}
