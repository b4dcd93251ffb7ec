import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/** "LLrm": marks the file as documents of Linli. */
const applicationId = 0x4c4c726d;
/** Raised when the tables below change; a read model is rebuilt rather than migrated. */
export const formatVersion = 1;

/** The data file cannot be used as it is. A read model holds nothing that the logs do not: it may be deleted. */
export class UnusableDataFile extends Error {
  override readonly name = 'UnusableDataFile';
  readonly file: string;
  readonly reason: 'newer-format' | 'damaged' | 'foreign';
  constructor(file: string, reason: UnusableDataFile['reason'], detail: string) {
    const remedy =
      reason === 'foreign'
        ? 'Choose another file.'
        : `Read models are built from the logs: stop the service, delete ${file} with its -wal and -shm, start again.`;
    super(`${file}: ${detail}. ${remedy}`);
    this.file = file;
    this.reason = reason;
  }
}

const catalogue = `
  CREATE TABLE sources (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
  CREATE TABLE generations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    view TEXT NOT NULL,
    generation INTEGER NOT NULL,
    schema TEXT NOT NULL,
    dropped INTEGER NOT NULL DEFAULT 0
  );
  CREATE UNIQUE INDEX generations_by_ref ON generations (view, generation) WHERE dropped = 0;
  CREATE TABLE aliases (view TEXT PRIMARY KEY, active INTEGER NOT NULL, previous INTEGER) WITHOUT ROWID;
  CREATE TABLE checkpoints (
    generation_id INTEGER NOT NULL,
    source INTEGER NOT NULL,
    position INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    PRIMARY KEY (generation_id, source)
  ) WITHOUT ROWID;
  CREATE TABLE parked (
    generation_id INTEGER NOT NULL,
    source INTEGER NOT NULL,
    position INTEGER NOT NULL,
    stream_id TEXT NOT NULL,
    type TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    parked_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    event TEXT NOT NULL,
    PRIMARY KEY (generation_id, source, position)
  );
`;

/** What came after files had been written: it is added to those, and older programs do not mind. */
const additions = `
  CREATE TABLE IF NOT EXISTS taken_over (
    generation_id INTEGER PRIMARY KEY,
    elder_id INTEGER NOT NULL,
    elder INTEGER NOT NULL,
    collections TEXT NOT NULL,
    positions TEXT NOT NULL,
    complete INTEGER NOT NULL
  );
  CREATE TABLE IF NOT EXISTS applied_late (generation_id INTEGER PRIMARY KEY);
`;

/**
 * Opens the file to write, making it when it is not there. `synchronous=NORMAL`: a power cut may take the last
 * transactions, whole and in order; since the checkpoint is in the same transaction as what it stands for, what was lost
 * is projected again from the log. The log itself is `FULL`.
 */
export function openForWriting(file: string): DatabaseSync {
  const fresh = !existsSync(file);
  return guarded(file, () => {
    const db = new DatabaseSync(file, { timeout: 5_000 });
    try {
      const id = pragma(db, 'application_id');
      const tables = db.prepare('SELECT count(*) AS n FROM sqlite_schema').get() as { n: number };
      if (id !== applicationId && tables.n > 0) {
        throw new UnusableDataFile(file, 'foreign', 'this is a database of something else');
      }
      checkFormat(file, db);
      db.exec('PRAGMA journal_mode = WAL');
      db.exec('PRAGMA synchronous = NORMAL');
      db.exec('PRAGMA cache_size = -32768');
      db.exec('PRAGMA temp_store = MEMORY');
      db.exec('PRAGMA wal_autocheckpoint = 16000');
      db.exec('PRAGMA journal_size_limit = 67108864');
      if (fresh || tables.n === 0) create(db);
      db.exec(additions);
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  });
}

/** Opens the file to read beside its writer: WAL gives each question one state of the file. */
export function openForReading(file: string): DatabaseSync {
  return guarded(file, () => {
    const db = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
    db.exec('PRAGMA cache_size = -16384');
    db.exec('PRAGMA temp_store = MEMORY');
    return db;
  });
}

function create(db: DatabaseSync): void {
  db.exec('BEGIN IMMEDIATE');
  // Another process may have made the tables while this one waited for the lock.
  if ((db.prepare('SELECT count(*) AS n FROM sqlite_schema').get() as { n: number }).n === 0) {
    db.exec(`PRAGMA application_id = ${applicationId}`);
    db.exec(`PRAGMA user_version = ${formatVersion}`);
    db.exec(catalogue);
  }
  db.exec('COMMIT');
}

function checkFormat(file: string, db: DatabaseSync): void {
  const version = pragma(db, 'user_version');
  if (version > formatVersion) {
    throw new UnusableDataFile(
      file,
      'newer-format',
      `written by a newer version of this program (format ${version}, this one knows ${formatVersion})`,
    );
  }
}

function guarded<T>(file: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    const code = sqliteCode(error);
    if (code === SQLITE_CORRUPT || code === SQLITE_NOTADB) {
      throw new UnusableDataFile(file, 'damaged', `the file is damaged (${(error as Error).message})`);
    }
    throw error;
  }
}

function pragma(db: DatabaseSync, name: string): number {
  return Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0] as number;
}

export const SQLITE_IOERR = 10;
export const SQLITE_CORRUPT = 11;
export const SQLITE_FULL = 13;
export const SQLITE_CONSTRAINT = 19;
export const SQLITE_NOTADB = 26;

/** The primary result code of an error of `node:sqlite`; undefined for every other error. */
export function sqliteCode(error: unknown): number | undefined {
  const code = (error as { errcode?: unknown }).errcode;
  return typeof code === 'number' ? code & 0xff : undefined;
}
