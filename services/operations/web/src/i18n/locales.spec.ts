import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { incidentEvents } from '@linli/contracts';

type Tree = { readonly [key: string]: string | Tree };

const load = (language: string) =>
  JSON.parse(readFileSync(new URL(`./${language}.json`, import.meta.url), 'utf8')) as Tree;

const leaves = (tree: Tree, path = ''): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[path + key, value] as [string, string]] : leaves(value, `${path}${key}.`),
  );

/** Keys without the plural's ending: Chinese has one form where English has two. */
const names = (tree: Tree) => new Set(leaves(tree).map(([key]) => key.replace(/_(one|other)$/, '')));

const zh = load('zh');
const en = load('en');

describe('words of the page', () => {
  test('exist in both languages', () => {
    expect([...names(en)].sort()).toEqual([...names(zh)].sort());
  });

  test('take the same values in both languages', () => {
    const values = (tree: Tree) =>
      Object.fromEntries(
        leaves(tree).map(([key, text]) => [
          key.replace(/_(one|other)$/, ''),
          [...text.matchAll(/{{(\w+)}}/g)].map(([, name]) => name).sort(),
        ]),
      );
    expect(values(en)).toEqual(values(zh));
  });

  test('have every plural form English needs', () => {
    const keys = new Set(leaves(en).map(([key]) => key));
    for (const key of keys) if (key.endsWith('_other')) expect(keys).toContain(key.replace('_other', '_one'));
  });

  test('name every event of an incident as the published language does', () => {
    const named = Object.values(incidentEvents);
    const titles = (language: 'zh' | 'en') =>
      Object.fromEntries(named.map((definition) => [definition.type, definition.title[language]]));
    expect(zh['event']).toEqual(titles('zh'));
    expect(en['event']).toEqual(titles('en'));
  });

  const told = leaves(zh).map(([key, text]) => [key, text.replaceAll(/{{\w+}}/g, '')] as const);

  test.each([
    ['时间机', '历史回放', /时间机/],
    ['要事', '重点', /要事/],
    ['将到期', '即将到期', /(?<!即)将到期/],
    ['未结', '在办', /未结/],
    ['超', '超期', /超(?![期过])/],
    ['滞后', '数据延迟', /滞后|落后/],
    ['城市时间', '系统时间', /城市时[间钟]/],
  ])('say one word for one thing: not %s but %s', (_wrong, right, wrong) => {
    expect(told.filter(([, text]) => wrong.test(text))).toEqual([]);
    expect(told.some(([, text]) => text.includes(right))).toBe(true);
  });

  test('are punctuated as Chinese is (GB/T 15834): full width, an ellipsis of six dots', () => {
    const narrow = /[,;:?!()"'<>\[\]]|(?<!…)…(?!…)|\.{2,}|[\p{Script=Han}]\.|--/u;
    expect(told.filter(([, text]) => narrow.test(text))).toEqual([]);
  });

  const source = readdirSync(new URL('..', import.meta.url), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.spec.ts'))
    .map((file) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8'))
    .join('\n');

  test('are used: no key is left behind', () => {
    const unused = [...names(zh)].filter((key) => {
      const parent = key.slice(0, key.lastIndexOf('.') + 1);
      return !source.includes(`'${key}'`) && !(parent !== '' && source.includes('`' + parent + '${'));
    });
    expect(unused).toEqual([]);
  });

  test('are there: no key is asked for in vain', () => {
    const asked = [...source.matchAll(/\bt\(\s*'([\w.-]+)'/g)].map(([, key]) => key ?? '');
    expect(asked.length).toBeGreaterThan(50);
    expect(asked.filter((key) => !names(zh).has(key))).toEqual([]);
  });
});
