import { describe, expect, test } from '@jest/globals';
import { csvChunks, type CsvCell } from './csv.ts';

async function textOf(header: readonly string[], rows: readonly (readonly CsvCell[])[]): Promise<string> {
  let text = '';
  for await (const chunk of csvChunks(header, rows)) text += chunk;
  return text;
}
const cell = async (value: CsvCell) => (await textOf(['h'], [[value]])).slice('\ufeffh\r\n'.length, -2);

describe('a CSV file', () => {
  test('has a byte order mark, its header and its rows, each ended by CR LF', async () => {
    expect(
      await textOf(
        ['网格', 'open'],
        [
          ['G1', 3],
          [undefined, -2.5],
        ],
      ),
    ).toBe('\ufeff网格,open\r\nG1,3\r\n,-2.5\r\n');
    expect(await textOf(['网格'], [])).toBe('\ufeff网格\r\n');
  });

  test('quotes what holds a comma, a quote or a new line (RFC 4180)', async () => {
    expect(await cell('a,b')).toBe('"a,b"');
    expect(await cell('say "so"')).toBe('"say ""so"""');
    expect(await cell('two\nlines')).toBe('"two\nlines"');
  });

  test.each([
    '=1+1',
    '+1',
    '-1+2',
    '@SUM(A1)',
    '＝1+1',
    '＋1',
    '－1',
    '＠x',
    '﹦1',
    ' =1',
    '\u200b=1',
    '\u3000＝1',
    '\ufeff=1',
  ])('runs nothing: %j', async (text) => {
    expect(await cell(text)).toBe(`'${text}`);
  });

  test.each(['\t=1', '\tx', '\rx', '\nx', '\n=1', '\r\n@x'])('runs nothing behind %j', async (text) => {
    const written = await cell(text);
    expect(written.replace(/^"/, '').startsWith("'")).toBe(true);
  });

  test.each(['06010', '0', '420105011010', '1e5', '1.50', '50%', '1-2', '2026-05-01', '03/04', '8:30'])(
    'keeps the code %s as the text it is',
    async (text) => {
      expect(await cell(text)).toBe(`'${text}`);
    },
  );

  test.each([
    'G0431',
    '48-2093-7511',
    '42/01/05/011/010/',
    'a=b',
    '暴露垃圾',
    '2026-05-01T09:00:00.000+08:00',
    'GB/T-47678.5',
  ])('leaves %s as it is', async (text) => {
    expect(await cell(text)).toBe(text);
  });

  test('is made as it is taken: whoever stops reading stops the rows', async () => {
    let made = 0;
    let ended = false;
    async function* rows() {
      try {
        for (;;) {
          made += 1;
          yield ['x'.repeat(1_000)];
        }
      } finally {
        ended = true;
      }
    }
    for await (const chunk of csvChunks(['h'], rows())) {
      expect(chunk.length).toBeGreaterThan(16_000);
      break;
    }
    expect(made).toBeLessThan(20);
    expect(ended).toBe(true);
  });

  test('ends in the middle when its rows fail', async () => {
    async function* rows() {
      yield ['x'];
      throw new Error('gone');
    }
    await expect(async () => {
      for await (const _ of csvChunks(['h'], rows()));
    }).rejects.toThrow('gone');
  });
});
