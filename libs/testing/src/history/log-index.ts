import { Column, digest, Marks, TextTable } from './columns.ts';
import type { EventNote, Wanted } from './notes.ts';

/** What the final reading of a context's log says of one event. */
export interface LoggedEvent {
  readonly context: string;
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly command: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** Fields of a log's event that no verdict can do without. */
export type LogNote = EventNote &
  Required<Pick<EventNote, 'stream' | 'revision' | 'id' | 'type' | 'command'>>;

/** The events of one context's log in order of position, by index; an event takes some 60 bytes. */
export class LogIndex {
  readonly context: string;
  /** The head the final reading reached, and when it was over. */
  head = 0;
  readAt = Infinity;
  readonly #positions = Column.numbers();
  readonly #places = Column.numbers();
  readonly #ids = Column.numbers();
  readonly #commands = Column.numbers();
  readonly #streams = Column.integers();
  readonly #revisions = Column.integers();
  readonly #types = Column.integers();
  /** Of the stream: the index of its event before, -1 for its first. */
  readonly #before = Column.integers();
  readonly #caused = new Marks();
  readonly #streamTable = new TextTable();
  readonly #streamNames: string[] = [];
  readonly #lastOfStream = Column.integers();
  readonly #typeNames: string[] = [];
  readonly #typeTable = new Map<string, number>();

  constructor(context: string) {
    this.context = context;
  }

  get size(): number {
    return this.#positions.length;
  }

  get streamCount(): number {
    return this.#streamNames.length;
  }

  /** Adds the next event; its position is greater than that of the one before. */
  push(note: LogNote, place: number): number {
    const index = this.size;
    const stream = this.#streamOf(note.stream);
    this.#positions.push(note.position);
    this.#places.push(place);
    this.#ids.push(digest(note.id));
    this.#commands.push(digest(note.command));
    this.#streams.push(stream);
    this.#revisions.push(note.revision);
    this.#types.push(this.#typeOf(note.type));
    this.#before.push(this.#lastOfStream.at(stream));
    this.#lastOfStream.set(stream, index);
    if (note.cause !== undefined) this.#caused.add(index);
    this.head = Math.max(this.head, note.position);
    return index;
  }

  position(index: number): number {
    return this.#positions.at(index);
  }

  place(index: number): number {
    return this.#places.at(index);
  }

  stream(index: number): number {
    return this.#streams.at(index);
  }

  streamName(stream: number): string {
    return this.#streamNames[stream] as string;
  }

  /** Number of a stream; undefined for one that has no event. */
  streamNumber(name: string): number | undefined {
    return this.#streamTable.get(name);
  }

  revision(index: number): number {
    return this.#revisions.at(index);
  }

  type(index: number): string {
    return this.#typeNames[this.#types.at(index)] as string;
  }

  /** The event before this one in its stream, -1 when there is none. */
  before(index: number): number {
    return this.#before.at(index);
  }

  /** The stream's last event, -1 when it has none. */
  last(stream: string): number {
    const number = this.#streamTable.get(stream);
    return number === undefined ? -1 : this.#lastOfStream.at(number);
  }

  /** A reactor's answer to an event. */
  caused(index: number): boolean {
    return this.#caused.has(index);
  }

  isCommand(index: number, command: string): boolean {
    return this.#commands.at(index) === digest(command);
  }

  /** Both are of one command in one stream, and nothing stands between them. */
  followsInAppend(index: number): boolean {
    return (
      index > 0 &&
      this.#commands.at(index) === this.#commands.at(index - 1) &&
      this.#streams.at(index) === this.#streams.at(index - 1)
    );
  }

  /** Index of the event at a position, -1 when there is none. */
  find(position: number): number {
    const index = this.floor(position);
    return index >= 0 && this.position(index) === position ? index : -1;
  }

  /** Index of the last event at or below a position, -1 when there is none. */
  floor(position: number): number {
    let low = -1;
    let high = this.size - 1;
    // Positions of a log are dense as a rule: the first look hits.
    const guess = high < 0 ? -1 : Math.min(high, Math.max(0, position - this.position(0)));
    if (guess >= 0 && this.position(guess) === position) return guess;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.position(middle) <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** What the note says otherwise than the log's event at its position; undefined when nothing. */
  contradiction(index: number, note: EventNote): string | undefined {
    if (note.id !== undefined && digest(note.id) !== this.#ids.at(index)) return `another id (${note.id})`;
    if (note.stream !== undefined && note.stream !== this.streamName(this.stream(index)))
      return `another stream (${note.stream})`;
    if (note.revision !== undefined && note.revision !== this.revision(index))
      return `revision ${note.revision} instead of ${this.revision(index)}`;
    if (note.type !== undefined && note.type !== this.type(index)) return `another type (${note.type})`;
    if (note.command !== undefined && !this.isCommand(index, note.command))
      return `another command (${note.command})`;
    return undefined;
  }

  /** `IncidentReported at position 41 (incident-…, revision 0)`. */
  describe(index: number): string {
    const stream = this.streamName(this.stream(index));
    return `${this.type(index)} at position ${this.position(index)} of ${this.context} (${stream}, revision ${this.revision(index)})`;
  }

  #streamOf(name: string): number {
    const known = this.#streamTable.get(name);
    if (known !== undefined) return known;
    const stream = this.#streamNames.push(name) - 1;
    this.#streamTable.set(name, stream);
    this.#lastOfStream.push(-1);
    return stream;
  }

  #typeOf(name: string): number {
    const known = this.#typeTable.get(name);
    if (known !== undefined) return known;
    const type = this.#typeNames.push(name) - 1;
    this.#typeTable.set(name, type);
    return type;
  }
}

/** The part of a log an observer is to be given. */
export class WantedEvents {
  readonly #log: LogIndex;
  readonly #wanted: Wanted;
  readonly #types: ReadonlySet<string> | undefined;

  constructor(log: LogIndex, wanted: Wanted = {}) {
    this.#log = log;
    this.#wanted = wanted;
    this.#types = wanted.types && new Set(wanted.types);
  }

  has(index: number): boolean {
    if (this.#types !== undefined && !this.#types.has(this.#log.type(index))) return false;
    const { streams } = this.#wanted;
    return streams === undefined || this.#log.streamName(this.#log.stream(index)).startsWith(streams);
  }

  /** The wanted event before this one in its stream, -1 when there is none. */
  before(index: number): number {
    let before = this.#log.before(index);
    while (before >= 0 && !this.has(before)) before = this.#log.before(before);
    return before;
  }
}
