import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { LogFailed } from './log-errors.ts';
import { lockLog, openForWriting, type OpenedLog } from './log-file.ts';
import { digestOf, frameOf } from './log-format.ts';
import { LogHead } from './log-head.ts';
import { failureOf, sqliteCode } from './sqlite-failure.ts';

/**
 * Appends as they travel to the writer, flat because flat arrays of text are what threads exchange fastest:
 * for each append `streamId, expectedRevision, commandId, recordedAt, number of events`, then for each of its events
 * `id, type, version, data, metadata`. The expected revision is -1 for "no stream" and -2 for "any".
 */
export type PackedAppends = readonly (string | number)[];

/** Four numbers to an append, in the order of the appends: what became of it, revision, position, time. */
export type PackedResults = number[];

export const recorded = 0;
export const repeated = 1;
/** The revision given with it is the stream's actual one. */
export const conflicting = 2;

export const noRevision = -1;
export const anyRevision = -2;

/** Then all are forgotten and looked up anew: cheaper than keeping account of which was used last. */
const rememberedStreams = 50_000;
/** Length of the write-ahead log at which it is moved into the file: 4 MB, a few milliseconds' work. */
const pagesPerCheckpoint = 1_000;
// Result codes of SQLite: IOERR; IOERR_FSYNC, IOERR_DIR_FSYNC; CONSTRAINT_UNIQUE.
const ioError = 10;
const syncFailed = new Set([1034, 1290]);
const uniqueViolated = 2067;

/** Writes one log. Lives in a worker thread: every call blocks until the disk has answered. */
export class LogWriter {
  readonly #file: string;
  readonly #lock: DatabaseSync;
  readonly #database: DatabaseSync;
  readonly #headFile: LogHead;
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;
  readonly #insert: StatementSync;
  readonly #walPages: StatementSync;
  readonly #checkpoint: StatementSync;
  readonly #truncate: StatementSync;
  readonly #lastRevision: StatementSync;
  readonly #commandInStream: StatementSync;
  /** Last revisions of streams written lately; right as long as this is the only writer, which the lock sees to. */
  readonly #revisions = new Map<string, number>();
  /** Up to where the open transaction has come, and what it answers when it is durable. */
  #head: number;
  #recordedAt: number;
  #results: PackedResults = [];
  #durable: { readonly head: number; readonly recordedAt: number };
  #isBroken = false;

