import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const LONGEST_LINE = 2_000;

/** The last lines of a file, read from its end; none when there is no file. */
export function lastLines(path: string, count: number): readonly string[] {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return [];
  }
  try {
    const { size } = fstatSync(file);
    const from = Math.max(0, size - count * LONGEST_LINE);
    const end = Buffer.alloc(size - from);
    readSync(file, end, 0, end.length, from);
    const lines = end.toString().split('\n');
    if (lines.at(-1) === '') lines.pop();
    return lines.slice(-count);
  } finally {
    closeSync(file);
  }
}
