import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs';

const digits = 20;

/**
 * How far the log reached at its last commit, kept in a small file of its own beside it. Written after each commit is
 * durable and not synced itself, so it is never ahead of the log; a log that ends before it has lost acknowledged events:
 * its `-wal` was deleted, or an older copy was put in its place.
 */
export class LogHead {
  readonly #descriptor: number;

  constructor(file: string) {
    // Neither 'w' (would empty it) nor 'a' (would write behind the end): open as it is, make it when it is not there.
    this.#descriptor = openSync(headFile(file), constants.O_RDWR | constants.O_CREAT, 0o644);
  }

  /** Same length every time, over the bytes that are there: needs no new space on a full disk. */
  write(position: number): void {
    try {
      writeSync(this.#descriptor, `${String(position).padStart(digits, '0')}\n`, 0, 'latin1');
    } catch {
      // It stays behind the log: less is noticed at the next start, nothing is wrong.
    }
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

/** What the file beside the log says, undefined when there is none or a crash of the machine left it unwritten. */
export function readLogHead(file: string): number | undefined {
  try {
    const text = readFileSync(headFile(file), 'latin1');
    return /^\d{20}\n$/.test(text) ? Number(text) : undefined;
  } catch {
    return undefined;
  }
}

export function headFile(file: string): string {
  return `${file}.head`;
}
