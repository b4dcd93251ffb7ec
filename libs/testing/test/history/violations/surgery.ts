import type { EventNote, Note, NoteBody, PromiseId } from '../../../src/history/index.ts';
import type { Random } from '../../../src/history/index.ts';
import type { Simulated } from '../simulation/simulate.ts';

/** One fault put into a history that kept every promise. */
export interface Violation {
  readonly name: string;
  /** Exactly these promises are broken by it. */
  readonly breaks: readonly PromiseId[];
  /** Changes the notes; false when this history offers no place for it. */
  inject(patient: Patient): boolean;
}

export type NoteOf<Kind extends Note['kind']> = Extract<Note, { kind: Kind }>;

/** A history on the table: its notes can be found, changed, put in and taken out. */
export class Patient {
  readonly simulated: Simulated;
  readonly random: Random;

  constructor(simulated: Simulated, random: Random) {
    this.simulated = simulated;
    this.random = random;
  }

  /** The lists of recorders whose name begins so. */
  lists(prefix: string): Note[][] {
    return [...this.simulated.scribes.lists]
      .filter(([name]) => name.startsWith(prefix))
      .map(([, list]) => list);
  }

  list(prefix: string): Note[] {
    const [list] = this.lists(prefix);
    if (list === undefined) throw new Error(`nobody called ${prefix}… has written anything`);
    return list;
  }

  /** Index of a note of a list that satisfies, chosen by chance; undefined when none does. */
  find<Kind extends Note['kind']>(
    list: readonly Note[],
    kind: Kind,
    satisfies: (note: NoteOf<Kind>, index: number) => boolean = () => true,
  ): number | undefined {
    const found = list.flatMap((note, index) =>
      note.kind === kind && satisfies(note as NoteOf<Kind>, index) ? [index] : [],
    );
    return found.length === 0 ? undefined : this.random.pick(found);
  }

  /** Of a list, an event's index by chance such that the event satisfies. */
  event(list: readonly Note[], satisfies: (event: EventNote, index: number) => boolean = () => true) {
    return this.find(list, 'event', satisfies);
  }

  /** Writes at the end of a recorder's notes, a moment after everything else. */
  append(recorder: string, ...bodies: readonly NoteBody[]): void {
    for (const body of bodies) {
      this.simulated.scribes.pass(1);
      this.simulated.scribes.note(recorder, body);
    }
  }
}

/** The note at an index, to be changed in place. */
export function changed(list: Note[], index: number, change: Record<string, unknown>): void {
  list[index] = { ...list[index], ...change } as Note;
}

export function at<Kind extends Note['kind']>(
  list: readonly Note[],
  index: number,
  _kind: Kind,
): NoteOf<Kind> {
  return list[index] as NoteOf<Kind>;
}

export function swap(list: Note[], one: number, other: number): void {
  const [first, second] = [list[one] as Note, list[other] as Note];
  list[one] = { ...second, mono: first.mono, at: first.at };
  list[other] = { ...first, mono: second.mono, at: second.at };
}

export function events(list: readonly Note[]): EventNote[] {
  return list.filter((note) => note.kind === 'event');
}

/** The list tells no later event of the stream. */
export function isLastOfStream(list: readonly Note[], index: number): boolean {
  const { stream } = list[index] as EventNote;
  return !list.slice(index + 1).some((note) => note.kind === 'event' && note.stream === stream);
}

/** The event stands in the list once. */
export function isOnce(list: readonly Note[], index: number): boolean {
  const { position } = list[index] as EventNote;
  return events(list).filter((note) => note.position === position).length === 1;
}

/** The next event of the list that belongs to the same stream, in the same run. */
export function nextOfStream(list: readonly Note[], index: number): number | undefined {
  const { stream, run } = list[index] as EventNote;
  const next = list.findIndex(
    (note, other) => other > index && note.kind === 'event' && note.stream === stream && note.run === run,
  );
  return next < 0 ? undefined : next;
}
