import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds; a frozen process stands still within microseconds, and one that does not is left to the test. */
const longestFreeze = 2_000;

/** SIGSTOP: the process runs no further, and its sockets stay open. Returns when all its threads stand still. */
export function freezeProcess(pid: number): void {
  process.kill(pid, 'SIGSTOP');
  // The signal is on its way when `kill` returns: a busy thread could answer one more request.
  const until = Date.now() + longestFreeze;
  while (existsSync(`/proc/${pid}/task`) && !standsStill(pid) && Date.now() < until);
}

/** SIGCONT. */
export function thawProcess(pid: number): void {
  process.kill(pid, 'SIGCONT');
}

/** SIGKILL, whoever started the process; resolves when it runs no longer. Linux only. */
export async function killProcess(pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL');
  while (runs(pid)) await sleep(10);
}

/**
 * Lets no file of a running process grow beyond so many bytes: its writes fail as on a full disk, and go on with
 * `unlimited`. The process must ignore SIGXFSZ, as Node does. Linux only.
 */
export function limitFileSize(pid: number, bytes: number | 'unlimited'): void {
  // The soft limit alone, so that it can be raised again.
  execFileSync('prlimit', [`--pid=${pid}`, `--fsize=${bytes}:unlimited`]);
}

/** A dead process whose parent has not asked for its exit code yet still has its pid. */
function runs(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

function standsStill(pid: number): boolean {
  try {
    return readdirSync(`/proc/${pid}/task`).every((thread) =>
      /^State:\s+[TtZ]/m.test(readFileSync(`/proc/${pid}/task/${thread}/status`, 'utf8')),
    );
  } catch {
    // A thread has ended while it was looked at.
    return false;
  }
}
