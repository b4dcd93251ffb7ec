import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** SIGSTOP: the process runs no further, and its sockets stay open. */
export function freezeProcess(pid: number): void {
  process.kill(pid, 'SIGSTOP');
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
