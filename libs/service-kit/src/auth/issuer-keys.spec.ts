import { afterEach, expect, test } from '@jest/globals';
import { claims, forger, type Forger } from '../../test/forger.ts';
import { startKeyServer, type KeyServer } from '../../test/key-server.ts';
import { ReadinessRegistry } from '../health/readiness.ts';
import { Metrics } from '../metrics/metrics.ts';
import type { IssuerKeys } from './issuer-keys.ts';
import { reportIssuerKeys } from './report-issuer-keys.ts';
import { createTokenVerifier, type TokenVerifier } from './token-verifier.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

interface World {
  readonly issuer: Forger;
  readonly server: KeyServer;
  readonly verifier: TokenVerifier;
  /** Lets time go by. */
  pass(milliseconds: number): void;
  /** A token that nobody has seen before is checked. */
  check(signer?: Forger): Promise<unknown>;
}

const servers: KeyServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

async function world(keepKeysSeconds?: number): Promise<World> {
  const issuer = await forger();
  const server = await startKeyServer([issuer.jwk]);
  servers.push(server);
  let elapsed = 0;
  const verifier = createTokenVerifier(
    {
      ...issuer.auth,
      keys: { jwksUrl: server.url },
      ...(keepKeysSeconds === undefined ? {} : { keepKeysSeconds }),
    },
    { now: Date.now, elapsed: () => elapsed },
  );
  let subjects = 0;
  return {
    issuer,
    server,
    verifier,
    pass: (milliseconds) => void (elapsed += milliseconds),
    async check(signer = issuer) {
      const sub = `worker-${subjects++}`;
      const caller = await verifier.verify(await signer.sign(claims({ sub })));
      expect(caller.subject).toBe(sub);
      return 'good';
    },
  };
}

const unavailable = { status: 503, code: 'issuer-unavailable' };
const invalid = { status: 401, code: 'invalid-token' };

async function gone(server: KeyServer): Promise<void> {
  servers.splice(servers.indexOf(server), 1);
  await server.stop();
}

async function back(server: KeyServer): Promise<void> {
  await server.start();
  servers.push(server);
}

test('keys are fetched once and serve many tokens', async () => {
  const { server, check } = await world();
  for (const _ of [1, 2, 3]) expect(await check()).toBe('good');
  expect(server.asked).toBe(1);
});

test('keys that cannot be had make a token neither good nor bad: 503', async () => {
  const { server, check, pass } = await world();
  server.keys = undefined;
  await expect(check()).rejects.toMatchObject(unavailable);
  await gone(server);
  pass(MINUTE);
  await expect(check()).rejects.toMatchObject(unavailable);
});

test('while nobody answers, the keys fetched last go on for a day and no longer', async () => {
  const { server, verifier, check, pass } = await world();
  expect(await check()).toBe('good');
  await gone(server);
  pass(11 * MINUTE);
  expect(await check()).toBe('good');
  expect(verifier.issuerKeys?.state()).toMatchObject({ failure: expect.stringContaining('ECONNREFUSED') });
  pass(24 * HOUR - 11 * MINUTE - 1);
  expect(await check()).toBe('good');
  pass(1);
  await expect(check()).rejects.toMatchObject(unavailable);
});

test('a question that nobody waits for may fail when the keys have become too old', async () => {
  const { server, verifier, check, pass } = await world();
  expect(await check()).toBe('good');
  server.keys = undefined;
  pass(11 * MINUTE);
  expect(await check()).toBe('good');
  let answer!: () => void;
  server.waitsFor = new Promise((resolve) => (answer = resolve));
  pass(MINUTE);
  expect(await check()).toBe('good');
  pass(24 * HOUR);
  answer();
  // An error that nobody handles would end the process, and here the test.
  await expect(check()).rejects.toMatchObject(unavailable);
  expect(verifier.issuerKeys?.state()).toMatchObject({ goodForMs: 0 });
});

