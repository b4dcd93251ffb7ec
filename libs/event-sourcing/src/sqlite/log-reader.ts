import { type DatabaseSync, type StatementSync } from 'node:sqlite';
import { statSync } from 'node:fs';
import { LogFailed } from './log-errors.ts';
import { openForReading } from './log-file.ts';
import type { ByteSink } from './byte-sink.ts';
import { columns, isIntact, type StoredRow } from './log-format.ts';
import { isDamage } from './sqlite-failure.ts';

export type ReadRequest =
  | {
      readonly op: 'stream';
      readonly streamId: string;
      /** First revision to read, going either way. */
      readonly from: number;
      readonly backwards: boolean;
      readonly limit: number;
    }
  | {
      readonly op: 'all';
      readonly after: number;
      readonly limit: number;
      readonly streamPrefix?: string;
      readonly types?: readonly string[];
    }
  | { readonly op: 'stats' };

/** A piece of what was asked: pieces, so that no read keeps the others waiting for long. */
export interface ReadPiece {
  /** Where in the sink its frames lie, as a JSON array. */
  readonly start: number;
  readonly end: number;
  readonly count: number;
  /** `stream`: the next revision to ask for; `all`: the position looked at last. */
  readonly next: number;
  /** Nothing is left to read, as of now. */
  readonly done: boolean;
  /** Last position of the log when the piece was read. */
  readonly head: number;
}

export interface LogStats {
  /** Events in the log. */
  readonly events: number;
  /** Bytes on disk, the write-ahead log included. */
  readonly bytes: number;
}

/** Rows taken from SQLite at a time; bounds what is in memory when events are big. */
const rowsAtATime = 64;
/** A piece ends after so many rows looked at, or so many bytes. */
const rowsPerPiece = 2_000;
const bytesPerPiece = 2_000_000;

/** Reads one log. Lives in a worker thread with a connection of its own, so that it never waits for the writer's disk. */
export class LogReader {
  readonly #file: string;
  readonly #database: DatabaseSync;
  readonly #begin: StatementSync;
  readonly #rollback: StatementSync;
  readonly #head: StatementSync;
  readonly #dataVersion: StatementSync;
  readonly #forwards: StatementSync;
  readonly #backwards: StatementSync;
  readonly #all: StatementSync;

