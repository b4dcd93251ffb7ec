import { setTimeout } from 'node:timers/promises';
import { isRunning, usageOf } from '../stack/process-table.ts';
import type { PartState, StackFolder } from './stack-folder.ts';

const SAMPLE_MS = 500;
const megabyte = 1024 * 1024;

/** What `status --json` has for each engine and service. */
export interface PartStatus {
  readonly name: string;
  readonly health: string;
  readonly url: string;
  readonly pid: number | null;
  readonly uptimeSeconds: number | null;
  readonly restarts: number;
  /** Of one core, while it was looked at. */
  readonly cpuPercent: number | null;
  readonly rssBytes: number | null;
}

/** Shows what runs: as a table, or as JSON. The exit code is 1 when the stack is not up or a part is not well. */
export async function showStatus(folder: StackFolder, json: boolean): Promise<void> {
  const state = folder.read();
  const phase =
    state === undefined
      ? 'down'
      : isRunning(state.supervisor)
        ? state.phase
        : 'left by a supervisor that died';
  const parts = await statusOf(state?.parts ?? []);
  if (json) console.log(JSON.stringify({ phase, parts }, null, 2));
  else {
    console.log(`The stack is ${phase}.`);
    if (parts.length > 0) console.log(tableOf(parts));
  }
  const well = ['healthy', 'completed', 'up', 'given'];
  if (phase !== 'up' || parts.some(({ health }) => !well.includes(health))) process.exitCode = 1;
}

async function statusOf(parts: readonly PartState[]): Promise<PartStatus[]> {
  const before = parts.map(({ process }) => process && usageOf(process.pid));
  await setTimeout(SAMPLE_MS);
  return parts.map(({ name, health, url, process, startedAt, restarts }, at) => {
    const runs = process !== undefined && isRunning(process);
    const usage = runs ? usageOf(process.pid) : undefined;
    const earlier = before[at];
    return {
      name,
      health: process !== undefined && !runs ? 'gone' : health,
      url,
      pid: runs ? process.pid : null,
      uptimeSeconds: runs && startedAt !== undefined ? Math.round((Date.now() - startedAt) / 1000) : null,
      restarts,
      cpuPercent:
        usage && earlier ? Math.round(((usage.cpuSeconds - earlier.cpuSeconds) * 100_000) / SAMPLE_MS) : null,
      rssBytes: usage?.rssBytes ?? null,
    };
  });
}

function tableOf(parts: readonly PartStatus[]): string {
  const rows = [
    ['', 'health', 'address', 'pid', 'up for', 'restarts', 'CPU', 'memory'],
    ...parts.map(({ name, health, url, pid, uptimeSeconds, restarts, cpuPercent, rssBytes }) => [
      name,
      health,
      url,
      pid === null ? '' : String(pid),
      uptimeSeconds === null ? '' : duration(uptimeSeconds),
      String(restarts),
      cpuPercent === null ? '' : `${cpuPercent} %`,
      rssBytes === null ? '' : `${Math.round(rssBytes / megabyte)} MB`,
    ]),
  ];
  const widths = (rows[0] as string[]).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] as string).length)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] as number))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function duration(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}
