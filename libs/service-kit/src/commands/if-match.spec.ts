import { expect, test } from '@jest/globals';
import { preconditionOf } from './if-match.ts';

test.each([
  ['"7"', 7],
  ['"0"', 0],
  ['\t"7" ', 7],
  ['*', 'exists'],
  ['"7","8"', [7, 8]],
  ['"7" , "8" ,\t"9"', [7, 8, 9]],
  [', "7",, "8",', [7, 8]],
  ['"7,8"', []],
  ['"7", "x"', 7],
  ['W/"7"', []],
  ['W/"7", "8"', 8],
  ['"W/7"', []],
  ['""', []],
  ['"x"', []],
  ['"07"', []],
  ['"-1"', []],
  ['"9999999999999999"', []],
  ['"\u00e9"', []],
])('%j insists on %j', (header, precondition) => {
  expect(preconditionOf(header)).toEqual(precondition);
});

test('who sends none insists on nothing', () => {
  expect(preconditionOf(undefined)).toBeUndefined();
});

test.each([
  '',
  ' ',
  ',',
  '7',
  '"',
  '"7',
  '7"',
  'w/"7"',
  'W/ "7"',
  'W/*',
  '**',
  '*, "7"',
  '"7", *',
  '"7" "8"',
  '"a b"',
  '"7", 8',
])('%j is no entity tag', (header) => {
  expect(() => preconditionOf(header)).toThrow(expect.objectContaining({ code: 'bad-if-match' }));
});

test('a long header is read like a short one', () => {
  const long = `${'"7" ,\t, '.repeat(2_000)}x`;
  expect(() => preconditionOf(long)).toThrow(expect.objectContaining({ code: 'bad-if-match' }));
});
