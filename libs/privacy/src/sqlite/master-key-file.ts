import { createHmac, randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { decrypt, encrypt, keyBytes } from '../aes-gcm.ts';
import {
  MasterKeyRetired,
  partsOfWrapped,
  VaultUnavailable,
  wrappedText,
  WrappedTextRefused,
} from '../vault-engine.ts';

/** Keys in base64. */
interface Keys {
  /** Of id numbers. */
  readonly hmac: string;
  /** Master keys by generation. */
  readonly master: Readonly<Record<string, string>>;
}

const nothingBound = Buffer.alloc(0);

/** The master keys of an embedded vault, in a file that its owner alone can read. Read anew each time: others may rotate. */
export class MasterKeyFile {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** Only one process at a time may make or change the file. */
  makeUnlessThere(): void {
    if (!existsSync(this.#file)) this.#replace({ hmac: newKey(), master: { 1: newKey() } });
  }

  /** @throws VaultUnavailable when it is missing, is none, or others may read it */
  newest(): number {
    return newestOf(this.#read());
  }

  wrap(plain: Uint8Array): string {
    const keys = this.#read();
    const generation = newestOf(keys);
    return wrappedText(
      generation,
      withKey(keys.master[generation], (key) => encrypt(key, plain, nothingBound)),
    );
  }

  unwrap(wrapped: string): Buffer {
    const { generation, body } = partsOfWrapped(wrapped);
    const { master } = this.#read();
    const kept = master[generation];
    if (kept === undefined) {
      if (Object.keys(master).every((known) => Number(known) > generation))
        throw new MasterKeyRetired(generation);
      throw new WrappedTextRefused(
        `${this.#file} has no master key ${generation}: is it older than the vault?`,
      );
    }
    const plain = withKey(kept, (key) => decrypt(key, body, nothingBound));
    if (!plain) throw new WrappedTextRefused(`it was altered, or ${this.#file} belongs to another vault`);
    return plain;
  }

  hmac(text: string): string {
    return withKey(this.#read().hmac, (key) => createHmac('sha256', key).update(text).digest('hex'));
  }

  /** Only one process at a time may make or change the file. */
  add(): number {
    const keys = this.#read();
    const generation = newestOf(keys) + 1;
    this.#replace({ ...keys, master: { ...keys.master, [generation]: newKey() } });
    return generation;
  }

  /** Only one process at a time may make or change the file. */
  removeBefore(generation: number): void {
    const keys = this.#read();
    const kept = Object.entries(keys.master).filter(([known]) => Number(known) >= generation);
    if (kept.length > 0) this.#replace({ ...keys, master: Object.fromEntries(kept) });
  }

  #read(): Keys {
    try {
      if ((statSync(this.#file).mode & 0o077) !== 0)
        throw new VaultUnavailable(
          `${this.#file} holds the master keys and others may read it: chmod 0400 it`,
        );
      const keys = JSON.parse(readFileSync(this.#file, 'utf8')) as Partial<Keys>;
      if (!keys.hmac || !keys.master || Object.keys(keys.master).length === 0)
        throw new Error('no keys in it');
      return keys as Keys;
    } catch (error) {
      if (error instanceof VaultUnavailable) throw error;
      throw new VaultUnavailable(`${this.#file} does not give the master keys: ${(error as Error).message}`);
    }
  }

  #replace(keys: Keys): void {
    const draft = `${this.#file}.draft`;
    // One that was cut short may hold keys that have been retired since.
    rmSync(draft, { force: true });
    const descriptor = openSync(draft, 'wx', 0o400);
    try {
      writeFileSync(descriptor, JSON.stringify(keys));
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(draft, this.#file);
    syncFolder(dirname(this.#file));
  }
}

function newestOf({ master }: Keys): number {
  return Math.max(...Object.keys(master).map(Number));
}

function newKey(): string {
  return randomBytes(keyBytes).toString('base64');
}

function withKey<Result>(base64: string | undefined, use: (key: Buffer) => Result): Result {
  const key = Buffer.from(base64 ?? '', 'base64');
  try {
    return use(key);
  } finally {
    key.fill(0);
  }
}

/** A new name is only safe from a loss of power once its folder is on disk too. */
function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
