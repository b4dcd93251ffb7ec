import { connect } from 'node:net';
import { describe, expect, jest, test } from '@jest/globals';
import { RateLimiter } from '../src/http/rate-limiter.ts';
import { next } from './sample-app.ts';
import { problem, startSample } from './start-sample.ts';

describe('rate', () => {
  test('one request too many in a minute is 429 with the time to wait; others are not touched', async () => {
    const sample = await startSample({ http: { requestsPerMinute: 3 } });
    try {
      for (let sent = 0; sent < 3; sent++) expect((await sample.ask('/v1/samples')).status).toBe(200);
      const refused = await sample.ask('/v1/samples');
      expect(refused.status).toBe(429);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await problem(refused)).toMatchObject({ code: 'too-many-requests' });
      const other = await sample.issuer.issue({
        subject: 'other',
        roles: ['viewer'],
        areas: [''],
        ttlSeconds: 60,
      });
      expect(
        (await sample.ask('/v1/samples', { headers: { authorization: `Bearer ${other}` } })).status,
      ).toBe(200);
    } finally {
      await sample.app.stop();
    }
  });

  test('bad tokens are counted by address before they are checked', async () => {
    const sample = await startSample({ http: { requestsPerMinute: 3 } });
    try {
      const statuses = [];
      for (let sent = 0; sent < 5; sent++) {
        const headers = { authorization: `Bearer bad.token.${sent}` };
        statuses.push((await fetch(`${sample.url}/v1/samples`, { headers })).status);
      }
      expect(statuses).toEqual([401, 401, 401, 429, 429]);
    } finally {
      await sample.app.stop();
    }
  });

  test('a new minute begins anew', () => {
    let now = 0;
    const limiter = new RateLimiter(1, () => now);
    expect(limiter.bySubject('a')).toBeUndefined();
    expect(limiter.bySubject('a')?.getStatus()).toBe(429);
    now = 60_000;
    expect(limiter.bySubject('a')).toBeUndefined();
  });

  test('a clock that is set back makes no minute longer', () => {
    const clock = jest.spyOn(Date, 'now');
    try {
      const limiter = new RateLimiter(1);
      limiter.bySubject('a');
      clock.mockReturnValue(0);
      const refused = limiter.bySubject('a');
      expect(Number(refused?.headers['retry-after'])).toBeLessThanOrEqual(60);
    } finally {
      clock.mockRestore();
    }
  });

  test.each([
    ['2001:db8:1:2::1', '2001:db8:1:2:ffff::9', true],
    ['2001:db8:1:2::1', '2001:db8:1:3::1', false],
    ['::ffff:10.0.0.1', '10.0.0.1', true],
    ['10.0.0.1', '10.0.0.2', false],
    ['::1', '::2', true],
  ])('%s and %s count as one: %s', (one, other, same) => {
    const limiter = new RateLimiter(1);
    limiter.byAddress(one);
    expect(limiter.byAddress(other) !== undefined).toBe(same);
  });

  test('strangers beyond the bound share one count, and those counted before keep theirs', () => {
    const limiter = new RateLimiter(2);
    for (let at = 0; at < 50_000; at++) limiter.bySubject(String(at));
    expect(limiter.bySubject('late 1')).toBeUndefined();
    expect(limiter.bySubject('late 2')).toBeUndefined();
    expect(limiter.bySubject('late 3')?.getStatus()).toBe(429);
    expect(limiter.bySubject('7')).toBeUndefined();
  });

  test('0 is no limit', () => {
    const limiter = new RateLimiter(0);
    for (let at = 0; at < 1_000; at++)
      expect(limiter.bySubject('a') ?? limiter.byAddress('b')).toBeUndefined();
  });
});

describe('time', () => {
  test('a handler that takes too long is answered 503, and its late answer goes nowhere', async () => {
    const sample = await startSample({ http: { handlerTimeoutMs: 200 } });
    let finish = (): void => {};
    next.wait = new Promise((resolve) => (finish = resolve));
    try {
      const answered = await sample.report();
      expect(answered.status).toBe(503);
      expect(answered.headers.get('retry-after')).toBe('5');
      expect(await problem(answered)).toMatchObject({ code: 'timeout' });
      finish();
      await next.wait;
      expect((await sample.ask('/v1/samples')).status).toBe(200);
    } finally {
      delete next.wait;
      await sample.app.stop();
    }
  });

  test('a request that does not arrive is answered 408', async () => {
    const sample = await startSample({ http: { requestTimeoutMs: 300 } });
    try {
      const { port } = new URL(sample.url);
      const said = await new Promise<string>((resolve, reject) => {
        const socket = connect(Number(port), '127.0.0.1', () => {
          socket.write(
            'POST /v1/samples HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\ncontent-type: application/json\r\n\r\n{',
          );
        });
        let text = '';
        socket.on('data', (chunk) => (text += chunk.toString()));
        socket.on('close', () => resolve(text));
        socket.on('error', reject);
      });
      expect(said).toMatch(/^HTTP\/1\.1 408 /);
      expect(said).toContain('application/problem+json');
    } finally {
      await sample.app.stop();
    }
  });
});
