import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startStack } from '@linli/deploy';
import type { Figure } from '../figure.ts';

/** What the kernel counts a process's time in, on every Linux. */
const ticksPerSecond = 100;

interface Usage {
  readonly cpuSeconds: number;
  /** Resident set, megabytes. */
  readonly rss: number;
}

/** What each process of the stack takes while nothing happens in the city. */
export async function idleStack(
  folder: string,
  say: (line: string) => void,
  settle = 20,
  seconds = 30,
): Promise<Figure[]> {
  if (process.platform !== 'linux') {
    say('NOT RUN: what processes take is read from /proc, which only Linux has');
    return [];
  }
  const ports = [
    ...['OPERATIONS_PORT', 'RESIDENTS_PORT', 'PARTY_PORT'],
    ...['SANITATION_PORT', 'FINANCE_PORT', 'INCIDENTS_PORT'],
  ];
  const stack = await startStack({
    folder: join(folder, 'stack'),
    say,
    env: Object.fromEntries(ports.map((name) => [name, '0'])),
  });
  try {
    const running = [...stack.services, ...stack.engines].flatMap(({ name, pid }) =>
      pid === undefined ? [] : [{ name, pid }],
    );
    say(`the stack settles for ${settle} s, then is measured for ${seconds} s`);
    await pause(settle * 1_000);
    const before = running.map(({ pid }) => usageOf(pid));
    await pause(seconds * 1_000);
    return running.map(({ name, pid }, index) => {
      const { cpuSeconds, rss } = usageOf(pid);
      const used = cpuSeconds - (before[index] as Usage).cpuSeconds;
      return {
        name: `idle for ${seconds} s: ${name}`,
        value: (used * 100) / seconds,
        unit: '% of a core',
        note: `RSS ${Math.round(rss)} MB`,
      };
    });
  } finally {
    await stack.down();
  }
}

function usageOf(pid: number): Usage {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // Behind the command's name, which may hold anything: state is the third field, user and system time the 14th and 15th.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const resident = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
    rss: Number(resident) / 1_024,
  };
}
