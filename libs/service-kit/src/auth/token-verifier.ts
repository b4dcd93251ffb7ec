import { hash } from 'node:crypto';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  jwtVerify,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyGetKey,
} from 'jose';
import { LRUCache } from 'lru-cache';
import { Problem } from '../problems/problem.ts';
import { callerOf, type Caller } from './caller.ts';
import { unauthenticated } from './unauthenticated.ts';

/** Whose tokens are accepted. In production the keys come from the issuer's JWKS address, in one process from the issuer itself. */
export interface AuthOptions {
  readonly keys: { readonly jwksUrl: string } | JSONWebKeySet;
  /** Claim `iss`. */
  readonly issuer: string;
  /** Claim `aud`. */
  readonly audience: string;
  /** Signature algorithms accepted; never taken from the token. Default: ES256. */
  readonly algorithms?: readonly string[];
}

/** Checks tokens; what it has checked it remembers by digest, so that signatures do not dominate a busy caller's requests. */
export interface TokenVerifier {
  /** The caller, when this token was verified before and is still good: no signature is computed. */
  remembered(token: string): Caller | undefined;
  /** The caller, or a problem: 401 for the token's faults, 503 when the issuer's keys cannot be had. */
  verify(token: string): Promise<Caller>;
}

const REMEMBERED_TOKENS = 10_000;
/** A key that the issuer withdraws keeps its tokens alive no longer than this. */
const REMEMBER_MS = 5 * 60_000;
const LONGEST_TOKEN = 8 * 1024;
const CLOCK_TOLERANCE_S = 5;
const AREA_PREFIX = /^(?:[0-9A-Za-z]+\/)*$/;

/** `now` gives milliseconds since 1970. */
export function createTokenVerifier(options: AuthOptions, now: () => number = Date.now): TokenVerifier {
  const getKey = keysOf(options);
  const known = new LRUCache<string, { readonly caller: Caller; readonly until: number }>({
    max: REMEMBERED_TOKENS,
  });
  const running = new Map<string, Promise<Caller>>();
  const digestOf = (token: string) => hash('sha256', token, 'base64');

  async function check(token: string, digest: string): Promise<Caller> {
    const { payload } = await jwtVerify(token, getKey, {
      issuer: options.issuer,
      audience: options.audience,
      algorithms: [...(options.algorithms ?? ['ES256'])],
      requiredClaims: ['exp', 'sub'],
      clockTolerance: CLOCK_TOLERANCE_S,
      currentDate: new Date(now()),
    }).catch((error: unknown) => {
      throw refusalOf(error);
    });
    const caller = callerOfClaims(payload);
    const expires = (payload.exp ?? 0) * 1000;
    known.set(digest, { caller, until: Math.min(expires, now() + REMEMBER_MS) });
    return caller;
  }

  return {
    remembered(token) {
      const entry = known.get(digestOf(token));
      return entry !== undefined && now() < entry.until ? entry.caller : undefined;
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

function keysOf(options: AuthOptions): JWTVerifyGetKey {
  return 'jwksUrl' in options.keys && typeof options.keys.jwksUrl === 'string'
    ? createRemoteJWKSet(new URL(options.keys.jwksUrl))
    : createLocalJWKSet(options.keys as JSONWebKeySet);
}

/** `jose` tells apart what is wrong with the token from what is wrong with the way to the keys. */
function refusalOf(error: unknown): Problem {
  if (error instanceof errors.JWTExpired) return unauthenticated('expired-token', error);
  const atIssuer = error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid;
  const ofToken = error instanceof errors.JOSEError && error.code !== 'ERR_JOSE_GENERIC';
  if (ofToken && !atIssuer) return unauthenticated('invalid-token', error);
  return new Problem(
    {
      status: 503,
      code: 'issuer-unavailable',
      detail: 'The keys of the token issuer cannot be had; the token could not be checked.',
    },
    { cause: error, headers: { 'retry-after': '5' } },
  );
}

/** Claims of the wrong shape make the token invalid, never a caller with surprising rights. */
function callerOfClaims(claims: JWTPayload): Caller {
  const { sub, roles, areas, unit } = claims;
  const sound =
    typeof sub === 'string' &&
    sub !== '' &&
    isStrings(roles) &&
    isStrings(areas) &&
    areas.every((prefix) => AREA_PREFIX.test(prefix)) &&
    (unit === undefined || typeof unit === 'string');
  if (!sound) throw unauthenticated('invalid-token');
  return callerOf(unit === undefined ? { subject: sub, roles, areas } : { subject: sub, roles, areas, unit });
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
