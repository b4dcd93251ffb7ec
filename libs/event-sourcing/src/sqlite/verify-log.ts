import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { errorOf, LogFailed } from './log-errors.ts';
import { checkFormat } from './log-file.ts';
import { columns, isIntact, type StoredRow } from './log-format.ts';
import { headFile, readLogHead } from './log-head.ts';
import { isDamage } from './sqlite-failure.ts';

/** One thing wrong with a log. */
export interface LogDamage {
  /** Where, when it is one event that is damaged or missing. */
  readonly position?: number;
  /** Its stream, as far as the index still knows it. */
  readonly streamId?: string;
  /** What is wrong, for people: `does not match its digest`. */
  readonly what: string;
}

export interface VerifyReport {
  readonly file: string;
  /** Intact events. */
  readonly events: number;
  /** Empty when every byte of the log is proved. */
  readonly damages: readonly LogDamage[];
  /** Whether it was held against what the log had acknowledged; unknown where the file that says so is not beside it. */
  readonly end: 'proved' | 'unknown';
}

export interface VerifyOptions {
  /** Told after each part: events looked at, and how many there are. */
  readonly onProgress?: (done: number, of: number) => void;
}

const rowsPerPart = 500;

/** The row, and whether its texts are stored as texts: a single bit tells them from bytes, and changes no character. */
const withKinds = `${columns}, ${['stream', 'id', 'type', 'data', 'metadata'].map((column) => `typeof(${column}) = 'text'`).join(' AND ')}
  AND typeof(command_id) IN ('text', 'null') AND typeof(digest) = 'blob'`;
type VerifiedRow = readonly [...row: StoredRow, kinds: number];

/**
 * Looks at every event of a log: its digest, that positions and revisions leave no gap, that no append is there in part,
 * that time does not go backwards, that both indexes know exactly these events, and that the log is as long as was last
 * acknowledged, where the file that says so lies beside it. It finds damage, not people: whoever can write the files can
 * write digests that fit. Needs no service, changes nothing, and may run beside one: it looks at what was there when it began.
 * @throws LogFormatTooNew, or StoreUnavailable when there is no such file or it cannot be read
 */
export async function verifyLog(file: string, options: VerifyOptions = {}): Promise<VerifyReport> {
  const path = resolve(file);
  const noted = readLogHead(path);
  const acknowledged = noted ?? 0;
  const reportOf = (damages: readonly LogDamage[], events = 0): VerifyReport => ({
    file: path,
    events,
    damages,
    end: noted === undefined ? 'unknown' : 'proved',
  });
  if (!existsSync(path) && acknowledged === 0)
    throw errorOf(path, { kind: 'broken', message: 'there is no such log' });
  if (!statSync(path, { throwIfNoEntry: false })?.size)
    return reportOf(acknowledged > 0 ? [tooShort(path, 0, acknowledged)] : [{ what: 'the file is empty' }]);
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { readOnly: true, timeout: 2_000 });
    checkFormat(database);
    const verification = new Verification(path, database);
    await verification.run(acknowledged, options.onProgress);
    return reportOf(verification.damages, verification.intact);
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    if (error instanceof LogFailed && error.failure.kind === 'damaged-log')
      return reportOf([{ what: error.failure.damage }]);
    if (error instanceof LogFailed) throw errorOf(path, error.failure);
    if (isDamage(error)) return reportOf([{ what }]);
    throw errorOf(path, { kind: 'broken', message: what });
  } finally {
    database?.close();
  }
}

function tooShort(file: string, head: number, acknowledged: number): LogDamage {
  return {
    what: `events ${head + 1} to ${acknowledged} are missing: ${headFile(file)} says that the log reached that far`,
  };
}

class Verification {
  readonly damages: LogDamage[] = [];
  intact = 0;
  readonly #file: string;
  readonly #database: DatabaseSync;
  readonly #part: StatementSync;
  readonly #one: StatementSync;
  readonly #byStream: StatementSync;
  readonly #byCommand: StatementSync;
  /** Damage at positions, until the index has been asked for their streams. */
  readonly #atPosition = new Map<number, string>();
  #rows = 0;
  #appends = 0;
  /** Events still to come of the append that is being passed. */
  #expectedOfAppend = 0;
  #appendStream = '';
  #recordedAt = 0;

