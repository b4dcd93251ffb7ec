import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Note } from './notes.ts';

type WithoutMoment<Kind> = Kind extends Note ? Omit<Kind, 'at' | 'mono' | 'by'> : never;

/** A note as its writer hands it over: when and by whom is added. */
export type NoteBody = WithoutMoment<Note>;

/** Writes the notes of one process to one file. */
export interface Recorder {
  readonly file: string;
  /** Returns when the line is with the operating system: it outlives a kill -9 of this process, not a power cut. */
  note(by: string, body: NoteBody): void;
  /** The same for many at once, in one write. */
  notes(by: string, bodies: readonly NoteBody[]): void;
  close(): void;
}

/** Milliseconds of the machine's monotonic clock, comparable between its processes. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint() / 1_000n) / 1_000;
}

/**
 * Opens `<folder>/<name>.jsonl` for a writer of its own; throws when the file is there, so that a torn line can only be a
 * file's last. Every line is handed to the system whole, before the call returns.
 */
export function openRecorder(folder: string, name: string): Recorder {
  const file = join(folder, `${name}.jsonl`);
  const descriptor = openSync(file, 'ax');
  const write = (text: string) => {
    const bytes = Buffer.from(text);
    for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
  };
  const line = (by: string, body: NoteBody, at: number, mono: number) =>
    `${JSON.stringify({ ...body, by, at, mono })}\n`;
  return {
    file,
    note: (by, body) => write(line(by, body, Date.now(), monotonicMs())),
    notes(by, bodies) {
      if (bodies.length === 0) return;
      const at = Date.now();
      const mono = monotonicMs();
      write(bodies.map((body) => line(by, body, at, mono)).join(''));
    },
    close: () => closeSync(descriptor),
  };
}
