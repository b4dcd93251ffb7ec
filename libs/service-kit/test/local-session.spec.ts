import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SESSION_COOKIE } from '../src/index.ts';
import { SOUND_REPORT, startSample, type Sample } from './start-sample.ts';

describe('a service whose local issuer signs the page in', () => {
  let sample: Sample;
  let cookie: string;
  beforeAll(async () => {
    sample = await startSample({ localSession: true });
    const opened = await fetch(`${sample.url}/local-session`, { method: 'POST' });
    expect(opened.status).toBe(204);
    cookie = opened.headers.get('set-cookie') ?? '';
  });
  afterAll(() => sample.app.stop());

  test('keeps the session from scripts and from other sites', () => {
    expect(cookie).toMatch(
      new RegExp(`^${SESSION_COOKIE}=[^;]+; Path=/; HttpOnly; SameSite=Strict; Max-Age=43200$`),
    );
  });

  test('lets the session read and not command', async () => {
    const headers = { cookie: cookie.split(';')[0] as string };
    expect((await fetch(`${sample.url}/v1/samples`, { headers })).status).toBe(200);
    const command = await fetch(`${sample.url}/v1/samples`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', 'idempotency-key': 'a-command-of-the-page' },
      body: JSON.stringify(SOUND_REPORT),
    });
    expect(command.status).toBe(401);
  });

  test('leaves it out of the description of its API', async () => {
    expect(await (await fetch(`${sample.url}/openapi.json`)).text()).not.toContain('local-session');
  });
});

test('a session lives no longer than a token may', async () => {
  const sample = await startSample({ localSession: true, maxLifetimeSeconds: 900 });
  const opened = await fetch(`${sample.url}/local-session`, { method: 'POST' });
  expect([opened.status, opened.headers.get('set-cookie')]).toEqual([
    204,
    expect.stringMatching(/Max-Age=900$/),
  ]);
  await sample.app.stop();
});

test('a service that was not asked to signs nobody in', async () => {
  const sample = await startSample();
  expect((await fetch(`${sample.url}/local-session`, { method: 'POST' })).status).toBe(404);
  await sample.app.stop();
});
