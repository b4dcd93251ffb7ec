import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPrivateKey } from 'node:crypto';
import { afterAll, expect, test } from '@jest/globals';
import { readComposeFile } from '../../src/compose/read-compose-file.ts';
import { makeSecrets } from '../../src/stack/secrets.ts';
import { repository } from '../repository.ts';

const folder = mkdtempSync(join(tmpdir(), 'linli-secrets-'));
afterAll(() => rmSync(folder, { recursive: true }));
const STACK_SECRETS = join(folder, 'secrets');
const { secrets } = readComposeFile(join(repository, 'docker-compose.yml'), { STACK_SECRETS });

test('every secret of the compose file is made once, each another, in a folder that is its owner’s alone', () => {
  expect(makeSecrets(secrets)).toHaveLength(secrets.size);
  const contents = [...secrets.values()].map((file) => readFileSync(file, 'utf8'));
  expect(new Set(contents).size).toBe(secrets.size);
  expect(statSync(STACK_SECRETS).mode & 0o777).toBe(0o700);
});

test('those that are there stay', () => {
  const before = readFileSync(secrets.get('kafka_admin_password')!, 'utf8');
  rmSync(secrets.get('mongo_key')!);
  expect(makeSecrets(secrets)).toEqual(['mongo_key']);
  expect(readFileSync(secrets.get('kafka_admin_password')!, 'utf8')).toBe(before);
});

test('passwords are long and need no quoting anywhere; the issuer’s key signs with ES256', () => {
  for (const [name, file] of secrets) {
    if (name.endsWith('_password')) expect(readFileSync(file, 'utf8')).toMatch(/^[\w-]{43}$/);
  }
  const key = JSON.parse(readFileSync(secrets.get('local_issuer_key')!, 'utf8'));
  expect(key).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' });
  expect(createPrivateKey({ key, format: 'jwk' }).asymmetricKeyType).toBe('ec');
});

test('a secret of a kind that nobody knows how to make is asked for, not invented', () => {
  const file = join(folder, 'certificate');
  const wanted = new Map([['tls_certificate', file]]);
  expect(() => makeSecrets(wanted)).toThrow(
    `nothing says how to make the secret tls_certificate; put it in ${file}`,
  );
  writeFileSync(file, 'given');
  expect(makeSecrets(wanted)).toEqual([]);
});