test('a server that answers with an error or with rubbish counts as away', async () => {
  const { server, check, pass } = await world();
  expect(await check()).toBe('good');
  server.keys = undefined;
  pass(11 * MINUTE);
  expect(await check()).toBe('good');
  server.keys = 'no list' as unknown as [];
  pass(MINUTE);
  expect(await check()).toBe('good');
});

test('for how long the keys go on is a setting', async () => {
  const { server, check, pass } = await world(1_800);
  expect(await check()).toBe('good');
  await gone(server);
  pass(30 * MINUTE - 1);
  expect(await check()).toBe('good');
  pass(1);
  await expect(check()).rejects.toMatchObject(unavailable);
});

test('a key that is not known is 503 while nobody can be asked, and 401 when the issuer does not have it', async () => {
  const { server, check, pass } = await world();
  const stranger = await forger('ES256', 'b');
  expect(await check()).toBe('good');
  await gone(server);
  pass(MINUTE);
  await expect(check(stranger)).rejects.toMatchObject(unavailable);
  pass(11 * MINUTE);
  await expect(check(stranger)).rejects.toMatchObject(unavailable);
  expect(await check()).toBe('good');
  await back(server);
  pass(MINUTE);
  await expect(check(stranger)).rejects.toMatchObject(invalid);
});

test('an issuer that is back is asked again, and its new key is good at once', async () => {
  const { issuer, server, verifier, check, pass } = await world();
  const successor = await forger('ES256', 'b');
  expect(await check()).toBe('good');
  await gone(server);
  pass(11 * MINUTE);
  expect(await check()).toBe('good');
  server.keys = [issuer.jwk, successor.jwk];
  await back(server);
  pass(MINUTE);
  expect(await check(successor)).toBe('good');
  expect(verifier.issuerKeys?.state()).toEqual({ ageMs: 0, goodForMs: 24 * HOUR });
});

test('a key that the issuer has withdrawn is good until the next refresh and no longer', async () => {
  const { server, check, pass } = await world();
  const successor = await forger('ES256', 'b');
  expect(await check()).toBe('good');
  server.keys = [successor.jwk];
  pass(10 * MINUTE - 1);
  expect(await check()).toBe('good');
  pass(1);
  await expect(check()).rejects.toMatchObject(invalid);
  expect(await check(successor)).toBe('good');
});

test('strangers do not make the issuer be asked for each of their tokens', async () => {
  const { server, check } = await world();
  const stranger = await forger('ES256', 'b');
  for (const _ of [1, 2, 3]) await expect(check(stranger)).rejects.toMatchObject(invalid);
  expect(server.asked).toBe(1);
});

test('how the keys stand is told in readiness and metrics, and keeps nobody from being ready', async () => {
  const { server, verifier, check, pass } = await world();
  const readiness = new ReadinessRegistry();
  const metrics = new Metrics({ service: 'sample', version: '1.2.3' });
  reportIssuerKeys(verifier.issuerKeys as IssuerKeys, { readiness, metrics });
  const told = async () => [
    readiness.report().checks['issuer keys'],
    (await metrics.text()).match(/^linli_issuer_keys_\w+ \d+$/gm),
  ];
  expect(await told()).toEqual([{ ready: true, detail: 'not fetched yet' }, ['linli_issuer_keys_failing 0']]);
  await check();
  pass(11 * MINUTE);
  expect(await told()).toEqual([
    { ready: true, detail: 'fetched 660 s ago' },
    ['linli_issuer_keys_failing 0', 'linli_issuer_keys_age_seconds 660'],
  ]);
  await gone(server);
  await check();
  expect(await told()).toEqual([
    {
      ready: true,
      detail: expect.stringMatching(/^fetched 660 s ago; good for 85740 s more; failing: .*ECONNREFUSED/),
    },
    ['linli_issuer_keys_failing 1', 'linli_issuer_keys_age_seconds 660'],
  ]);
  pass(24 * HOUR);
  expect(await told()).toEqual([
    {
      ready: true,
      detail: expect.stringContaining('; tokens that are not remembered answer 503; failing: '),
    },
    ['linli_issuer_keys_failing 1', 'linli_issuer_keys_age_seconds 87060'],
  ]);
});
