import { createReadStream, existsSync, statSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

const LOOK_MS = 150;

/**
 * Writes what is appended to a file to standard output, from a place in it on, until the signal. What was there when
 * the signal came has been written; a file that is not there yet is waited for.
 */
export async function followFile(path: string, from: number, signal: AbortSignal): Promise<void> {
  let at = from;
  for (;;) {
    const last = signal.aborted;
    const size = existsSync(path) ? statSync(path).size : 0;
    // A file that has been begun anew is shown from its beginning.
    if (size < at) at = 0;
    if (size > at) {
      for await (const chunk of createReadStream(path, { start: at, end: size - 1 }))
        process.stdout.write(chunk as Buffer);
      at = size;
    }
    if (last) return;
    await setTimeout(LOOK_MS, undefined, { signal }).catch(() => {});
  }
}
