import type { Note, NoteBody, NoteFile } from '../../../src/history/index.ts';
import { notesInMemory } from '../../../src/history/index.ts';

/** The notes of a simulated run: one list per recorder, with the simulation's clock in them. */
export class Scribes {
  readonly lists = new Map<string, Note[]>();
  /** Milliseconds since the simulation began. */
  now = 1_000;

  /** Writes to the recorder of that name; who writes has the recorder's name unless given. */
  note(recorder: string, body: NoteBody, by = recorder): void {
    const list = this.lists.get(recorder) ?? [];
    this.lists.set(recorder, list);
    list.push({ ...body, by, at: 1_700_000_000_000 + this.now, mono: this.now } as Note);
  }

  pass(milliseconds: number): void {
    this.now += milliseconds;
  }

  files(): NoteFile[] {
    return [...this.lists].map(([name, notes]) => notesInMemory(`${name}.jsonl`, notes));
  }
}
