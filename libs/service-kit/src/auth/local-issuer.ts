import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { exportJWK, generateKeyPair, importJWK, SignJWT, type JSONWebKeySet, type JWK } from 'jose';
import { AUTH_DEFAULTS, type AuthOptions } from './auth-options.ts';
import type { Role } from './roles.ts';

export interface LocalIssuerOptions {
  /** Keeps the private key between starts, readable by its owner alone. Left out: a new key each time. */
  readonly keyFile?: string;
  /** Default `https://linli.local`. */
  readonly issuer?: string;
  /** Default `linli`. */
  readonly audience?: string;
  /** Longest life of a token, seconds; none is issued or accepted beyond. Default: a day. */
  readonly maxLifetimeSeconds?: number;
}

export interface TokenRequest {
  /** Pseudonym of the caller. */
  readonly subject: string;
  readonly roles: readonly Role[];
  /** Area path prefixes; `['']` is everywhere. */
  readonly areas: readonly string[];
  readonly unit?: string;
  /** The highest class of personal data that may be shown, 0 to 4. Default 0. */
  readonly clearance?: number;
  readonly ttlSeconds: number;
}

/** Signs tokens for the embedded city and for tests, where no identity provider stands beside it. Not for production. */
export interface LocalIssuer {
  /** What services of the same process verify with. */
  readonly auth: AuthOptions & { readonly maxLifetimeSeconds: number };
  /** The public keys. */
  readonly jwks: JSONWebKeySet;
  /** An access token (RFC 9068). Throws `RangeError` for a life longer than what is accepted. */
  issue(request: TokenRequest): Promise<string>;
}

const ALGORITHM = 'ES256';

export async function createLocalIssuer(options: LocalIssuerOptions = {}): Promise<LocalIssuer> {
  const issuer = options.issuer ?? 'https://linli.local';
  const audience = options.audience ?? 'linli';
  const maxLifetimeSeconds = options.maxLifetimeSeconds ?? AUTH_DEFAULTS.maxLifetimeSeconds;
  const jwk = options.keyFile === undefined ? await newKey() : await keptKey(options.keyFile);
  const key = await importJWK(jwk, ALGORITHM);
  const { d: _private, ...publicKey } = jwk;
  const jwks: JSONWebKeySet = { keys: [publicKey] };

  return {
    auth: { keys: jwks, issuer, audience, algorithms: [ALGORITHM], maxLifetimeSeconds },
    jwks,
    async issue({ subject, roles, areas, unit, clearance, ttlSeconds }) {
      if (ttlSeconds > maxLifetimeSeconds) {
        throw new RangeError(`a token lives ${maxLifetimeSeconds} s at most, not ${ttlSeconds}`);
      }
      const now = Math.floor(Date.now() / 1000);
      return new SignJWT({
        roles,
        areas,
        ...(unit !== undefined && { unit }),
        ...(clearance !== undefined && { clearance }),
      })
        .setProtectedHeader({ alg: ALGORITHM, typ: 'at+jwt', kid: String(jwk.kid) })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(subject)
        .setJti(randomUUID())
        .setIssuedAt(now)
        .setExpirationTime(now + ttlSeconds)
        .sign(key);
    },
  };
}

async function newKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  return { ...(await exportJWK(privateKey)), alg: ALGORITHM, use: 'sig', kid: randomUUID() };
}

/** Reads the key, or makes it: written whole under another name first, and the first of two starters wins. */
async function keptKey(file: string): Promise<JWK> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as JWK;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw new Error(`${file} does not hold the issuer's key; remove it to have a new one made`, {
        cause: error,
      });
    }
  }
  const draft = `${file}.${randomUUID()}`;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(draft, JSON.stringify(await newKey()), { mode: 0o600, flag: 'wx' });
  await link(draft, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await rm(draft);
  return JSON.parse(await readFile(file, 'utf8')) as JWK;
}
