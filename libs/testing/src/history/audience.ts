import { Marks } from './columns.ts';
import { WantedEvents, type LogIndex } from './log-index.ts';
import { TopicRecords } from './topic-records.ts';
import {
  contextOfSource,
  type CaughtUpNote,
  type ObserverNote,
  type OpenedNote,
  type Positions,
  type ResetNote,
} from './notes.ts';

/**
 * Where a source stands in positions. A partition that is missing stands at 0; for an event whose partition nobody has
 * noted the furthest of them counts, so that nobody is accused of what may lie before his beginning.
 */
export function standOf(positions: Positions, source: string): number {
  const context = contextOfSource(source);
  const known = positions[source] ?? positions[context];
  if (known !== undefined) return known;
  if (source !== context) return 0;
  let furthest = 0;
  for (const [other, position] of Object.entries(positions)) {
    if (contextOfSource(other) === context) furthest = Math.max(furthest, position);
  }
  return furthest;
}

/** An event that was applied, and its elder, both by index. */
export interface Follower {
  readonly index: number;
  readonly before: number;
  readonly mono: number;
  readonly place: number;
}

/** Everybody who sees one thing together: members of a consumer group, the connections of one client. */
export class Audience {
  readonly of: ObserverNote['of'];
  readonly name: string;
  readonly context: string;
  readonly delivers: ObserverNote['delivers'];
  readonly fedBy: string | undefined;
  readonly place: number;
  readonly seen = new Marks();
  /** Up to here it claims to have seen everything. */
  caughtUpTo: number | undefined;
  caughtUpPlace: number;
  /** Per source, the highest position it was given. */
  readonly reached = new Map<string, number>();
  /** Per stream, the partition its events came from. */
  readonly partitions = new Map<number, string>();
  /** Of a projection: when and where events that had been parked were noted as applied, by position. */
  readonly late = new Map<number, { readonly mono: number; readonly place: number }>();
  /** Of a projection: events whose elder in the stream had been parked. */
  readonly followers: Follower[] = [];
  #records: TopicRecords | undefined;
  readonly #wanted: ObserverNote['wants'];
  readonly #openings: Positions[] = [];
  readonly #resets: { readonly reached: ReadonlyMap<string, number>; readonly after: Positions }[] = [];
  readonly #starts = new Map<string, number | undefined>();
  #wants: WantedEvents | undefined;

  constructor(note: ObserverNote, place: number) {
    this.of = note.of;
    this.name = note.audience;
    this.context = note.context;
    this.delivers = note.delivers;
    this.fedBy = note.fedBy;
    this.place = place;
    this.caughtUpPlace = place;
    this.#wanted = note.wants;
  }

  wants(log: LogIndex): WantedEvents {
    this.#wants ??= new WantedEvents(log, this.#wanted);
    return this.#wants;
  }

  /** Of a topic: where it has each event. */
  records(log: LogIndex): TopicRecords {
    this.#records ??= new TopicRecords(log.size);
    return this.#records;
  }

  opened(note: OpenedNote): void {
    if (note.after !== undefined) this.#openings.push(note.after);
  }

  caughtUp(note: CaughtUpNote, place: number): void {
    if (note.position < (this.caughtUpTo ?? 0)) return;
    this.caughtUpTo = note.position;
    this.caughtUpPlace = place;
  }

  /** Behind which position it began with a source; undefined when nobody has said. */
  startOf(source: string): number | undefined {
    if (!this.#starts.has(source)) {
      const stands = this.#openings.map((after) => standOf(after, source));
      this.#starts.set(source, stands.length === 0 ? undefined : Math.min(...stands));
    }
    return this.#starts.get(source);
  }

  /** Up to where it is to have seen everything of a source: what it claims, or what it has got itself. */
  boundOf(source: string): number {
    return this.caughtUpTo ?? this.reached.get(source) ?? 0;
  }

  /** It was told to load its snapshot anew and to go on behind a place. Told in the order in which it was noted. */
  reset({ after }: ResetNote): void {
    this.#resets.push({ reached: new Map(this.reached), after });
  }

  /**
   * It was told to load its snapshot anew, in which it found the event: one behind the last line it had of the source, or
   * one that came in behind its place, late. What had to come before is not excused by being told.
   */
  isExcused(source: string, position: number, isLate: boolean): boolean {
    return this.#resets.some(
      ({ reached, after }) =>
        position <= standOf(after, source) && (isLate || position > (reached.get(source) ?? 0)),
    );
  }
}
