import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { VaultUnavailable, type RecordValue, type StoredRecord, type VaultEngine } from '../vault-engine.ts';
import { MasterKeyFile } from './master-key-file.ts';

/** `LNLV` in the file's header: told apart from every other SQLite file. */
const applicationId = 0x4c4e4c56;
const formatVersion = 1;
/** Milliseconds that a lock of another process is waited for. */
const lockPatience = 5_000;

const schema =
  'CREATE TABLE record (path TEXT PRIMARY KEY, revision INTEGER NOT NULL, value TEXT NOT NULL) STRICT, WITHOUT ROWID';

export interface SqliteVaultOptions {
  /** Records: `…/vault.db`; made when it is not there. */
  readonly file: string;
  /** Master keys, mode 0400; made together with a new `file` only. Default: `<file>.key`. Keep it out of backups of `file`. */
  readonly keyFile?: string;
}

/**
 * A vault in a file, for one machine; several processes of it may share one. Each write is one fsynced transaction on the
 * calling thread, and what it overwrites is zeroed in the file (`secure_delete`; the journal is cut to nothing).
 */
export class SqliteVaultEngine implements VaultEngine {
  readonly #file: string;
  readonly #database: DatabaseSync;
  readonly #keys: MasterKeyFile;

  private constructor(file: string, database: DatabaseSync, keys: MasterKeyFile) {
    this.#file = file;
    this.#database = database;
    this.#keys = keys;
  }

  /** @throws VaultUnavailable when the file is no vault or a newer one, or when its master keys are not there */
  static async open({ file, keyFile = `${file}.key` }: SqliteVaultOptions): Promise<SqliteVaultEngine> {
    mkdirSync(dirname(file), { recursive: true });
    const keys = new MasterKeyFile(keyFile);
    return ask(file, () => {
      closeSync(openSync(file, 'a', 0o600));
      const database = new DatabaseSync(file, { timeout: lockPatience });
      try {
        prepare(database, keys);
        keys.newest();
      } catch (error) {
        database.close();
        throw error;
      }
      return new SqliteVaultEngine(file, database, keys);
    });
  }

  async wrap(plain: Uint8Array): Promise<string> {
    return this.#keys.wrap(plain);
  }

  async unwrap(wrapped: string): Promise<Buffer> {
    return this.#keys.unwrap(wrapped);
  }

  async rewrap(wrapped: string): Promise<string> {
    const plain = this.#keys.unwrap(wrapped);
    try {
      return this.#keys.wrap(plain);
    } finally {
      plain.fill(0);
    }
  }

  async generation(): Promise<number> {
    return this.#keys.newest();
  }

  async rotate(): Promise<number> {
    return this.#alone(() => this.#keys.add());
  }

  async retire(before: number): Promise<void> {
    this.#alone(() => this.#keys.removeBefore(before));
  }

  async hmac(text: string): Promise<string> {
    return this.#keys.hmac(text);
  }

  async read(path: string): Promise<StoredRecord | undefined> {
    return ask(this.#file, () => {
      const row = this.#database.prepare('SELECT revision, value FROM record WHERE path = ?').get(path);
      return (
        row && { revision: Number(row['revision']), value: JSON.parse(String(row['value'])) as RecordValue }
      );
    });
  }

  async write(path: string, value: RecordValue, revision: number): Promise<boolean> {
    return ask(this.#file, () => {
      const json = JSON.stringify(value);
      const { changes } =
        revision === 0
          ? this.#database
              .prepare('INSERT INTO record (path, revision, value) VALUES (?, 1, ?) ON CONFLICT DO NOTHING')
              .run(path, json)
          : this.#database
              .prepare('UPDATE record SET revision = revision + 1, value = ? WHERE path = ? AND revision = ?')
              .run(json, path, revision);
      return changes === 1;
    });
  }

  async list(folder: string): Promise<readonly string[]> {
    return ask(this.#file, () =>
      this.#database
        .prepare("SELECT path FROM record WHERE path >= ? || '/' AND path < ? || '0'")
        .all(folder, folder)
        .map((row) => String(row['path']).slice(folder.length + 1))
        .filter((name) => !name.includes('/')),
    );
  }

  async close(): Promise<void> {
    if (this.#database.isOpen) this.#database.close();
  }

  /** The vault's own lock keeps others from changing the key file meanwhile. */
  #alone<Result>(change: () => Result): Result {
    return ask(this.#file, () => {
      this.#database.exec('BEGIN IMMEDIATE');
      try {
        return change();
      } finally {
        this.#database.exec('ROLLBACK');
      }
    });
  }
}

/** Keys are made with the records, under their lock: records whose keys are missing are not given others. */
function prepare(database: DatabaseSync, keys: MasterKeyFile): void {
  database.exec('PRAGMA journal_mode = TRUNCATE; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON');
  database.exec('BEGIN IMMEDIATE');
  try {
    if (pragma(database, 'schema_version') === 0) {
      keys.makeUnlessThere();
      database.exec(
        `${schema}; PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${formatVersion}`,
      );
    }
    if (pragma(database, 'application_id') !== applicationId) throw new Error('it is no vault');
    const found = pragma(database, 'user_version');
    if (found !== formatVersion)
      throw new Error(`it has format ${found}, this version knows ${formatVersion}`);
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

function pragma(database: DatabaseSync, name: string): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
}

function ask<Result>(file: string, question: () => Result): Result {
  try {
    return question();
  } catch (error) {
    if (error instanceof VaultUnavailable) throw error;
    throw new VaultUnavailable(`${file}: ${(error as Error).message}`, { cause: error });
  }
}
