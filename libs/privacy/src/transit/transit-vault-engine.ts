import {
  MasterKeyRetired,
  partsOfWrapped,
  VaultUnavailable,
  WrappedTextRefused,
  type RecordValue,
  type StoredRecord,
  type VaultEngine,
} from '../vault-engine.ts';
import { ServerClient, type ServerOptions } from './server-client.ts';

export interface TransitVaultOptions extends ServerOptions {
  /** Mount of the transit engine, which has the keys `linli-master` (aes256-gcm96) and `linli-numbers` (hmac). Default `transit`. */
  readonly transit?: string;
  /** Mount of a key/value engine, version 2, that keeps one version (`max_versions=1`). Default `linli`. */
  readonly records?: string;
}

/** Of the key of id numbers: another one would make two subjects of one person. */
const numbersVersion = 1;

/** A vault on an OpenBao or a HashiCorp Vault: master keys in its transit engine, records in its key/value engine. */
export class TransitVaultEngine implements VaultEngine {
  readonly #server: ServerClient;
  readonly #transit: string;
  readonly #records: string;

  private constructor({ transit = 'transit', records = 'linli', ...server }: TransitVaultOptions) {
    this.#server = new ServerClient(server);
    this.#transit = transit;
    this.#records = records;
  }

  /** @throws VaultUnavailable when the server does not answer, or is not set up as `docs/keys.md` says */
  static async open(options: TransitVaultOptions): Promise<TransitVaultEngine> {
    const engine = new TransitVaultEngine(options);
    await engine.generation();
    await engine.hmac('');
    const kept = (await engine.#server.get(`${engine.#records}/config`))?.['max_versions'];
    if (kept !== 1)
      throw new VaultUnavailable(
        `the records at ${engine.#records} keep ${kept ?? 'unknown'} versions: with max_versions=1 what is destroyed is gone`,
      );
    return engine;
  }

  async wrap(plain: Uint8Array): Promise<string> {
    const plaintext = Buffer.from(plain).toString('base64');
    return String((await this.#ask('encrypt/linli-master', { plaintext }))['ciphertext']);
  }

  async unwrap(wrapped: string): Promise<Buffer> {
    return Buffer.from(String((await this.#open('decrypt', wrapped))['plaintext']), 'base64');
  }

  async rewrap(wrapped: string): Promise<string> {
    return String((await this.#open('rewrap', wrapped))['ciphertext']);
  }

  async generation(): Promise<number> {
    return Number((await this.#masterKey())['latest_version']);
  }

  async rotate(): Promise<number> {
    await this.#ask('keys/linli-master/rotate', {});
    return this.generation();
  }

  async retire(before: number): Promise<void> {
    const version = Math.min(before, await this.generation());
    if (version === 1) return;
    await this.#ask('keys/linli-master/config', {
      min_decryption_version: version,
      min_encryption_version: version,
    });
    await this.#ask('keys/linli-master/trim', { min_available_version: version });
  }

  async hmac(text: string): Promise<string> {
    const input = Buffer.from(text).toString('base64');
    const { hmac } = await this.#ask('hmac/linli-numbers/sha2-256', { input, key_version: numbersVersion });
    return partsOfWrapped(String(hmac)).body.toString('hex');
  }

  async read(path: string): Promise<StoredRecord | undefined> {
    const found = await this.#server.get(`${this.#records}/data/${path}`);
    if (!found) return undefined;
    const { data, metadata } = found as { data: RecordValue; metadata: { version: number } };
    return { value: data, revision: metadata.version };
  }

  async write(path: string, value: RecordValue, revision: number): Promise<boolean> {
    const body = { data: value, options: { cas: revision } };
    const { wrong } = await this.#server.tryPost(`${this.#records}/data/${path}`, body);
    if (wrong === undefined) return true;
    if (wrong.includes('check-and-set')) return false;
    throw new VaultUnavailable(`the record ${path} is not taken: ${wrong}`);
  }

  async list(folder: string): Promise<readonly string[]> {
    const found = await this.#server.get(`${this.#records}/metadata/${folder}?list=true`);
    return ((found?.['keys'] ?? []) as readonly string[]).filter((name) => !name.endsWith('/'));
  }

  async close(): Promise<void> {
    // Each request stands for itself.
  }

  async #open(action: 'decrypt' | 'rewrap', wrapped: string): Promise<RecordValue> {
    const { generation } = partsOfWrapped(wrapped);
    const answer = await this.#server.tryPost(`${this.#transit}/${action}/linli-master`, {
      ciphertext: wrapped,
    });
    if (answer.wrong === undefined) return answer.data;
    const oldest = Number((await this.#masterKey())['min_decryption_version']);
    throw generation < oldest ? new MasterKeyRetired(generation) : new WrappedTextRefused(answer.wrong);
  }

  async #masterKey(): Promise<RecordValue> {
    const found = await this.#server.get(`${this.#transit}/keys/linli-master`);
    if (!found) throw new VaultUnavailable(`there is no key linli-master at ${this.#transit}`);
    return found;
  }

  #ask(path: string, body: RecordValue): Promise<RecordValue> {
    return this.#server.post(`${this.#transit}/${path}`, body);
  }
}
