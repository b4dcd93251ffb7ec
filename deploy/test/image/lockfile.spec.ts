import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Lockfile } from '../../src/image/lockfile.ts';
import { repository } from '../repository.ts';

test('the lockfile names every archive in the public registry, for which npm takes the configured one', () => {
  const { packages } = JSON.parse(readFileSync(join(repository, 'package-lock.json'), 'utf8')) as Lockfile;
  const ofOthers = Object.entries(packages).filter(([folder, { link }]) => {
    return folder.includes('node_modules/') && link !== true;
  });
  expect(ofOthers.length).toBeGreaterThan(1000);
  const elsewhere = ofOthers.filter(
    ([, { resolved }]) => resolved?.startsWith('https://registry.npmjs.org/') !== true,
  );
  expect(elsewhere.map(([folder]) => folder)).toEqual([]);
});
