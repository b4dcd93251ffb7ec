import { exportJWK, generateKeyPair, SignJWT, type JWK, type JWTPayload } from 'jose';
import type { AuthOptions } from '../src/index.ts';

export interface Forger {
  /** What accepts its tokens, with its key given. */
  readonly auth: AuthOptions;
  /** Its public key. */
  readonly jwk: JWK;
  sign(claims: JWTPayload, header?: object): Promise<string>;
}

/** An issuer with one key and a way to sign whatever one likes with it. */
export async function forger(alg = 'ES256', kid = 'a'): Promise<Forger> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid, alg };
  return {
    auth: { keys: { keys: [jwk] }, issuer: 'iss', audience: 'aud' },
    jwk,
    sign: (claims, header = {}) =>
      new SignJWT(claims).setProtectedHeader({ alg, kid, typ: 'at+jwt', ...header }).sign(privateKey),
  };
}

/** Claims of a good token of a minute, but for the changes. */
export function claims(changes: Record<string, unknown> = {}): JWTPayload {
  return {
    iss: 'iss',
    aud: 'aud',
    sub: 'x',
    iat: inSeconds(0),
    exp: inSeconds(60),
    roles: ['viewer'],
    areas: [''],
    ...changes,
  };
}

/** Seconds since 1970 UTC, as claims have them. */
export function inSeconds(seconds: number): number {
  return Math.floor(Date.now() / 1000) + seconds;
}