  constructor(file: string, database: DatabaseSync) {
    this.#file = file;
    this.#database = database;
    this.#part = this.#prepare(
      `SELECT ${withKinds} FROM event WHERE position > ? AND position <= ? ORDER BY position`,
    );
    this.#one = this.#prepare(`SELECT ${withKinds} FROM event WHERE position = ?`);
    this.#byStream = this.#prepare(
      'SELECT position FROM event INDEXED BY event_by_stream WHERE stream = ? AND revision = ?',
    );
    this.#byCommand = this.#prepare(
      'SELECT position FROM event INDEXED BY event_by_command WHERE stream = ? AND command_id = ?',
    );
  }

  async run(acknowledged: number, onProgress: VerifyOptions['onProgress']): Promise<void> {
    const head = this.#number('SELECT max(position) FROM event');
    if (head < acknowledged) this.damages.push(tooShort(this.#file, head, acknowledged));
    for (let after = 0; after < head; after += rowsPerPart) {
      const end = Math.min(after + rowsPerPart, head);
      this.#look(after, end);
      onProgress?.(end, head);
      // Short reads with pauses: a running writer can go on tidying its write-ahead log, and this process its other work.
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (this.#expectedOfAppend > 0) this.damages.push({ what: 'the last append is not whole' });
    this.#nameStreams();
    this.#checkIndex('event_by_stream', 'TRUE', head, this.#rows);
    this.#checkIndex('event_by_command', 'command_id IS NOT NULL', head, this.#appends);
  }

  #look(after: number, end: number): void {
    const found = new Map<number, VerifiedRow>();
    try {
      for (const row of this.#part.all(after, end) as unknown as VerifiedRow[]) found.set(row[0], row);
    } catch (error) {
      if (!isDamage(error)) throw error;
      this.#lookOneByOne(after, end, found);
    }
    for (let position = after + 1; position <= end; position++) {
      const row = found.get(position);
      if (row) this.#check(row);
      else {
        this.#expectedOfAppend = 0;
        this.#note(position, 'is missing');
      }
    }
  }

  /** A damaged page takes its neighbours with it when rows are read together: find out which can be read alone. */
  #lookOneByOne(after: number, end: number, found: Map<number, VerifiedRow>): void {
    for (let position = after + 1; position <= end; position++) {
      try {
        const row = this.#one.get(position) as unknown as VerifiedRow | undefined;
        if (row) found.set(position, row);
      } catch (error) {
        if (!isDamage(error)) throw error;
        this.#note(position, 'cannot be read: the page it lies in is damaged');
      }
    }
  }

  #check(row: VerifiedRow): void {
    const [position, stream, revision, , recordedAt, commandId, size, , , kinds] = row;
    this.#rows++;
    if (commandId !== null) this.#appends++;
    if (!isIntact(row) || kinds !== 1) {
      // What it says of itself cannot be relied on: the append it belongs to is not followed further.
      this.#expectedOfAppend = 0;
      this.#note(position, 'does not match its digest');
      return;
    }
    this.intact++;
    if (this.#position(this.#byStream, stream, revision) !== position)
      this.#note(position, 'is not what the index of streams has for its revision');
    const before = revision === 0 ? 0 : this.#position(this.#byStream, stream, revision - 1);
    if (before === undefined || before >= position)
      this.#note(position, `follows no revision ${revision - 1} of its stream`);
    if (commandId !== null && this.#position(this.#byCommand, stream, commandId) !== position)
      this.#note(position, 'is not what the index of commands has for its command');
    if (recordedAt < this.#recordedAt) this.#note(position, 'was recorded before the event in front of it');
    this.#recordedAt = recordedAt;
    this.#follow(position, stream, commandId, size);
  }

  /** The events of an append stand next to each other, the first of them says how many there are. */
  #follow(position: number, stream: string, commandId: string | null, size: number): void {
    const isFirst = commandId !== null;
    if (isFirst && this.#expectedOfAppend > 0)
      this.#note(position, 'stands where the append in front of it should go on');
    if (!isFirst && this.#expectedOfAppend > 0 && stream !== this.#appendStream)
      this.#note(position, 'belongs to another stream than the append it stands in');
    this.#expectedOfAppend = isFirst ? size - 1 : Math.max(0, this.#expectedOfAppend - 1);
    this.#appendStream = stream;
  }

  #note(position: number, what: string): void {
    // The first thing found wrong with an event is the cause of the others.
    if (!this.#atPosition.has(position)) this.#atPosition.set(position, what);
  }

  /** The index holds a second copy of which stream each position belongs to. */
  #nameStreams(): void {
    if (this.#atPosition.size === 0) return;
    const streams = new Map<number, string>();
    try {
      const index = this.#prepare(
        'SELECT position, stream FROM event INDEXED BY event_by_stream WHERE stream > ?',
      );
      for (const entry of index.iterate('')) {
        const [position, stream] = entry as unknown as [number, string];
        if (this.#atPosition.has(position)) streams.set(position, stream);
      }
    } catch (error) {
      if (!isDamage(error)) throw error;
    }
    for (const [position, what] of this.#atPosition) {
      const streamId = streams.get(position);
      this.damages.push(streamId === undefined ? { position, what } : { position, streamId, what });
    }
  }

  /** Every event was found in the index; as many entries as events then means that it holds nothing else. */
  #checkIndex(name: string, condition: string, head: number, expected: number): void {
    try {
      const entries = this.#number(
        `SELECT count(*) FROM event INDEXED BY ${name} WHERE ${condition} AND +position <= ${head}`,
      );
      if (entries !== expected)
        this.damages.push({ what: `the index ${name} has ${entries} entries for ${expected} events` });
    } catch (error) {
      if (!isDamage(error)) throw error;
      this.damages.push({ what: `the index ${name} cannot be read` });
    }
  }

  #prepare(sql: string): StatementSync {
    const statement = this.#database.prepare(sql);
    statement.setReturnArrays(true);
    return statement;
  }

  #number(sql: string): number {
    const [value] = this.#prepare(sql).get() as unknown as [number | null];
    return value ?? 0;
  }

  #position(index: StatementSync, stream: string, key: string | number): number | undefined {
    try {
      return (index.get(stream, key) as unknown as [number] | undefined)?.[0];
    } catch (error) {
      if (!isDamage(error)) throw error;
      return undefined;
    }
  }
}
