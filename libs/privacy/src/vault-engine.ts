/**
 * What holds the keys: master keys that never leave it, and records in which wrapped keys lie. Implementations pass
 * `vaultConformance`. The `Vault` above it is the same for all of them.
 *
 * Errors: `MasterKeyRetired`, `WrappedTextRefused`, `VaultUnavailable` (file locked, server gone, token refused).
 */
export interface VaultEngine {
  /** Encrypts under the newest master key. The same bytes never come out the same twice. */
  wrap(plain: Uint8Array): Promise<string>;
  unwrap(wrapped: string): Promise<Buffer>;
  /** The same bytes under the newest master key, without showing them. */
  rewrap(wrapped: string): Promise<string>;
  /** Generation of the newest master key, from 1 on. */
  generation(): Promise<number>;
  /** Makes the next master key; its generation. What older ones have wrapped still opens. */
  rotate(): Promise<number>;
  /** Destroys every master key before that generation: what they have wrapped opens never again. */
  retire(before: number): Promise<void>;
  /** HMAC-SHA-256 under a key of its own that no rotation changes, in lower-case hexadecimal digits. */
  hmac(text: string): Promise<string>;
  read(path: string): Promise<StoredRecord | undefined>;
  /**
   * Replaces the record when it still has that revision, 0 where there is none yet; false when it has not. Durable when
   * it resolves, and what stood there before is kept nowhere.
   */
  write(path: string, value: RecordValue, revision: number): Promise<boolean>;
  /** The names directly below a folder, in any order: `list('a')` of `a/b` is `['b']`. */
  list(folder: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** JSON. */
export type RecordValue = Readonly<Record<string, unknown>>;

export interface StoredRecord {
  readonly value: RecordValue;
  readonly revision: number;
}

const wrappedForm = /^vault:v([1-9][0-9]{0,8}):([A-Za-z0-9+/]+={0,2})$/;

/** A wrapped text, `vault:v3:…` as the transit engines write it, in its parts. */
export function partsOfWrapped(wrapped: string): { readonly generation: number; readonly body: Buffer } {
  const [, generation, body] = wrappedForm.exec(wrapped) ?? [];
  if (generation === undefined || body === undefined) throw new WrappedTextRefused('it has not the form');
  return { generation: Number(generation), body: Buffer.from(body, 'base64') };
}

export function wrappedText(generation: number, body: Buffer): string {
  return `vault:v${generation}:${body.toString('base64')}`;
}

/** Wrapped by a master key that has been destroyed. */
export class MasterKeyRetired extends Error {
  override readonly name = 'MasterKeyRetired';
  constructor(generation: number) {
    super(`it was wrapped by master key ${generation}, which has been retired`);
  }
}

/** Not what a master key of this vault has wrapped, or not for this subject and group. */
export class WrappedTextRefused extends Error {
  override readonly name = 'WrappedTextRefused';
  constructor(reason: string) {
    super(`the vault refuses a wrapped key: ${reason}`);
  }
}

/** The engine cannot answer now, or is not set up as it must be. */
export class VaultUnavailable extends Error {
  override readonly name = 'VaultUnavailable';
}
