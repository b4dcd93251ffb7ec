import { execFile } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import type { Fault } from './fault.ts';

const run = promisify(execFile);

/** A disk of its own for one service's log, so that it alone can be full. */
export interface SmallDisk {
  readonly service: string;
  readonly folder: string;
  /** Takes all the room there is, and what comes free, until it is undone. */
  fill(): () => void;
  unmount(): Promise<void>;
}

/** What cannot be done on this machine, and why. */
export interface NotDone {
  readonly notDone: string;
}

const firstMegabytes = 48;
/** Twice what a log grows by in a minute of traffic. */
const megabytesPerMinute = 12;
const block = Buffer.alloc(64 * 1_024);
const refillMs = 500;
const busyMs = 2_000;

/**
 * Mounts a small disk in memory on the folder, with room for so many minutes of traffic; only what is written takes
 * memory. Only root may: for others the fault is named as not done.
 */
export async function mountSmallDisk(
  folder: string,
  service: string,
  minutes: number,
): Promise<SmallDisk | NotDone> {
  mkdirSync(folder, { recursive: true });
  const size = firstMegabytes + Math.ceil(megabytesPerMinute * minutes);
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${size}m`, 'linli-chaos', folder]);
  } catch (error) {
    const { stderr = '', message } = error as { readonly stderr?: string; readonly message: string };
    return { notDone: `a full disk under the log of ${service}: ${(stderr || message).trim()}` };
  }
  const filler = join(folder, 'filler');
  return {
    service,
    folder,
    fill() {
      fill(filler);
      // What the log frees, and what comes in little pieces, is taken too.
      const timer = setInterval(() => fill(filler), refillMs);
      return () => {
        clearInterval(timer);
        rmSync(filler);
      };
    },
    async unmount() {
      await run('umount', [folder]);
    },
  };
}

/** The disk under a log is full; `refusals` counts commands that were answered so (507). */
export function fullDisk(disk: SmallDisk, refusals: () => number): Fault {
  return {
    name: `full disk under the log of ${disk.service}`,
    kind: 'full disk',
    touches: [disk.service],
    holdMs: 6_000,
    begin() {
      const before = refusals();
      emptyWriteAheadLog(join(disk.folder, 'log.db'));
      const empty = disk.fill();
      return Promise.resolve(() => {
        empty();
        const refused = refusals() - before;
        return Promise.resolve({ harmed: refused > 0, seen: `${refused} commands were refused with 507` });
      });
    },
  };
}

/** Appends for minutes would fit into the room that SQLite's write-ahead log has already taken, and hit no full disk. */
function emptyWriteAheadLog(file: string): void {
  const database = new DatabaseSync(file, { timeout: busyMs });
  try {
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } finally {
    database.close();
  }
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
