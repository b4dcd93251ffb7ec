import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { changedFiles } from '../../tools/rules/changed.ts';

let root: string;
const git = (...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.org', ...args], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();

function commit(file: string): void {
  writeFileSync(join(root, file), file);
  git('add', '.');
  git('commit', '-qm', file);
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'linli-changed-'));
  git('init', '-qb', 'main');
  commit('first.ts');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('a branch has changed what differs from where it left main, committed or not', () => {
  git('checkout', '-qb', 'branch');
  commit('second.ts');
  writeFileSync(join(root, 'third.ts'), '');
  expect(changedFiles(root)).toEqual(new Set(['second.ts', 'third.ts']));
});

test('main has changed what its last twenty commits brought', () => {
  for (let i = 1; i <= 21; i++) commit(`${i}.ts`);
  const changed = changedFiles(root);
  expect(changed?.has('2.ts')).toBe(true);
  expect(changed?.has('1.ts')).toBe(false);
});

test('a history that does not reach so far back tells nothing', () => {
  expect(changedFiles(root)).toBeUndefined();
});

test('a commit can be named, but must be there', () => {
  commit('second.ts');
  expect(changedFiles(root, 'HEAD~1')).toEqual(new Set(['second.ts']));
  expect(() => changedFiles(root, 'nowhere')).toThrow('git knows no commit nowhere');
});
