import type { Watchers } from './watchers.ts';

export interface Quiet {
  /** Who is still behind; empty when all is quiet. */
  readonly behind: readonly string[];
  readonly tookMs: number;
}

const looksInARow = 3;
const betweenMs = 500;

/**
 * Waits until nobody is behind, looked at several times in a row, and every screen stands where the board does; or until
 * the time is over.
 */
export async function waitForQuiet(watchers: Watchers, boundMs: number, signal: AbortSignal): Promise<Quiet> {
  const began = performance.now();
  let quiet = 0;
  let behind: readonly string[] = ['nobody has been asked'];
  while (quiet < looksInARow) {
    const tookMs = performance.now() - began;
    if (tookMs > boundMs || signal.aborted) return { behind, tookMs };
    const standing = await watchers.look();
    behind = [...(standing.behind ?? ['somebody does not answer']), ...watchers.screensBehind()];
    quiet = behind.length === 0 ? quiet + 1 : 0;
    await new Promise((resolve) => setTimeout(resolve, betweenMs));
  }
  return { behind: [], tookMs: performance.now() - began };
}
