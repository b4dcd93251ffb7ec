import { setTimeout as pause } from 'node:timers/promises';
import { isPassing } from './failures.ts';

const firstPause = 50;
const longestPause = 2_000;

/** How long to wait before the attempt after so many failures in a row: doubles, up to two seconds. */
export function backOff(failures: number): number {
  return Math.min(longestPause, firstPause * 2 ** Math.min(failures - 1, 10));
}

/**
 * Tries until it works. Rejects with the last failure when that one will not pass, when no time is left for another
 * attempt, or the signal is aborted.
 * @param patience milliseconds
 */
export async function patiently<Result>(
  attempt: () => Promise<Result>,
  patience: number,
  signal: AbortSignal,
): Promise<Result> {
  const end = performance.now() + patience;
  for (let failures = 1; ; failures++) {
    try {
      return await attempt();
    } catch (error) {
      const wait = backOff(failures);
      if (signal.aborted || !isPassing(error) || performance.now() + wait > end) throw error;
      // An abort ends the wait; the attempt that follows is refused or the last one.
      await pause(wait, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) throw error;
    }
  }
}
