import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { purposeGroups } from '@linli/contracts';

const root = join(import.meta.dirname, '../../..');
const page = readFileSync(join(root, 'docs/keys.md'), 'utf8');
const makesOrUsesKeys =
  /\b(randomBytes|createHmac|createCipheriv|createSign|createSecretKey|generateKeyPair(Sync)?|generateKeySync|pbkdf2(Sync)?|scrypt(Sync)?|hkdfSync)\(|new SignJWT\(/;

/** Sources of what runs; servers and faults for tests are not among them. */
function sources(): readonly string[] {
  const below = (folder: string) => readdirSync(join(root, folder)).map((name) => `${folder}/${name}`);
  return [...below('libs'), ...below('services'), 'services/operations/web', 'deploy', 'chaos']
    .filter((folder) => folder !== 'libs/testing')
    .map((folder) => join(root, folder, 'src'))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { recursive: true }).map((path) => join(folder, String(path))))
    .filter((path) => /\.tsx?$/.test(path) && !/\.spec\.tsx?$/.test(path))
    .map((path) => relative(root, path));
}

describe('the page of keys', () => {
  test('names each file that makes or uses a key, and no other', () => {
    const found = sources().filter((path) => makesOrUsesKeys.test(readFileSync(join(root, path), 'utf8')));
    const named = [...page.matchAll(/`([\w/-]+\/src\/[\w./-]+\.ts)`/g)].map(([, path]) => path);
    expect([...new Set(named)].sort()).toEqual(found.sort());
  });

  test('names each purpose group', () => {
    for (const group of purposeGroups) expect(page).toContain(`\`${group}\``);
  });
});
