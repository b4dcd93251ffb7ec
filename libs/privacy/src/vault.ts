import { randomBytes } from 'node:crypto';
import { purposeGroups } from '@linli/contracts';
import { keyBytes } from './aes-gcm.ts';
import { forgetNumber, subjectOf } from './identity-index.ts';
import { KeyCache, type DataKey } from './key-cache.ts';
import type { KeyOwner, SubjectKeyEvent, SubjectKeyLog } from './key-events.ts';
import { subjectPath, update } from './records.ts';
import { retireMasterKeys, rewrapAll } from './rotation.ts';
import { afterEvent, standingOf, unknownSubject, type SubjectRecord } from './subject-record.ts';
import { WrappedTextRefused, type VaultEngine } from './vault-engine.ts';

export interface VaultOptions {
  readonly engine: VaultEngine;
  /** Where restrictions and destructions are recorded; the vault stands behind it. */
  readonly log: SubjectKeyLog;
  /** Milliseconds since 1970 UTC. */
  readonly now: () => number;
}

/** The subject's key is gone for good. */
export class KeyDestroyed extends Error {
  override readonly name = 'KeyDestroyed';
}

/** The subject's data are kept and neither read nor written. */
export class KeyRestricted extends Error {
  override readonly name = 'KeyRestricted';
}

/** The vault has no such key: it was never made here, or an older copy of the vault has been put back. */
export class KeyUnknown extends Error {
  override readonly name = 'KeyUnknown';
}

const subjectForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const positionPath = 'position';
/** Events after which the position is noted while many are replayed. */
const noted = 500;
const sweepMs = 60_000;

/** How the vault is asked for a key. */
type Wish = 'existing' | 'or-new';

/**
 * The data keys of persons: one a subject and purpose group, made when it is first needed, wrapped by the engine's master
 * key. Nothing restricts or destroys a key but an event of the log, and nothing is answered before the log has been
 * replayed, so that an older copy of the vault brings nobody back.
 */
export class Vault {
  readonly #engine: VaultEngine;
  readonly #log: SubjectKeyLog;
  readonly #now: () => number;
  readonly #cache: KeyCache;
  readonly #sweeping: NodeJS.Timeout;
  /** Keys on their way into the cache; `overtaken` when an event of their subject has come meanwhile. */
  readonly #loads = new Map<
    string,
    { readonly done: Promise<void>; readonly subject: string; overtaken: boolean }
  >();
  /** Of the last event that this process knows of. */
  #seen = Infinity;
  #catchingUp: Promise<void> = Promise.resolve();

  private constructor({ engine, log, now }: VaultOptions) {
    this.#engine = engine;
    this.#log = log;
    this.#now = now;
    this.#cache = new KeyCache(now);
    this.#sweeping = setInterval(() => this.#cache.sweep(), sweepMs).unref();
  }

  /** Replays what the vault has not seen of the log, then answers. */
  static async open(options: VaultOptions): Promise<Vault> {
    const vault = new Vault(options);
    try {
      await vault.catchUp();
      return vault;
    } catch (error) {
      await vault.close();
      throw error;
    }
  }

  /**
   * Takes up what has been recorded since; call it after such an event was appended, and every few seconds where other
   * processes append: their keys are dropped here by nothing else. Resolves when the log's end of now has been applied.
   */
  catchUp(): Promise<void> {
    this.#catchingUp = this.#catchingUp.catch(() => undefined).then(() => this.#replay());
    return this.#catchingUp;
  }

  /**
   * Encrypts with the owner's key, which is made if there is none. The key is only lent for the call.
   * @throws KeyDestroyed, KeyRestricted, VaultUnavailable
   */
  encryptWith<Result>(owner: KeyOwner, use: (key: DataKey) => Result): Promise<Result> {
    return this.#lend(owner, 'or-new', use);
  }

  /**
   * Decrypts with the owner's key. The key is only lent for the call.
   * @throws KeyDestroyed, KeyRestricted, KeyUnknown, MasterKeyRetired, WrappedTextRefused, VaultUnavailable
   */
  decryptWith<Result>(owner: KeyOwner, use: (key: DataKey) => Result): Promise<Result> {
    return this.#lend(owner, 'existing', use);
  }

