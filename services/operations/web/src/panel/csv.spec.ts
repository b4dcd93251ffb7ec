import { expect, test } from '@jest/globals';
import { csvText } from './csv.ts';

test('an exported file keeps Chinese, commas and quotes, and runs nothing', () => {
  expect(
    csvText(
      ['网格', 'open'],
      [
        ['G1,"a"', 3],
        ['=1+1', -2],
      ],
    ),
  ).toBe('\uFEFF网格,open\r\n"G1,""a""",3\r\n\'=1+1,-2\r\n');
});
