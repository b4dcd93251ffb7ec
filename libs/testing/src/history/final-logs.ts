import { TextTable } from './columns.ts';
import type { Findings } from './findings.ts';
import { LogIndex, type LogNote } from './log-index.ts';
import { contextOfSource, type CaughtUpNote, type EventNote } from './notes.ts';

/** A command that stands in the log a second time, apart from its first append. */
export interface SecondAppend {
  readonly command: string;
  readonly log: LogIndex;
  /** Index of the first event of the first append, and of the second one. */
  readonly first: number;
  readonly second: number;
}

/** The final readings of all logs: what everything else is compared with. */
export class FinalLogs {
  readonly #findings: Findings;
  readonly #logs = new Map<string, LogIndex>();
  readonly #appends = new Map<string, TextTable>();
  readonly secondAppends: SecondAppend[] = [];
  /** Events that do not say what a log says of each. */
  incomplete = 0;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  of(context: string): LogIndex | undefined {
    return this.#logs.get(context);
  }

  ofSource(source: string): LogIndex | undefined {
    return this.#logs.get(contextOfSource(source));
  }

  all(): Iterable<LogIndex> {
    return this.#logs.values();
  }

  /** Index of the first event a command has recorded, -1 when it has recorded none. */
  firstOf(context: string, command: string): number {
    return this.#appends.get(context)?.get(command) ?? -1;
  }

  /** How many events, one behind the other, are of the append that begins at an index. */
  lengthOf(log: LogIndex, first: number): number {
    let next = first + 1;
    while (next < log.size && log.followsInAppend(next)) next += 1;
    return next - first;
  }

  event(note: EventNote, place: number): void {
    if (!isLogNote(note)) {
      this.incomplete += 1;
      return;
    }
    const context = contextOfSource(note.source);
    const log = this.#logs.get(context) ?? new LogIndex(context);
    this.#logs.set(context, log);
    this.#findings.checked('P5', 'final');
    if (log.size > 0 && note.position <= log.head) {
      this.#findings.broken('P5', {
        place,
        expected: `a position after ${log.head} of ${context}`,
        seen: `position ${note.position}`,
        related: [log.place(log.size - 1)],
      });
      return;
    }
    const index = log.push(note, place);
    this.#checkRevision(log, index);
    this.#noteAppend(log, index, note.command);
  }

  caughtUp(note: CaughtUpNote): void {
    const log = this.#logs.get(note.context) ?? new LogIndex(note.context);
    this.#logs.set(note.context, log);
    log.head = Math.max(log.head, note.position);
    log.readAt = note.mono;
  }

  #checkRevision(log: LogIndex, index: number): void {
    this.#findings.checked('P3', 'log');
    const before = log.before(index);
    const expected = before < 0 ? 0 : log.revision(before) + 1;
    if (log.revision(index) === expected) return;
    this.#findings.broken('P3', {
      place: log.place(index),
      expected: `revision ${expected} as the next of its stream`,
      seen: log.describe(index),
      related: before < 0 ? [] : [log.place(before)],
    });
  }

  #noteAppend(log: LogIndex, index: number, command: string): void {
    if (log.followsInAppend(index)) return;
    let firsts = this.#appends.get(log.context);
    if (firsts === undefined) this.#appends.set(log.context, (firsts = new TextTable()));
    const first = firsts.get(command);
    if (first === undefined) firsts.set(command, index);
    else this.secondAppends.push({ command, log, first, second: index });
  }
}

function isLogNote(note: EventNote): note is LogNote {
  const { stream, revision, id, type, command } = note;
  return [stream, revision, id, type, command].every((field) => field !== undefined);
}
