import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';

/** After this the keys are asked for again: a key that the issuer has withdrawn is good no longer. */
const REFRESH_MS = 10 * 60_000;
/** A key that the issuer did not have is asked for again after this, whoever presents it how often. */
const LOOK_AGAIN_MS = 30_000;
const RETRY_MS = 5_000;
const TIMEOUT_MS = 5_000;

export interface IssuerKeysOptions {
  /** Address of the issuer's JSON Web Key Set (RFC 7517). */
  readonly url: string;
  /** While the address does not answer, the keys fetched last are good for so long, milliseconds. */
  readonly keepMs: number;
  /** Milliseconds of a clock that nobody sets. */
  readonly elapsed: () => number;
}

export interface IssuerKeysState {
  /** Since the keys in use were fetched, milliseconds; left out before the first. */
  readonly ageMs?: number;
  /** Why the last question was not answered; left out when it was. */
  readonly failure?: string;
  /** For how long the keys in use are good if nobody answers, milliseconds; 0 when there are none. */
  readonly goodForMs: number;
}

/** The keys cannot be had, or not this one: nothing is known about the token. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}

/**
 * The public keys of an issuer, fetched when they are needed. An issuer that is away stops nobody whose key is known: the
 * last good keys go on for a bounded time. Those that an issuer withdraws are good until the next refresh and no longer.
 */
export class IssuerKeys {
  readonly #options: IssuerKeysOptions;
  #keys: { readonly find: JWTVerifyGetKey; readonly at: number } | undefined;
  #failure: { readonly error: KeysUnavailable; readonly at: number } | undefined;
  #asking: Promise<void> | undefined;

  constructor(options: IssuerKeysOptions) {
    this.#options = options;
  }

  /**
   * The key a token names. Throws `JWKSNoMatchingKey` when the issuer has no such key, and `KeysUnavailable` when that
   * cannot be known now.
   */
  readonly find: JWTVerifyGetKey = async (header, token) => {
    await this.#beUsable();
    try {
      return await this.#known.find(header, token);
    } catch (error) {
      const unknown = error instanceof errors.JWKSNoMatchingKey;
      const askedJustNow = this.#failure === undefined && this.#ageMs < LOOK_AGAIN_MS;
      if (!unknown || askedJustNow) throw error;
    }
    await this.#ask();
    return this.#known.find(header, token);
  };

  state(): IssuerKeysState {
    return {
      ...(this.#keys && { ageMs: this.#ageMs }),
      ...(this.#failure && { failure: this.#failure.error.message }),
      goodForMs: this.#goodForMs,
    };
  }

  get #goodForMs(): number {
    return Math.max(0, Math.max(REFRESH_MS, this.#options.keepMs) - this.#ageMs);
  }

  get #ageMs(): number {
    return this.#keys === undefined ? Number.POSITIVE_INFINITY : this.#options.elapsed() - this.#keys.at;
  }

  get #known(): { readonly find: JWTVerifyGetKey } {
    if (this.#keys === undefined) throw new KeysUnavailable('no keys have been fetched yet');
    return this.#keys;
  }

  async #beUsable(): Promise<void> {
    if (this.#ageMs < REFRESH_MS) return;
    // Who has failed may take its time to fail again: nobody whose key is known waits for that.
    if (this.#failure !== undefined && this.#goodForMs > 0) {
      this.#ask().catch(() => undefined);
      return;
    }
    await this.#ask().catch((error: unknown) => {
      if (this.#goodForMs === 0) throw error;
    });
  }

  #ask(): Promise<void> {
    const { elapsed } = this.#options;
    if (this.#failure !== undefined && elapsed() - this.#failure.at < RETRY_MS)
      return Promise.reject(this.#failure.error);
    this.#asking ??= this.#fetch().finally(() => (this.#asking = undefined));
    return this.#asking;
  }

  async #fetch(): Promise<void> {
    const { url, elapsed } = this.#options;
    try {
      const answer = await fetch(url, {
        headers: { accept: 'application/jwk-set+json, application/json' },
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const body = await answer.text();
      if (answer.status !== 200) throw new Error(`it answered ${answer.status}`);
      this.#keys = { find: createLocalJWKSet(JSON.parse(body) as JSONWebKeySet), at: elapsed() };
      this.#failure = undefined;
    } catch (error) {
      const unavailable = new KeysUnavailable(reasonOf(error), { cause: error });
      this.#failure = { error: unavailable, at: elapsed() };
      throw unavailable;
    }
  }
}

/** What `fetch` says of a connection that failed stands in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error && cause.message !== '' ? cause.message : error.message;
}
