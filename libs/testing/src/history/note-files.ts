import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Note } from './notes.ts';
import { parseNote } from './parse-note.ts';

/** Notes in the order they were written, to be read more than once. */
export interface NoteFile {
  readonly name: string;
  /** Calls `visit` with each note and its line, from 1. */
  read(visit: (note: Note, line: number) => void): Promise<Reading>;
}

export interface Reading {
  readonly notes: number;
  /** The last line ends in the middle: its writer was killed while writing it. It is left out. */
  readonly torn: boolean;
  /** Lines that are no notes, though a later one was written: nothing explains them. */
  readonly damaged: readonly { readonly line: number; readonly problem: string }[];
}

/** All note files of a folder, in order of their names. */
export async function noteFiles(folder: string): Promise<NoteFile[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.jsonl')).sort();
  return names.map((name) => noteFile(join(folder, name), name));
}

const newline = 0x0a;
const chunkSize = 1 << 20;

/** Reads a file as a stream: however long it is, a few megabytes of it are in memory. */
export function noteFile(path: string, name = path): NoteFile {
  return {
    name,
    async read(visit) {
      let line = 0;
      let notes = 0;
      const damaged: { line: number; problem: string }[] = [];
      const take = (text: string) => {
        line += 1;
        let note: Note;
        try {
          note = parseNote(text);
        } catch (error) {
          damaged.push({ line, problem: error instanceof Error ? error.message : String(error) });
          return;
        }
        notes += 1;
        visit(note, line);
      };
      let rest: Buffer[] = [];
      for await (const chunk of createReadStream(path, {
        highWaterMark: chunkSize,
      }) as AsyncIterable<Buffer>) {
        const end = chunk.lastIndexOf(newline);
        if (end < 0) {
          rest.push(chunk);
          continue;
        }
        const text = Buffer.concat([...rest, chunk.subarray(0, end)]).toString('utf8');
        rest = end + 1 < chunk.length ? [chunk.subarray(end + 1)] : [];
        for (const one of text.split('\n')) take(one);
      }
      const tail = Buffer.concat(rest).toString('utf8');
      if (tail === '') return { notes, torn: false, damaged };
      const known = damaged.length;
      take(tail);
      // Nothing was written behind it: a line that breaks off, not a damaged one.
      const torn = damaged.length > known;
      return { notes, torn, damaged: damaged.slice(0, known) };
    },
  };
}

/** Notes in memory, as tests make them. */
export function notesInMemory(name: string, notes: readonly Note[]): NoteFile {
  return {
    name,
    read(visit) {
      notes.forEach((note, index) => visit(note, index + 1));
      return Promise.resolve({ notes: notes.length, torn: false, damaged: [] });
    },
  };
}