  /**
   * The one subject of a citizen's id number; a new one when the number is new, or when its subject was destroyed.
   * @throws InvalidNationalId, VaultUnavailable
   */
  subjectOf(nationalId: string): Promise<string> {
    return subjectOf(this.#engine, nationalId);
  }

  /** Makes the next master key; its generation. Then `rewrap`, then `retire`. */
  rotate(): Promise<number> {
    return this.#engine.rotate();
  }

  /** Wraps all data keys by the newest master key; goes on where it was cut short. How many it wrapped this time. */
  rewrap(): Promise<number> {
    return rewrapAll(this.#engine, this.#now);
  }

  /**
   * Destroys the old master keys, and with them what every older copy of the vault could open.
   * @throws RotationUnfinished
   */
  retire(): Promise<void> {
    return retireMasterKeys(this.#engine, this.#now);
  }

  async close(): Promise<void> {
    clearInterval(this.#sweeping);
    await this.#catchingUp.catch(() => undefined);
    await Promise.allSettled([...this.#loads.values()].map(({ done }) => done));
    this.#cache.clear();
    await this.#engine.close();
  }

  async #lend<Result>(owner: KeyOwner, wish: Wish, use: (key: DataKey) => Result): Promise<Result> {
    if (!subjectForm.test(owner.subject) || !purposeGroups.includes(owner.group))
      throw new TypeError(`no subject and purpose group: ${owner.subject}, ${owner.group}`);
    const name = cacheName(owner);
    for (;;) {
      const key = this.#cache.get(name);
      // Used before anything else can happen: a key that leaves the cache is zeroed.
      if (key) return use(key);
      await this.#loadOnce(name, owner, wish);
    }
  }

  #loadOnce(name: string, owner: KeyOwner, wish: Wish): Promise<void> {
    const slot = `${name} ${wish}`;
    const running = this.#loads.get(slot);
    if (running) return running.done;
    const load = { subject: owner.subject, overtaken: false, done: Promise.resolve() };
    load.done = this.#keyOf(owner, wish)
      .then((key) => {
        if (load.overtaken) key.bytes.fill(0);
        else this.#cache.put(name, key);
      })
      .finally(() => this.#loads.delete(slot));
    this.#loads.set(slot, load);
    return load.done;
  }

  async #keyOf(owner: KeyOwner, wish: Wish): Promise<DataKey> {
    const { subject, group } = owner;
    let fresh: Buffer | undefined;
    const record = await update<SubjectRecord>(
      this.#engine,
      subjectPath(subject),
      unknownSubject,
      async (record) => {
        refuseUnlessActive(record, owner);
        if (record.keys[group]?.wrapped !== undefined || wish === 'existing') {
          fresh?.fill(0);
          fresh = undefined;
          return undefined;
        }
        fresh ??= randomBytes(keyBytes);
        const plain = Buffer.concat([namesOf(owner), fresh]);
        const wrapped = await this.#engine.wrap(plain);
        plain.fill(0);
        const key = { standing: 'active', id: randomBytes(6).toString('base64url'), wrapped } as const;
        return { ...record, keys: { ...record.keys, [group]: key } };
      },
    );
    const { id, wrapped } = record.keys[group] ?? {};
    if (id === undefined || wrapped === undefined)
      throw new KeyUnknown(`the vault has no key of subject ${subject} for ${group}`);
    return { id, bytes: fresh ?? ownKey(await this.#engine.unwrap(wrapped), owner) };
  }

  async #replay(): Promise<void> {
    const stored = Number((await this.#engine.read(positionPath))?.value['position'] ?? 0);
    // An older copy may have been put back under the running process, or another process may have gone ahead.
    let count = 0;
    for await (const event of this.#log.after(Math.min(stored, this.#seen))) {
      await this.#apply(event);
      this.#seen = event.position;
      if (++count % noted === 0) await this.#note(event.position);
    }
    if (this.#seen === Infinity) this.#seen = stored;
    else await this.#note(this.#seen);
  }

  /** Applying twice is applying once: records know the last event that they took. */
  async #apply(event: SubjectKeyEvent): Promise<void> {
    const { subject, group } = event.data;
    if (!subjectForm.test(subject))
      throw new TypeError(`no subject at position ${event.position}: ${subject}`);
    this.#drop(subject);
    try {
      const record = await update(this.#engine, subjectPath(subject), unknownSubject, (record) =>
        afterEvent(record, event),
      );
      if (event.type === 'SubjectKeyDestroyed' && group === undefined)
        await forgetNumber(this.#engine, subject, record);
    } finally {
      this.#drop(subject);
    }
  }

  async #note(position: number): Promise<void> {
    await update(this.#engine, positionPath, { position: 0 }, (noted) =>
      noted.position < position ? { position } : undefined,
    );
  }

  #drop(subject: string): void {
    for (const group of purposeGroups) this.#cache.drop(cacheName({ subject, group }));
    for (const load of this.#loads.values()) if (load.subject === subject) load.overtaken = true;
  }
}

function refuseUnlessActive(record: SubjectRecord, { subject, group }: KeyOwner): void {
  const standing = standingOf(record, group);
  if (standing === 'destroyed')
    throw new KeyDestroyed(`the key of subject ${subject} for ${group} is destroyed`);
  if (standing === 'restricted')
    throw new KeyRestricted(
      `the data of subject ${subject} for ${group} are restricted: kept, not read or written`,
    );
}

function cacheName({ subject, group }: KeyOwner): string {
  return `${subject} ${group}`;
}

/** What stands before the key in what is wrapped, so that one person's wrapped key is of no use as another's. */
function namesOf({ subject, group }: KeyOwner): Buffer {
  return Buffer.from(`${subject}\0${group}\0`);
}

function ownKey(unwrapped: Buffer, owner: KeyOwner): Buffer {
  const names = namesOf(owner);
  const bytes = Buffer.from(unwrapped.subarray(names.length));
  const isOwn = unwrapped.subarray(0, names.length).equals(names) && bytes.length === keyBytes;
  unwrapped.fill(0);
  if (isOwn) return bytes;
  bytes.fill(0);
  throw new WrappedTextRefused(`it is not that of subject ${owner.subject} for ${owner.group}`);
}
