import { execFile } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Fault } from './fault.ts';

const run = promisify(execFile);

/** A disk of its own for one service's log, so that it alone can be full. */
export interface SmallDisk {
  readonly fault: Fault;
  unmount(): Promise<void>;
}

/** What cannot be done on this machine, and why. */
export interface NotDone {
  readonly notDone: string;
}

/** Room for half an hour of traffic. Only what is written takes memory. */
const size = '400m';
const block = Buffer.alloc(64 * 1_024);

/** Mounts a small disk in memory on the folder. Only root may: for others the fault is named as not done. */
export async function mountSmallDisk(folder: string, service: string): Promise<SmallDisk | NotDone> {
  mkdirSync(folder, { recursive: true });
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'linli-chaos', folder]);
  } catch (error) {
    const { stderr = '', message } = error as { readonly stderr?: string; readonly message: string };
    return { notDone: `a full disk under the log of ${service}: ${(stderr || message).trim()}` };
  }
  return {
    fault: fullDisk(folder, service),
    async unmount() {
      await run('umount', [folder]);
    },
  };
}

function fullDisk(folder: string, service: string): Fault {
  const filler = join(folder, 'filler');
  return {
    name: `full disk under the log of ${service}`,
    kind: 'full disk',
    touches: [service],
    holdMs: 6_000,
    begin() {
      fill(filler);
      // What the log frees, and what comes in little pieces, is taken too.
      const timer = setInterval(() => fill(filler), 500);
      return Promise.resolve(() => {
        clearInterval(timer);
        rmSync(filler);
        return Promise.resolve();
      });
    },
  };
}

/** Writes until nothing more fits. */
function fill(file: string): void {
  const descriptor = openSync(file, 'a');
  try {
    for (let size = block.length; size >= 1;) {
      try {
        writeSync(descriptor, block, 0, size);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
        size = Math.floor(size / 8);
      }
    }
  } finally {
    closeSync(descriptor);
  }
}
