import { hash } from 'node:crypto';
import { createLocalJWKSet, errors, jwtVerify, type JSONWebKeySet, type JWTPayload } from 'jose';
import { LRUCache } from 'lru-cache';
import { Problem } from '../problems/problem.ts';
import { AUTH_DEFAULTS, type AuthOptions } from './auth-options.ts';
import { callerOfClaims } from './caller-of-claims.ts';
import type { Caller } from './caller.ts';
import { IssuerKeys } from './issuer-keys.ts';
import { unauthenticated } from './unauthenticated.ts';

/** Checks tokens; what it has checked it remembers by digest, so that signatures do not dominate a busy caller's requests. */
export interface TokenVerifier {
  /** The caller, when this token was verified before and is still good: no signature is computed. */
  remembered(token: string): Caller | undefined;
  /** The caller, or a problem: 401 for the token's faults, 503 when the issuer's keys cannot be had. */
  verify(token: string): Promise<Caller>;
  /** The keys that come from the issuer's address; none where they were given. */
  readonly issuerKeys?: IssuerKeys;
}

export interface VerifierClocks {
  /** Milliseconds since 1970 UTC, which `exp` is compared with. */
  readonly now: () => number;
  /** Milliseconds of a clock that nobody sets: what is remembered ages by it. */
  readonly elapsed: () => number;
}

const CLOCKS: VerifierClocks = { now: () => Date.now(), elapsed: () => performance.now() };

const REMEMBERED_TOKENS = 10_000;
/** A key that the issuer withdraws keeps its tokens alive no longer than this. */
const REMEMBER_MS = 5 * 60_000;
const LONGEST_TOKEN = 8 * 1024;
const CLOCK_TOLERANCE_S = 5;
/** What RFC 9068 calls an access token; `jose` takes it with and without `application/`. */
const ACCESS_TOKEN = 'at+jwt';

export function createTokenVerifier(
  options: AuthOptions,
  { now, elapsed }: VerifierClocks = CLOCKS,
): TokenVerifier {
  const { keys, issuer, audience, algorithms, maxLifetimeSeconds, keepKeysSeconds } = {
    ...AUTH_DEFAULTS,
    ...options,
  };
  const issuerKeys =
    'jwksUrl' in keys && typeof keys.jwksUrl === 'string'
      ? new IssuerKeys({ url: keys.jwksUrl, keepMs: keepKeysSeconds * 1_000, elapsed })
      : undefined;
  const findKey = issuerKeys?.find ?? createLocalJWKSet(keys as JSONWebKeySet);
  const known = new LRUCache<string, Remembered>({ max: REMEMBERED_TOKENS });
  const running = new Map<string, Promise<Caller>>();
  const digestOf = (token: string) => hash('sha256', token, 'base64');

  async function check(token: string, digest: string): Promise<Caller> {
    const { payload } = await jwtVerify(token, findKey, {
      issuer,
      audience,
      typ: ACCESS_TOKEN,
      algorithms: [...algorithms],
      requiredClaims: ['exp', 'iat', 'sub'],
      clockTolerance: CLOCK_TOLERANCE_S,
      currentDate: new Date(now()),
    }).catch((error: unknown) => {
      throw refusalOf(error);
    });
    const { exp, iat } = lifetimeOf(payload);
    const issuedLater = iat > Math.floor(now() / 1_000) + CLOCK_TOLERANCE_S;
    const expiresAt = (exp + CLOCK_TOLERANCE_S) * 1_000;
    const caller = callerOfClaims(payload, expiresAt);
    if (issuedLater || exp - iat > maxLifetimeSeconds || caller === undefined) {
      throw unauthenticated('invalid-token');
    }
    known.set(digest, { caller, expires: exp * 1_000, checkAgain: elapsed() + REMEMBER_MS });
    return caller;
  }

  return {
    ...(issuerKeys && { issuerKeys }),
    remembered(token) {
      const entry = known.get(digestOf(token));
      const good = entry !== undefined && now() < entry.expires && elapsed() < entry.checkAgain;
      return good ? entry.caller : undefined;
    },
    verify(token) {
      if (token.length > LONGEST_TOKEN) return Promise.reject(unauthenticated('malformed-token'));
      const digest = digestOf(token);
      const pending = running.get(digest);
      if (pending) return pending;
      const started = check(token, digest).finally(() => running.delete(digest));
      running.set(digest, started);
      return started;
    },
  };
}

interface Remembered {
  readonly caller: Caller;
  /** Claim `exp`, milliseconds since 1970 UTC. */
  readonly expires: number;
  /** By the clock that nobody sets. */
  readonly checkAgain: number;
}

/** Begin and end of a token, seconds since 1970 UTC. `jose` has checked `exp`, and of `iat` only that it is there. */
function lifetimeOf({ exp, iat }: JWTPayload): { readonly exp: number; readonly iat: number } {
  if (!Number.isFinite(exp) || !Number.isFinite(iat)) throw unauthenticated('invalid-token');
  return { exp: Number(exp), iat: Number(iat) };
}

/** `jose` tells apart what is wrong with the token from what is wrong with the keys. */
function refusalOf(error: unknown): Problem {
  if (error instanceof errors.JWTExpired) return unauthenticated('expired-token', error);
  if (error instanceof errors.JOSEError) return unauthenticated('invalid-token', error);
  return new Problem(
    {
      status: 503,
      code: 'issuer-unavailable',
      detail: 'The keys of the token issuer cannot be had; the token could not be checked.',
    },
    { cause: error, headers: { 'retry-after': '5' } },
  );
}
