import { beforeAll, describe, expect, test } from '@jest/globals';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { deciderFiles } from '../../tools/rules/deciders.ts';
import { Sources } from '../../tools/rules/imports.ts';
import { naming, tryRules, type TriedRule } from '../../tools/rules/try-rules.ts';

const root = join(import.meta.dirname, '../../tools/rules/fixture');
const loaf = 'services/bakery/src/loaf/loaf.ts';
const shop = 'services/bakery/src/loaf/shop.ts';

describe('a decider with a rule of each form', () => {
  let tried: TriedRule[];
  const said: string[] = [];

  beforeAll(async () => {
    rmSync(join(root, '.cache'), { recursive: true, force: true });
    const sources = new Sources(root);
    tried = await tryRules(
      sources,
      deciderFiles(sources),
      () => true,
      (line) => said.push(line),
    );
  });

  test('each rule is taken out, and only what a test that names its row fails without is caught', () => {
    expect(tried.map(({ file, line, what, outcome }) => [file, line, what, outcome])).toEqual([
      [loaf, 22, 'the guard shopClosed', 'caught'],
      [loaf, 31, 'the refusal', 'caught'],
      [loaf, 32, 'the condition `grams < 100`', 'caught'],
      [loaf, 32, 'the condition `grams > 2_000`', 'lives'],
      [loaf, 32, 'the refusal', 'caught'],
      // A test fails without it, but names another row.
      [loaf, 34, 'the refusal', 'lives'],
      [loaf, 39, 'the condition `grams !== undefined`', 'needed by the compiler'],
      [loaf, 39, 'the condition `sizes.has(grams)`', 'lives'],
      [loaf, 40, 'the refusal', 'caught'],
      [shop, 8, 'the refusal', 'caught'],
    ]);
  });

  test('what a rule cites is told with it', () => {
    expect(tried[0]).toMatchObject({ rows: ['B-5.2'], codes: ['closed'] });
    expect(tried[5]).toMatchObject({ rows: ['R-03'], codes: ['too-hot'] });
  });

  test('what was found out is known the next time', async () => {
    const sources = new Sources(root);
    const again: string[] = [];
    expect(
      await tryRules(
        sources,
        deciderFiles(sources),
        () => true,
        (line) => again.push(line),
      ),
    ).toEqual(tried);
    expect(again).toEqual(['10 of 10 rules are known from before']);
    expect(said).not.toContain(again[0]);
    expect(existsSync(join(root, '.cache/rules/results.json'))).toBe(true);
  });
});

test.each([
  ['C-4.3', 'C-4.3: parked', true],
  ['C-4.3', 'parking › C-4.3, I-02: parked', true],
  ['C-4.3', 'C-4.31: parked', false],
  ['I-02', 'I-021 is no row', false],
  ['I-02', 'GI-02 neither', false],
])('a test names %s: "%s": %s', (row, title, expected) => {
  expect(new RegExp(naming(new Set([row]))).test(title)).toBe(expected);
});

test('where the row comes in as a parameter, a test of any row may catch', () => {
  const any = new RegExp(naming(new Set()));
  expect(any.test('S-09: a missing cover')).toBe(true);
  expect(any.test('a policy')).toBe(false);
});
