import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose';
import { createLocalIssuer } from './local-issuer.ts';
import { createTokenVerifier } from './token-verifier.ts';

const issuer = await createLocalIssuer();
const GOOD = { subject: 'worker-7', roles: ['grid_worker'], areas: ['42/01/'], ttlSeconds: 60 } as const;

/** Keys the verifier knows under `kid` a, and a way to sign whatever one likes with them. */
async function forger(alg = 'ES256') {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: 'a', alg };
  const auth = { keys: { keys: [jwk] }, issuer: 'iss', audience: 'aud' };
  const sign = (claims: JWTPayload, header: object = {}) =>
    new SignJWT(claims).setProtectedHeader({ alg, kid: 'a', ...header }).sign(privateKey);
  return { auth, jwk, sign };
}

function claims(changes: Record<string, unknown> = {}): JWTPayload {
  const now = Math.floor(Date.now() / 1000);
  return { iss: 'iss', aud: 'aud', sub: 'x', exp: now + 60, roles: ['viewer'], areas: [''], ...changes };
}

describe('tokens', () => {
  test('a good token gives its caller', async () => {
    const caller = await createTokenVerifier(issuer.auth).verify(await issuer.issue(GOOD));
    expect(caller).toMatchObject({ subject: 'worker-7', roles: ['grid_worker'], areas: ['42/01/'] });
    expect(caller.unit).toBeUndefined();
    expect(caller.may('incident.report', '42/01/05/')).toBe(true);
  });

  test.each([
    ['another issuer', { iss: 'other' }],
    ['another audience', { aud: 'other' }],
    ['no subject', { sub: undefined }],
    ['an empty subject', { sub: '' }],
    ['no end', { exp: undefined }],
    ['not yet valid', { nbf: Math.floor(Date.now() / 1000) + 600 }],
    ['roles that are no list', { roles: 'viewer' }],
    ['roles of another kind', { roles: [1] }],
    ['no areas', { areas: undefined }],
    ['an area without the last slash, which would match its neighbours', { areas: ['42/01'] }],
    ['an area that is no path', { areas: ['../'] }],
    ['a unit that is no text', { unit: { $ne: 1 } }],
  ])('a token of %s is refused', async (_what, changes) => {
    const { auth, sign } = await forger();
    const verifier = createTokenVerifier(auth);
    await expect(verifier.verify(await sign(claims()))).resolves.toMatchObject({ subject: 'x' });
    await expect(verifier.verify(await sign(claims(changes)))).rejects.toMatchObject({
      status: 401,
      code: 'invalid-token',
    });
  });

  test('an expired token is told apart, so that the client fetches another', async () => {
    const { auth, sign } = await forger();
    const token = await sign(claims({ exp: Math.floor(Date.now() / 1000) - 60 }));
    await expect(createTokenVerifier(auth).verify(token)).rejects.toMatchObject({
      status: 401,
      code: 'expired-token',
    });
  });

  test.each([
    ['nothing at all', ''],
    ['no JWT', 'a.b.c'],
    ['unsigned', `${encode({ alg: 'none' })}.${encode(claims())}.`],
    ['a signature of another key', null],
  ])('a token that is %s is refused', async (_what, token) => {
    const verifier = createTokenVerifier(issuer.auth);
    const other = await createLocalIssuer();
    await expect(verifier.verify(token ?? (await other.issue(GOOD)))).rejects.toMatchObject({ status: 401 });
  });

  test('the public key does not serve as a shared secret', async () => {
    const { auth, jwk } = await forger();
    const secret = new TextEncoder().encode(JSON.stringify(jwk).padEnd(64));
    const token = await new SignJWT(claims()).setProtectedHeader({ alg: 'HS256', kid: 'a' }).sign(secret);
    await expect(createTokenVerifier(auth).verify(token)).rejects.toMatchObject({ status: 401 });
  });

  test('an algorithm that was not chosen is refused though the key is right', async () => {
    const { auth, sign } = await forger('ES384');
    const token = await sign(claims());
    await expect(createTokenVerifier(auth).verify(token)).rejects.toMatchObject({ status: 401 });
    const chosen = createTokenVerifier({ ...auth, algorithms: ['ES384'] });
    await expect(chosen.verify(token)).resolves.toMatchObject({ subject: 'x' });
  });

  test('a verified token is remembered until it expires and no longer', async () => {
    let now = Date.now();
    const verifier = createTokenVerifier(issuer.auth, () => now);
    const token = await issuer.issue(GOOD);
    expect(verifier.remembered(token)).toBeUndefined();
    const caller = await verifier.verify(token);
    expect(verifier.remembered(token)).toBe(caller);
    now += 61_000;
    expect(verifier.remembered(token)).toBeUndefined();
  });

  test('a token that lives long is checked again after five minutes, so that a withdrawn key ends it', async () => {
    let now = Date.now();
    const verifier = createTokenVerifier(issuer.auth, () => now);
    const token = await issuer.issue({ ...GOOD, ttlSeconds: 86_400 });
    await verifier.verify(token);
    now += 5 * 60_000;
    expect(verifier.remembered(token)).toBeUndefined();
  });
});

describe('keys from an address', () => {
  test('are fetched once and serve many tokens', async () => {
    const { auth, jwk, sign } = await forger();
    const { url, server, asked } = await jwksServer(() => ({ keys: [jwk] }));
    const verifier = createTokenVerifier({ ...auth, keys: { jwksUrl: url } });
    for (const sub of ['a', 'b', 'c']) {
      await expect(verifier.verify(await sign(claims({ sub })))).resolves.toMatchObject({ subject: sub });
    }
    expect(asked()).toBe(1);
    server.close();
  });

  test('that cannot be had make a token neither good nor bad: 503', async () => {
    const { auth, sign } = await forger();
    const { url, server } = await jwksServer(() => undefined);
    const verifier = createTokenVerifier({ ...auth, keys: { jwksUrl: url } });
    const token = await sign(claims());
    await expect(verifier.verify(token)).rejects.toMatchObject({ status: 503, code: 'issuer-unavailable' });
    server.close();
    await once(server, 'close');
    await expect(verifier.verify(token)).rejects.toMatchObject({ status: 503, code: 'issuer-unavailable' });
  });
});

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

async function jwksServer(
  keys: () => object | undefined,
): Promise<{ url: string; server: Server; asked: () => number }> {
  let asked = 0;
  const server = createServer((_request, response) => {
    asked++;
    const body = keys();
    response.writeHead(body === undefined ? 500 : 200, {
      'content-type': 'application/json',
      connection: 'close',
    });
    response.end(JSON.stringify(body ?? {}));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/jwks.json`, server, asked: () => asked };
}
