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

  test.each(['/', '/?area=42/01/', '/incident/7'])(
    '%s is the page, asked for again each time',
    async (path) => {
      const { answer, text } = await open(path);
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

  test.each(['/v1/nothing', '/v1/operations/nothing', '/assets/gone.js', '/health/nothing'])(
    '%s is a 404 problem, not the page',
    async (path) => {
      const { answer } = await open(path);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
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
