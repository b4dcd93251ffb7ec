import { describe, expect, test } from '@jest/globals';
import { SignJWT } from 'jose';
import { claims, forger, inSeconds } from '../../test/forger.ts';
import { createLocalIssuer } from './local-issuer.ts';
import { createTokenVerifier } from './token-verifier.ts';

const issuer = await createLocalIssuer();
const GOOD = { subject: 'worker-7', roles: ['grid_worker'], areas: ['42/01/'], ttlSeconds: 60 } as const;
const DAY = 86_400;
const SOON = inSeconds(600);

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
    ['no beginning', { iat: undefined }],
    ['a beginning that is no number', { iat: 'yesterday' }],
    ['a beginning that has not come yet', { iat: inSeconds(60) }],
    ['a life longer than a day', { iat: SOON - DAY - 1, exp: SOON }],
    ['not yet valid', { nbf: inSeconds(600) }],
    ['roles that are no list', { roles: 'viewer' }],
    ['roles of another kind', { roles: [1] }],
    ['no areas', { areas: undefined }],
    ['an area without the last slash, which would match its neighbours', { areas: ['42/01'] }],
    ['an area that is no path', { areas: ['../'] }],
    ['a unit that is no text', { unit: { $ne: 1 } }],
    ['an empty unit', { unit: '' }],
    ...['\t', '\u0000', '\u0085', '\ud800', 'x\udfff', '\uffff', '\u{1fffe}', '\ufdd0'].flatMap(
      (character): [string, Record<string, string>][] => [
        [`a subject with ${JSON.stringify(character)}`, { sub: `wx${character}openid-7` }],
        [`a unit with ${JSON.stringify(character)}`, { unit: `sanitation:${character}` }],
      ],
    ),
    ['a subject that is too long', { sub: 's'.repeat(201) }],
    ['a unit that is too long', { unit: 'u'.repeat(201) }],
  ])('a token of %s is refused', async (_what, changes) => {
    const { auth, sign } = await forger();
    const verifier = createTokenVerifier(auth);
    await expect(verifier.verify(await sign(claims()))).resolves.toMatchObject({ subject: 'x' });
    await expect(verifier.verify(await sign(claims(changes)))).rejects.toMatchObject({
      status: 401,
      code: 'invalid-token',
    });
  });

  test.each([
    ['a subject as long as may be', { sub: '邻'.repeat(200) }],
    ['a subject beyond the first plane', { sub: 'wx-🏮-7' }],
    ['a unit', { unit: 'sanitation:420105' }],
    ['a life of a day', { iat: SOON - DAY, exp: SOON }],
    ['a beginning within the tolerance of clocks', { iat: SOON - 597 }],
  ])('a token of %s is good', async (_what, changes) => {
    const { auth, sign } = await forger();
    const wanted = claims(changes);
    await expect(createTokenVerifier(auth).verify(await sign(wanted))).resolves.toMatchObject({
      subject: wanted.sub,
      ...(wanted['unit'] === undefined ? {} : { unit: wanted['unit'] }),
    });
  });

  // RFC 9068, 4: whatever else the issuer signs for this audience is no access token.
  test.each([
    ['an ID token', { typ: 'JWT' }],
    ['a token that does not say what it is', { typ: undefined }],
    ['a logout token', { typ: 'logout+jwt' }],
    ['a security event', { typ: 'secevent+jwt' }],
    ['a proof of possession', { typ: 'dpop+jwt' }],
    ['of no type at all', { typ: '' }],
  ])('%s is refused', async (_what, header) => {
    const { auth, sign } = await forger();
    await expect(createTokenVerifier(auth).verify(await sign(claims(), header))).rejects.toMatchObject({
      status: 401,
      code: 'invalid-token',
    });
  });

  test.each(['at+jwt', 'application/at+jwt', 'AT+JWT'])(
    'the type %s is that of an access token',
    async (typ) => {
      const { auth, sign } = await forger();
      const token = await sign(claims(), { typ });
      await expect(createTokenVerifier(auth).verify(token)).resolves.toMatchObject({ subject: 'x' });
    },
  );

  test('the longest life is a setting', async () => {
    const { auth, sign } = await forger();
    const verifier = createTokenVerifier({ ...auth, maxLifetimeSeconds: 900 });
    const living = (seconds: number) => sign(claims({ iat: SOON - seconds, exp: SOON }));
    await expect(verifier.verify(await living(900))).resolves.toMatchObject({ subject: 'x' });
    await expect(verifier.verify(await living(901))).rejects.toMatchObject({ code: 'invalid-token' });
  });

  test('the caller knows when the token ends: its end and the tolerance of clocks', async () => {
    const { auth, sign } = await forger();
    const exp = inSeconds(60);
    const caller = await createTokenVerifier(auth).verify(await sign(claims({ exp })));
    expect(caller.expiresAt).toBe((exp + 5) * 1000);
  });

  test('an expired token is told apart, so that the client fetches another', async () => {
    const { auth, sign } = await forger();
    const token = await sign(claims({ exp: inSeconds(-60) }));
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
    const token = await new SignJWT(claims())
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: 'a' })
      .sign(secret);
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
    const verifier = createTokenVerifier(issuer.auth, { now: () => now, elapsed: () => 0 });
    const token = await issuer.issue(GOOD);
    expect(verifier.remembered(token)).toBeUndefined();
    const caller = await verifier.verify(token);
    expect(verifier.remembered(token)).toBe(caller);
    now += 61_000;
    expect(verifier.remembered(token)).toBeUndefined();
  });

  test('a token that lives long is checked again after five minutes, so that a withdrawn key ends it', async () => {
    let elapsed = 0;
    const verifier = createTokenVerifier(issuer.auth, { now: Date.now, elapsed: () => elapsed });
    const token = await issuer.issue({ ...GOOD, ttlSeconds: DAY });
    await verifier.verify(token);
    elapsed += 5 * 60_000;
    expect(verifier.remembered(token)).toBeUndefined();
  });
});

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
