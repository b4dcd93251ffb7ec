import type { JSONWebKeySet } from 'jose';

/** Whose tokens are accepted. In production the keys come from the issuer's JWKS address, in one process from the issuer itself. */
export interface AuthOptions {
  readonly keys: { readonly jwksUrl: string } | JSONWebKeySet;
  /** Claim `iss`. */
  readonly issuer: string;
  /** Claim `aud`. */
  readonly audience: string;
  /** Signature algorithms accepted; never taken from the token. Default: ES256. */
  readonly algorithms?: readonly string[];
  /** Longest time between `iat` and `exp` of a token, seconds. Default: a day. */
  readonly maxLifetimeSeconds?: number;
  /** While the address of the keys does not answer, those fetched last are good for so long, seconds. Default: a day. */
  readonly keepKeysSeconds?: number;
}

export const AUTH_DEFAULTS = {
  algorithms: ['ES256'],
  maxLifetimeSeconds: 86_400,
  keepKeysSeconds: 86_400,
} as const satisfies Partial<AuthOptions>;
