/** A value of a table: text stays text, a number is one; undefined is an empty cell. */
export type CsvCell = string | number | undefined;

export type CsvRows = AsyncIterable<readonly CsvCell[]> | Iterable<readonly CsvCell[]>;

/** Characters of text that are handed on at a time. */
const chunkLength = 16_384;

/**
 * What a spreadsheet would run as a formula when it opens the file: a cell that begins with = + - @, in full width or as a
 * small form too, whatever blanks and invisible characters stand before it; and one that begins with a tab or a new line.
 */
const formula = /^[\s\p{C}]*[=+\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212]|^[\t\r\n]/u;

/** What it would turn into a number, a share or a day, and take zeros and digits from: `06010`, `420105011010`, `1e5`, `1-2`. */
const numeric =
  /^\s*[\d.,]*\d[\d.,]*(?:e\d+)?\s*%?\s*$|^\s*\d{1,4}[-/.]\d{1,2}(?:[-/.]\d{1,4})?\s*$|^\s*\d{1,2}:\d{2}(?::\d{2})?\s*$/iu;

/**
 * A CSV file (RFC 4180) as text, a chunk at a time, as spreadsheets in China open it: with a byte order mark, or Chinese is
 * read in another encoding; lines end in CR LF. Text that a spreadsheet would run or turn into something else gets an
 * apostrophe before it, which is how they mark text.
 *
 * The file is made as fast as it is taken: rows are asked for when a chunk is wanted.
 *
 * @throws what the rows throw; the file has ended in the middle then
 */
export async function* csvChunks(
  header: readonly string[],
  rows: CsvRows,
): AsyncGenerator<string, void, undefined> {
  let chunk = `\ufeff${lineOf(header)}`;
  for await (const row of rows) {
    chunk += lineOf(row);
    if (chunk.length < chunkLength) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}

function lineOf(cells: readonly CsvCell[]): string {
  return `${cells.map(cellOf).join(',')}\r\n`;
}

function cellOf(value: CsvCell): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  const safe = formula.test(value) || numeric.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
