import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { createLocalIssuer } from './local-issuer.ts';
import { createTokenVerifier } from './token-verifier.ts';

const folder = await mkdtemp(join(tmpdir(), 'issuer-'));
afterAll(() => rm(folder, { recursive: true }));

const WHO = { subject: 'x', roles: ['viewer'], areas: [''], ttlSeconds: 60 } as const;

test('a token issued before a restart is good after it', async () => {
  const keyFile = join(folder, 'kept', 'key.json');
  const token = await (await createLocalIssuer({ keyFile })).issue(WHO);
  const again = await createLocalIssuer({ keyFile });
  await expect(createTokenVerifier(again.auth).verify(token)).resolves.toMatchObject({ subject: 'x' });
});

test('the key is readable by its owner alone, and no draft is left beside it', async () => {
  const keyFile = join(folder, 'alone', 'key.json');
  await createLocalIssuer({ keyFile });
  expect((await stat(keyFile)).mode & 0o777).toBe(0o600);
  expect(await readdir(join(folder, 'alone'))).toEqual(['key.json']);
});

test('of several that start at the same time all end up with one key', async () => {
  const keyFile = join(folder, 'race', 'key.json');
  const issuers = await Promise.all(Array.from({ length: 8 }, () => createLocalIssuer({ keyFile })));
  expect(new Set(issuers.map(({ jwks }) => jwks.keys[0]?.kid)).size).toBe(1);
});

test('the published keys hold nothing private', async () => {
  const keyFile = join(folder, 'public', 'key.json');
  const { jwks } = await createLocalIssuer({ keyFile });
  const secret = (JSON.parse(await readFile(keyFile, 'utf8')) as { d: string }).d;
  expect(secret).toMatch(/^[\w-]{40,}$/);
  expect(JSON.stringify(jwks)).not.toContain(secret);
});

test('a file that holds no key is not overwritten but named', async () => {
  const keyFile = join(folder, 'broken.json');
  await writeFile(keyFile, 'not a key');
  await expect(createLocalIssuer({ keyFile })).rejects.toThrow('broken.json does not hold the issuer');
  expect(await readFile(keyFile, 'utf8')).toBe('not a key');
});

test('no token is issued that lives longer than what is accepted', async () => {
  const issuer = await createLocalIssuer({ maxLifetimeSeconds: 900 });
  await expect(issuer.issue({ ...WHO, ttlSeconds: 901 })).rejects.toThrow('900 s at most');
  const token = await issuer.issue({ ...WHO, ttlSeconds: 900 });
  await expect(createTokenVerifier(issuer.auth).verify(token)).resolves.toMatchObject({ subject: 'x' });
});
