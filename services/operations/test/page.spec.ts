import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openCityWorld, type CityWorld } from './city-world.ts';

describe('the page', () => {
  let folder: string;
  let city: CityWorld;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'linli-page-'));
    await mkdir(join(folder, 'assets'));
    await writeFile(join(folder, 'index.html'), '<!doctype html><title>邻里</title>');
    await writeFile(join(folder, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
    await writeFile(join(folder, 'assets', 'worker-3f9a.mjs'), 'export {};');
    city = await openCityWorld({ page: `${folder}/` });
  });
  afterAll(async () => {
    await city.close();
    await rm(folder, { recursive: true, force: true });
  });

  const open = async (path: string, init?: RequestInit) => {
    const answer = await fetch(`${city.url}${path}`, init);
    return { answer, text: await answer.text() };
  };

  /** What a browser asks with that is sent to an address. */
  const navigation = {
    headers: { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' },
  };

  test.each(['/', '/?area=42/01/', '/incident/7', '/incident/7?asOf=2026-05-01T01:00:00.000Z'])(
    '%s is the page, asked for again each time',
    async (path) => {
      const { answer, text } = await open(path, navigation);
      expect([answer.status, text]).toEqual([200, '<!doctype html><title>邻里</title>']);
      expect(answer.headers.get('content-type')).toMatch(/^text\/html/);
      expect(answer.headers.get('cache-control')).toBe('no-cache');
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'self'");
    },
  );

  test('a module worker is JavaScript, and kept for good by its hashed name', async () => {
    const { answer } = await open('/assets/worker-3f9a.mjs');
    expect(answer.headers.get('content-type')).toMatch(/^(text|application)\/javascript/);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    const tag = answer.headers.get('etag') as string;
    expect(
      (
        await open('/assets/worker-3f9a.mjs', {
          headers: { 'if-none-match': tag, 'cache-control': 'max-age=0' },
        })
      ).answer.status,
    ).toBe(304);
  });

  test('the start page needs no browser', async () => {
    expect((await open('/')).text).toContain('邻里');
  });

  test.each([
    '/v1',
    '/v1/nothing',
    '/v1/operations/nothing',
    '/V1/operations/nothing',
    '/%76%31/operations/nothing',
    '//v1/operations/nothing',
    '/v2/incidents',
    '/api/incidents',
    '/assets/gone.js',
    '/assets/gone',
    '/health/nothing',
    '/metrics/nothing',
    '/openapi.yaml',
    '/openapi.json/nothing',
    '/local-session',
    '/incidents/openapi.json',
    '/incidents/v1/incidents',
    '/residents',
    '/operations/health/ready?x=1',
    '/favicon.ico',
    '/robots.txt',
    '/.well-known/openid-configuration',
    '/incident/photo.jpg',
  ])('%s is a 404 problem for a browser too, not the page', async (path) => {
    const { answer } = await open(path, navigation);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
  });

  test.each(['application/json', '*/*', 'image/*', ''])(
    'a program that accepts "%s" is not given the page for an unknown address',
    async (accept) => {
      const { answer } = await open('/incident/7', { headers: { accept } });
      expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
      expect(answer.headers.get('vary')).toBe('accept');
    },
  );

  test.each(['/../package.json', '/%2e%2e/package.json', '/assets/..%2f..%2fpackage.json'])(
    '%s leads to nothing outside the page',
    async (path) => {
      const { text } = await open(path);
      expect(text).not.toContain('"dependencies"');
    },
  );
});

test('without a built page the API answers and the start page says what to do', async () => {
  const city = await openCityWorld({ page: '/nowhere/' });
  try {
    const answer = await fetch(`${city.url}/`);
    expect([answer.status, await answer.text()]).toEqual([503, expect.stringContaining('npm run build')]);
    expect((await city.get('/v1/operations/status')).status).toBe(200);
  } finally {
    await city.close();
  }
});