  constructor(file: string) {
    this.#file = file;
    this.#database = openForReading(file).database;
    const prepare = (sql: string) => {
      const statement = this.#database.prepare(sql);
      statement.setReturnArrays(true);
      return statement;
    };
    this.#begin = prepare('BEGIN');
    this.#rollback = prepare('ROLLBACK');
    this.#head = prepare('SELECT max(position) FROM event');
    this.#dataVersion = prepare('PRAGMA data_version');
    this.#forwards = prepare(
      `SELECT ${columns} FROM event WHERE stream = ? AND revision >= ? ORDER BY revision LIMIT ?`,
    );
    this.#backwards = prepare(
      `SELECT ${columns} FROM event WHERE stream = ? AND revision <= ? ORDER BY revision DESC LIMIT ?`,
    );
    this.#all = prepare(
      `SELECT ${columns} FROM event WHERE position > ? AND position <= ? ORDER BY position LIMIT ?`,
    );
  }

  /** Last position of the log, 0 when it is empty. */
  head(): number {
    const [head] = this.#head.get() as unknown as [number | null];
    return head ?? 0;
  }

  /** Changes whenever another connection, of this process or another one, has committed. */
  dataVersion(): number {
    const [version] = this.#dataVersion.get() as unknown as [number];
    return version;
  }

  stats(): LogStats {
    const size = (file: string) => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    return { events: this.head(), bytes: size(this.#file) + size(`${this.#file}-wal`) };
  }

  /** All reads until `leave` see the log at one moment. */
  enter(): void {
    this.#begin.run();
  }

  leave(): void {
    // A read that met damage can leave its transaction unable to commit. Nothing was written: taking it back is as good.
    if (this.#database.isTransaction) this.#rollback.run();
  }

  /**
   * Reads a piece and puts its frames into the sink.
   * @throws LogFailed `damaged-event` at a row that is not what was appended; rows before it come as a shorter piece
   */
  read(request: Exclude<ReadRequest, { op: 'stats' }>, sink: ByteSink): ReadPiece {
    sink.begin();
    try {
      const read = request.op === 'stream' ? this.#readStream(request, sink) : this.#readAll(request, sink);
      return { ...read, ...sink.end() };
    } catch (error) {
      sink.undo();
      throw error;
    }
  }

  #readStream(
    { streamId, from, backwards, limit }: Extract<ReadRequest, { op: 'stream' }>,
    sink: ByteSink,
  ): Omit<ReadPiece, 'start' | 'end'> {
    const statement = backwards ? this.#backwards : this.#forwards;
    const step = backwards ? -1 : 1;
    const full = sink.length + bytesPerPiece;
    let next = from;
    let count = 0;
    let done = false;
    while (!done && count < Math.min(limit, rowsPerPiece) && sink.length < full) {
      const wanted = Math.min(rowsAtATime, limit - count);
      const rows = this.#rows(statement, [streamId, next, wanted]);
      let damaged = rows === undefined;
      for (const row of rows ?? []) {
        // Going back from the end the first revision is unknown; from then on each one is next to the last.
        const isNext = row[2] === next || (backwards && count === 0 && row[2] < next);
        if (!isNext || row[1] !== streamId || !isIntact(row)) {
          damaged = true;
          break;
        }
        sink.add(row[7]);
        count++;
        next = row[2] + step;
      }
      if (damaged) {
        if (count === 0) throw this.#damagedInStream(streamId, next, backwards);
        break;
      }
      done = next < 0 || (rows ?? []).length < wanted;
    }
    return { count, next, done: done || count >= limit, head: 0 };
  }

  #readAll(
    { after, limit, streamPrefix = '', types }: Extract<ReadRequest, { op: 'all' }>,
    sink: ByteSink,
  ): Omit<ReadPiece, 'start' | 'end'> {
    const head = this.head();
    const end = Math.min(head, after + rowsPerPiece);
    const kept = types && new Set(types);
    const full = sink.length + bytesPerPiece;
    let next = after;
    let count = 0;
    while (next < end && count < limit && sink.length < full) {
      // A row that a filter would skip is checked all the same: its type may be what the damage changed.
      const rows = this.#rows(this.#all, [next, end, Math.min(rowsAtATime, limit - count)]);
      const before = next;
      for (const row of rows ?? []) {
        if (row[0] !== next + 1 || !isIntact(row)) break;
        next++;
        if (!row[1].startsWith(streamPrefix) || (kept && !kept.has(row[3]))) continue;
        sink.add(row[7]);
        count++;
      }
      if (rows && rows.length > 0 && next - before === rows.length) continue;
      if (next === after) throw this.#damagedAt(next + 1);
      break;
    }
    return { count, next, done: next >= head, head };
  }

  /** Rows, or `undefined` when the structure they lie in is damaged and they could not even be one before the damage. */
  #rows(statement: StatementSync, parameters: (string | number)[]): StoredRow[] | undefined {
    try {
      return statement.all(...parameters) as unknown as StoredRow[];
    } catch (error) {
      if (!isDamage(error)) throw error;
    }
    const rows: StoredRow[] = [];
    try {
      for (const row of statement.iterate(...parameters)) rows.push(row as unknown as StoredRow);
    } catch (error) {
      if (!isDamage(error)) throw error;
    }
    return rows.length > 0 ? rows : undefined;
  }

  #damagedAt(position: number): LogFailed {
    const [streamId] = this.#lookUp(
      'SELECT stream, revision FROM event INDEXED BY event_by_stream WHERE +position = ?',
      [position],
    ) ?? ['unknown'];
    return new LogFailed({ kind: 'damaged-event', streamId: String(streamId), position });
  }

  #damagedInStream(streamId: string, revision: number, backwards: boolean): LogFailed {
    const [position] = this.#lookUp(
      `SELECT position, revision FROM event INDEXED BY event_by_stream
       WHERE stream = ? AND revision ${backwards ? '<=' : '>='} ? ORDER BY revision ${backwards ? 'DESC' : ''} LIMIT 1`,
      [streamId, revision],
    ) ?? [0];
    return new LogFailed({ kind: 'damaged-event', streamId, position: Number(position) });
  }

  /** Asks the index alone, which holds a second copy of what is where. */
  #lookUp(sql: string, parameters: (string | number)[]): unknown[] | undefined {
    try {
      const statement = this.#database.prepare(sql);
      statement.setReturnArrays(true);
      return statement.get(...parameters) as unknown as unknown[] | undefined;
    } catch {
      return undefined;
    }
  }

  close(): void {
    this.#database.close();
  }
}
