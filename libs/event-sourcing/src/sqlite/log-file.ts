import { closeSync, fsyncSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { LogFailed } from './log-errors.ts';
import { applicationId, columns, formatVersion, isIntact, schema, type StoredRow } from './log-format.ts';
import { headFile, readLogHead } from './log-head.ts';
import { isDamage, sqliteCode } from './sqlite-failure.ts';

/** How many of the last events are checked whenever a log is opened. */
const checkedAtOpening = 100;
const sqliteBusy = 5;
/** Milliseconds. */
const lockPatience = 2_000;

export interface OpenedLog {
  readonly database: DatabaseSync;
  /** Last position, 0 when the log is empty. */
  readonly head: number;
  /** Time of the last event in milliseconds since 1970 UTC, 0 when the log is empty. */
  readonly recordedAt: number;
}

/**
 * Takes the right to write a log, as an exclusive transaction on an empty file beside it: the operating system gives it
 * back however the process ends, so nothing stale is left behind.
 * @throws LogFailed `in-use`
 */
export function lockLog(file: string): DatabaseSync {
  mkdirSync(dirname(file), { recursive: true });
  const lock = new DatabaseSync(`${file}.lock`, { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    if (((sqliteCode(error) ?? 0) & 0xff) === sqliteBusy)
      throw new LogFailed({ kind: 'in-use' }, { cause: error });
    throw error;
  }
}

/**
 * Opens a log for its one writer, who holds its lock; makes it when it is not there. Checks first what can be checked
 * fast, and does so read-only: a connection that may write would tidy the write-ahead log of a damaged log away.
 */
export function openForWriting(file: string): OpenedLog {
  checkPresence(file);
  const isNew = sizeOf(file) === 0;
  const found = isNew ? blank : checked(file);
  const database = opened(file, { readOnly: false }, (database) => {
    // WAL and FULL: one fsync a commit, and a commit that has returned survives a loss of power.
    const mode = database.prepare('PRAGMA journal_mode = WAL').get();
    if (mode?.['journal_mode'] !== 'wal')
      throw new LogFailed({ kind: 'broken', message: 'the file system cannot hold a log in WAL mode' });
    database.exec('PRAGMA synchronous = FULL; PRAGMA cache_size = -16384');
    if (found === blank) create(database);
    if (isNew) syncFolder(dirname(file));
    return database;
  });
  return { database, head: found.head, recordedAt: found.recordedAt };
}

/** Opens a log beside its writer, in the same process or in another one. */
export function openForReading(file: string): OpenedLog {
  checkPresence(file);
  if (sizeOf(file) === 0) throw notThere();
  return opened(file, { readOnly: true }, (database) => {
    if (isBlank(database)) throw notThere();
    database.exec('PRAGMA cache_size = -8192');
    checkFormat(database);
    return { database, ...checkTail(file, database) };
  });
}

const blank = { head: 0, recordedAt: 0 } as const;

function checked(file: string): { readonly head: number; readonly recordedAt: number } {
  return opened(file, { readOnly: true }, (database) => {
    const acknowledged = readLogHead(file) ?? 0;
    const isNothingYet = isBlank(database);
    if (isNothingYet && acknowledged > 0) throw damaged(behind(file, 0, acknowledged));
    if (!isNothingYet) checkFormat(database);
    checkSize(file, database);
    const found = isNothingYet ? blank : checkTail(file, database);
    database.close();
    return found;
  });
}

function opened<Result>(
  file: string,
  options: { readonly readOnly: boolean },
  use: (database: DatabaseSync) => Result,
): Result {
  let database: DatabaseSync | undefined;
  try {
    // Somebody else's lock, a backup's say, is waited for, but not for ever.
    database = new DatabaseSync(file, { ...options, timeout: lockPatience });
    return use(database);
  } catch (error) {
    if (database?.isOpen) database.close();
    if (isDamage(error)) throw damaged(error instanceof Error ? error.message : String(error));
    throw error;
  }
}

function create(database: DatabaseSync): void {
  database.exec(
    `BEGIN IMMEDIATE; ${schema.join(';')};
     PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${formatVersion}; COMMIT`,
  );
}

/** Nothing in it yet: new, or its making was interrupted before the first transaction. */
function isBlank(database: DatabaseSync): boolean {
  return (
    pragma(database, 'application_id') === 0 &&
    pragma(database, 'schema_version') === 0 &&
    pragma(database, 'user_version') === 0
  );
}

/** Refuses what is no log, or a log of a newer format. */
export function checkFormat(database: DatabaseSync): void {
  if (pragma(database, 'application_id') !== applicationId)
    throw damaged('it is a SQLite file, but not an event log');
  const found = pragma(database, 'user_version');
  if (found > formatVersion) throw new LogFailed({ kind: 'too-new', found, known: formatVersion });
  const made = database.prepare('SELECT sql FROM sqlite_schema ORDER BY rowid').all();
  if (made.length !== schema.length || made.some((entry, index) => entry['sql'] !== schema[index]))
    throw damaged('its tables are not those of an event log');
}

/**
 * What SQLite would take for a new database, and must not. The file's size only: opening and closing the file here would
 * drop every lock that this process holds on it (https://www.sqlite.org/howtocorrupt.html, 2.2).
 */
function checkPresence(file: string): void {
  const acknowledged = readLogHead(file) ?? 0;
  if (sizeOf(file) === 0 && acknowledged > 0)
    throw damaged(`it is missing or empty, but ${headFile(file)} says that it held ${acknowledged} events`);
}

/** Only for the writer: beside a running one the size is on the move. SQLite itself refuses a file that is too short. */
function checkSize(file: string, database: DatabaseSync): void {
  // A checkpoint that was interrupted leaves the file shorter than its header says; the -wal still holds the rest.
  if (sizeOf(`${file}-wal`) > 0) return;
  const expected = pragma(database, 'page_count') * pragma(database, 'page_size');
  const size = sizeOf(file);
  if (size !== expected)
    throw damaged(
      `it has ${size} bytes where its header says ${expected}: it has been cut short or added to`,
    );
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** The last events one by one, against their digests, the index and the file that says how far the log reached. */
function checkTail(file: string, database: DatabaseSync): { head: number; recordedAt: number } {
  // Read before the log: a writer may go on meanwhile, and then the log is ahead, never behind.
  const acknowledged = readLogHead(file) ?? 0;
  const last = database.prepare(`SELECT ${columns} FROM event ORDER BY position DESC LIMIT ?`);
  last.setReturnArrays(true);
  const indexed = database.prepare(
    'SELECT position FROM event INDEXED BY event_by_stream WHERE stream = ? AND revision = ?',
  );
  const rows = last.all(checkedAtOpening) as unknown as StoredRow[];
  const head = rows[0]?.[0] ?? 0;
  if (head < acknowledged) throw damaged(behind(file, head, acknowledged));
  if (rows.length !== Math.min(head, checkedAtOpening)) throw damaged('events are missing near its end');
  rows.forEach((row, index) => {
    const [position, stream, revision] = row;
    if (position !== head - index) throw damaged(`the event at position ${head - index} is missing`);
    if (!isIntact(row))
      throw damaged(`the event at position ${position} of stream ${stream} does not match its digest`);
    if (indexed.get(stream, revision)?.['position'] !== position)
      throw damaged(`the index does not know the event at position ${position} of stream ${stream}`);
  });
  return { head, recordedAt: rows[0]?.[4] ?? 0 };
}

/** A new file is only safe from a loss of power once its folder is on disk too. */
export function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function pragma(database: DatabaseSync, name: string): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
}

function behind(file: string, head: number, acknowledged: number): string {
  return (
    `it ends at position ${head}, but ${headFile(file)} says that it reached ${acknowledged}; ` +
    'was its -wal file deleted, or an older copy put in its place?'
  );
}

function notThere(): LogFailed {
  return new LogFailed({
    kind: 'broken',
    message: 'there is no such log; has the service that writes it been started?',
  });
}

function damaged(damage: string): LogFailed {
  return new LogFailed({ kind: 'damaged-log', damage });
}
