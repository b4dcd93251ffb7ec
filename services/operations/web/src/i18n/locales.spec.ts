import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { incidentsEvents } from '@linli/contracts';

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
    const policies = /Activated$|DeadlinesSet$|CalendarPublished$/;
    const named = incidentsEvents.filter((definition) => !policies.test(definition.type));
    const titles = (language: 'zh' | 'en') =>
      Object.fromEntries(named.map((definition) => [definition.type, definition.title[language]]));
    expect(zh['event']).toEqual(titles('zh'));
    expect(en['event']).toEqual(titles('en'));
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