  constructor(file: string) {
    this.#file = file;
    this.#lock = lockLog(file);
    let opened: OpenedLog | undefined;
    try {
      opened = openForWriting(file);
      this.#headFile = new LogHead(file);
    } catch (error) {
      opened?.database.close();
      this.#lock.close();
      throw error;
    }
    const { database, head, recordedAt } = opened;
    this.#database = database;
    this.#head = head;
    this.#recordedAt = recordedAt;
    this.#durable = { head, recordedAt };
    this.#headFile.write(head);
    // Checkpoints are ours to time: after the answer, not before it.
    this.#database.exec('PRAGMA wal_autocheckpoint = 0');
    const prepare = (sql: string) => {
      const statement = this.#database.prepare(sql);
      statement.setReturnArrays(true);
      return statement;
    };
    this.#begin = prepare('BEGIN IMMEDIATE');
    this.#commit = prepare('COMMIT');
    this.#insert = prepare('INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, unhex(?))');
    this.#walPages = prepare('PRAGMA wal_checkpoint(NOOP)');
    this.#checkpoint = prepare('PRAGMA wal_checkpoint(PASSIVE)');
    this.#truncate = prepare('PRAGMA wal_checkpoint(TRUNCATE)');
    this.#lastRevision = prepare('SELECT max(revision) FROM event WHERE stream = ?');
    this.#commandInStream = prepare(
      'SELECT position, revision, recorded_at, size FROM event WHERE stream = ? AND command_id = ?',
    );
  }

  /** Last durable position. */
  get head(): number {
    return this.#durable.head;
  }

  /** Time of the last durable event, 0 when there is none. */
  get recordedAt(): number {
    return this.#durable.recordedAt;
  }

  /** The disk has failed under a commit: what is on it is known only to somebody who opens the log anew. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  /**
   * Moves the whole write-ahead log into the file and syncs both: what a failed commit has left there is gone for good,
   * and the disk takes writes again.
   * @throws what SQLite throws when it does not; LogFailed when readers are in the way for too long
   */
  prove(): void {
    const [busy] = this.#truncate.get() as unknown as [busy: number];
    if (busy !== 0)
      throw new LogFailed({ kind: 'broken', message: 'readers keep the write-ahead log in use' });
  }

  /**
   * Puts appends into the transaction that the next `commit` makes durable. An append that conflicts or has been recorded
   * before writes nothing and disturbs no other.
   * @throws LogFailed when the transaction could not go on; then none of its appends stands in the log
   */
  add(appends: PackedAppends): void {
    try {
      if (!this.#database.isTransaction) this.#begin.run();
      for (let at = 0; at < appends.length;) at = this.#one(appends, at);
    } catch (error) {
      throw this.#undone(error);
    }
  }

  /**
   * Makes durable all that has been added, with one fsync, and says what became of each append.
   * @throws LogFailed when it could not be made durable; then none of it stands in the log
   */
  commit(): PackedResults {
    try {
      this.#commit.run();
    } catch (error) {
      throw this.#undone(error);
    }
    this.#durable = { head: this.#head, recordedAt: this.#recordedAt };
    const results = this.#results;
    this.#results = [];
    return results;
  }

  /** What need not be waited for: noting how far the log reaches, and moving a long write-ahead log into the file. */
  tidy(): void {
    this.#headFile.write(this.#durable.head);
    try {
      const [, pages] = this.#walPages.get() as unknown as [busy: number, pages: number];
      if (pages >= pagesPerCheckpoint) this.#checkpoint.get();
    } catch (error) {
      // On a full disk it stays as long as it is; the next append comes by here again.
      if (sqliteCode(error) === undefined) throw error;
    }
  }

  /** Handles the append that begins at an index and returns where the next one begins. */
  #one(appends: PackedAppends, start: number): number {
    const stream = appends[start] as string;
    const expected = appends[start + 1] as number;
    const commandId = appends[start + 2] as string;
    const count = appends[start + 4] as number;
    const end = start + 5 + count * 5;

    // Whoever expects no stream is nearly always right: the first insert finds out, and nothing is looked up before it.
    const last =
      this.#revisions.get(stream) ?? (expected === noRevision ? noRevision : this.#lookUpRevision(stream));
    if (expected !== anyRevision && expected !== last) {
      this.#decline(stream, expected, commandId);
      return end;
    }
    // The clock may be set back; recorded time never goes backwards.
    const time = Math.max(this.#recordedAt, appends[start + 3] as number);
    for (let index = 0; index < count; index++) {
      try {
        this.#write(
          appends,
          start + 5 + index * 5,
          stream,
          last + 1 + index,
          time,
          index === 0 ? commandId : null,
          index === 0 ? count : 0,
        );
      } catch (error) {
        // The first row of an append carries its command id, so one that has been recorded, or a stream that does exist,
        // stops it before anything of it is written. Any other row cannot be in the way of another one.
        if (index > 0 || sqliteCode(error) !== uniqueViolated) throw error;
        if (!this.#decline(stream, expected, commandId)) throw error;
        return end;
      }
    }
    this.#recordedAt = time;
    if (this.#revisions.size >= rememberedStreams) this.#revisions.clear();
    this.#revisions.set(stream, last + count);
    this.#results.push(recorded, last + count, this.#head, time);
    return end;
  }

  #write(
    appends: PackedAppends,
    at: number,
    stream: string,
    revision: number,
    time: number,
    commandId: string | null,
    size: number,
  ): void {
    const position = this.#head + 1;
    const id = appends[at] as string;
    const type = appends[at + 1] as string;
    const version = appends[at + 2] as number;
    const data = appends[at + 3] as string;
    const metadata = appends[at + 4] as string;
    const frame = frameOf(
      position,
      stream,
      revision,
      id,
      type,
      version,
      time,
      commandId,
      size,
      data,
      metadata,
    );
    this.#insert.run(
      position,
      stream,
      revision,
      id,
      type,
      version,
      time,
      commandId,
      size,
      data,
      metadata,
      digestOf(frame),
    );
    this.#head = position;
  }

  /** Answers an append that cannot be written: its command has been recorded, or its stream is at another revision. */
  #decline(stream: string, expected: number, commandId: string): boolean {
    const before = this.#commandInStream.get(stream, commandId) as unknown as
      [position: number, revision: number, recordedAt: number, size: number] | undefined;
    if (before) {
      const [position, first, time, size] = before;
      this.#results.push(repeated, first + size - 1, position + size - 1, time);
      return true;
    }
    const actual = this.#lookUpRevision(stream);
    if (expected === anyRevision || expected === actual) return false;
    this.#results.push(conflicting, actual, 0, 0);
    return true;
  }

  #lookUpRevision(stream: string): number {
    const [last] = this.#lastRevision.get(stream) as unknown as [number | null];
    return last ?? noRevision;
  }

  /** Takes back a failed transaction and says what it means. */
  #undone(error: unknown): LogFailed {
    ({ head: this.#head, recordedAt: this.#recordedAt } = this.#durable);
    this.#results = [];
    this.#revisions.clear();
    const failed = new LogFailed(failureOf(this.#file, error), { cause: error });
    const code = sqliteCode(error) ?? 0;
    this.#isBroken = syncFailed.has(code) || ((code & 0xff) === ioError && failed.failure.kind === 'broken');
    try {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      // Moving the -wal into the log makes its space usable again, where there is any.
      if (failed.failure.kind === 'full') this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    } catch {
      // The next append tries anew and says so itself.
    }
    return failed;
  }

  close(): void {
    this.#database.close();
    this.#headFile.close();
    this.#lock.close();
  }
}
