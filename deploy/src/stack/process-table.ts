import { readFileSync } from 'node:fs';

/** A process told apart from a later one under the same number. */
export interface ProcessId {
  readonly pid: number;
  /** Clock ticks from the machine's start to the process's. */
  readonly startTicks: number;
}

export interface ProcessUsage {
  /** Seconds on a core since the start. */
  readonly cpuSeconds: number;
  readonly rssBytes: number;
}

/** Ticks a second in what the kernel tells user space: 100 on every Linux. */
const TICKS = 100;
const PAGE_BYTES = 4096;
const STARTED = 19;
const USER_TICKS = 11;
const SYSTEM_TICKS = 12;
const RESIDENT_PAGES = 21;

/** The process as it is now; undefined when there is none, or only what its parent has not fetched yet. */
export function processId(pid: number): ProcessId | undefined {
  const fields = statOf(pid);
  return fields === undefined || fields[0] === 'Z' ? undefined : { pid, startTicks: Number(fields[STARTED]) };
}

/** Whether this very process still runs. */
export function isRunning({ pid, startTicks }: ProcessId): boolean {
  return processId(pid)?.startTicks === startTicks;
}

export function usageOf(pid: number): ProcessUsage | undefined {
  const fields = statOf(pid);
  if (fields === undefined) return undefined;
  return {
    cpuSeconds: (Number(fields[USER_TICKS]) + Number(fields[SYSTEM_TICKS])) / TICKS,
    rssBytes: Number(fields[RESIDENT_PAGES]) * PAGE_BYTES,
  };
}

/** The fields of `/proc/<pid>/stat` from the state on: the command before them may hold blanks and brackets. */
function statOf(pid: number): readonly string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}
