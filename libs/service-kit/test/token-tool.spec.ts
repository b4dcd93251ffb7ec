import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from '@jest/globals';
import { createLocalIssuer, createTokenVerifier } from '../src/index.ts';

const folder = await mkdtemp(join(tmpdir(), 'token-'));
afterAll(() => rm(folder, { recursive: true }));
const issuer = await createLocalIssuer({ keyFile: join(folder, 'issuer.json') });

const script = (name: string) => fileURLToPath(new URL(`../../../scripts/${name}`, import.meta.url));

/** `npm run token -- …`, as package.json has it. */
function tool(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [script('with-node24.mjs'), script('token.mjs'), ...args],
    { encoding: 'utf8' },
  );
  return { status, stdout, stderr };
}

test('prints a token that the city takes, and nothing else', async () => {
  const { status, stdout } = tool(
    ...['--role', 'planner', '--role', 'viewer', '--area', '42/01/05/', '--area', '42/02/'],
    ...['--unit', 'sanitation:420105', '--subject', 'department-7', '--ttl', '86400', '--data', folder],
  );
  expect([status, stdout]).toEqual([0, expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+\n$/)]);
  expect(await createTokenVerifier(issuer.auth).verify(stdout.trim())).toMatchObject({
    subject: 'department-7',
    roles: ['planner', 'viewer'],
    areas: ['42/01/05/', '42/02/'],
    unit: 'sanitation:420105',
  });
});

test('is good everywhere where no area is named', async () => {
  const { stdout } = tool('--role', 'viewer', '--data', folder);
  const caller = await createTokenVerifier(issuer.auth).verify(stdout.trim());
  expect(caller).toMatchObject({ subject: 'integrator', areas: [''] });
});

test.each([
  [[], '--role is missing: one of viewer, '],
  [['--role', 'mayor'], '--role mayor is none of '],
  [['--role', 'viewer', '--area', '42/01'], '--area 42/01 is no path with a slash at its end'],
  [['--role', 'viewer', '--ttl', '1h'], '--ttl 1h is no number of seconds'],
  [['--role', 'viewer', '--ttl', '86401'], '86400 s at most'],
  [['--role', 'viewer', '--rôle', 'x'], "Unknown option '--rôle'"],
])('%j is told what is wrong with it', (args, said) => {
  const { status, stdout, stderr } = tool(...args, '--data', folder);
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toContain(said);
});

test('makes no key where no city has one', () => {
  const nowhere = join(folder, 'nowhere');
  const { status, stdout, stderr } = tool('--role', 'viewer', '--data', nowhere);
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toContain('run npm start first');
  expect(existsSync(nowhere)).toBe(false);
});

test('explains itself', () => {
  const { status, stdout } = tool('--help');
  expect([status, stdout]).toEqual([0, expect.stringContaining('--area <path>')]);
});
