import { describe, expect, test } from '@jest/globals';
import { join } from 'node:path';
import { Sources } from '../../tools/rules/imports.ts';
import { parse } from '../../tools/rules/syntax.ts';
import { allRows, carriersOf, citedRows } from '../../tools/rows/carried.ts';
import { titlesOf } from '../../tools/rows/titles.ts';

const read = (text: string): [string, ...string[]][] =>
  titlesOf(parse('some.spec.ts', text)).map(({ title, ids }) => [title, ...ids]);

test('there are 171 rows and 31 gaps', () => {
  expect(allRows).toHaveLength(202);
  expect(allRows).toEqual(expect.arrayContaining(['R-01', 'R-58', 'P-25', 'I-29', 'S-31', 'F-28', 'G-31']));
});

test('what deciders cite is known with its place, and so is what no test carries', () => {
  const fixture = join(import.meta.dirname, '../../tools/rules/fixture');
  const loaf = 'services/bakery/src/loaf/loaf.ts';
  const cited = citedRows(new Sources(fixture));
  expect(cited.map(({ id, file, line }) => [id, file, line])).toEqual([
    ['R-02', loaf, 31],
    ['R-02', loaf, 32],
    ['R-03', loaf, 34],
    ['R-04', loaf, 40],
    ['B-5.2', 'services/bakery/src/loaf/shop.ts', 8],
  ]);
  const carriers = carriersOf(join(fixture, 'services'));
  expect(cited.filter(({ id }) => !carriers.has(id))).toEqual([]);
  expect(carriers.has('R-05')).toBe(false);
});

describe('a test carries', () => {
  test('what its name and those around it say', () => {
    expect(
      read(`describe('R-32: places', () => { test('I-08, C-4.3: one', () => {}); it('two', () => {}); });`),
    ).toEqual([
      ['R-32: places › I-08, C-4.3: one', 'R-32', 'I-08', 'C-4.3'],
      ['R-32: places › two', 'R-32'],
    ]);
    expect(read(`test('PIPL-47: erased', () => {});`)).toEqual([['PIPL-47: erased', 'PIPL-47']]);
  });

  test('what a template in its name says, with the constants and loops it is filled from', () => {
    expect(read("const row = 'P-05'; test(`${row} and S-09: ${other}`, () => {});")).toEqual([
      ['${row} and S-09: ${other}', 'S-09', 'P-05'],
    ]);
    expect(read("for (const row of ['F-01', 'F-02']) test(`${row}: pays`, () => {});")).toEqual([
      ['${row}: pays', 'F-01', 'F-02'],
    ]);
    expect(read("['F-01', 'F-02'].forEach((row) => test(`${row}: pays`, () => {}));")).toEqual([
      ['${row}: pays', 'F-01', 'F-02'],
    ]);
  });

  test('what the table of a name with gaps says', () => {
    expect(read("test.each([['S-01', 1], ['S-02', 2]])('%s: %s', () => {});")).toEqual([
      ['%s: %s', 'S-01', 'S-02'],
    ]);
    expect(read("test.each([['S-01', 1]])('G-03: the table says nothing', () => {});")).toEqual([
      ['G-03: the table says nothing', 'G-03'],
    ]);
  });

  test('nothing when it is skipped or only planned, or when the id is part of another word', () => {
    expect(
      read(
        `test.skip('R-01: a', () => {}); test.todo('R-01: b'); describe.skip('R-01', () => { test('c', () => {}); });`,
      ),
    ).toEqual([]);
    expect(read(`test('X-R-01, R-012', () => {});`)).toEqual([['X-R-01, R-012']]);
  });
});
