import { readFileSync } from 'node:fs';
import { importJWK, type JWK, SignJWT } from 'jose';

/** Who asks: a role, and the unit it acts for. */
export interface Actor {
  readonly role: 'viewer' | 'grid_worker' | 'dispatcher' | 'handler' | 'supervisor' | 'operator';
  readonly unit?: string;
}

/** Tokens of the city's own issuer, as whoever has its key file can make them. */
export interface Tokens {
  of(actor: Actor): Promise<string>;
  /** Every token made so far, none of which may be found in a log. */
  readonly issued: readonly string[];
}

const lifetimeSeconds = 3_600;
const renewBeforeMs = 300_000;

export async function createTokens(keyFile: string): Promise<Tokens> {
  const jwk = JSON.parse(readFileSync(keyFile, 'utf8')) as JWK;
  const key = await importJWK(jwk, 'ES256');
  const issued: string[] = [];
  const known = new Map<string, { readonly token: Promise<string>; readonly until: number }>();

  async function issue({ role, unit }: Actor): Promise<string> {
    const now = Math.floor(Date.now() / 1_000);
    const token = await new SignJWT({ roles: [role], areas: [''], ...(unit === undefined ? {} : { unit }) })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: String(jwk.kid) })
      .setIssuer('https://linli.local')
      .setAudience('linli')
      .setSubject(`chaos-${role}`)
      .setIssuedAt(now)
      .setExpirationTime(now + lifetimeSeconds)
      .sign(key);
    issued.push(token);
    return token;
  }

  return {
    issued,
    of(actor) {
      const name = JSON.stringify([actor.role, actor.unit]);
      const before = known.get(name);
      if (before !== undefined && before.until > Date.now()) return before.token;
      const token = issue(actor);
      known.set(name, { token, until: Date.now() + lifetimeSeconds * 1_000 - renewBeforeMs });
      return token;
    },
  };
}
