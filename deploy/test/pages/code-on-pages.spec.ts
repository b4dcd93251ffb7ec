import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { repository } from '../repository.ts';

interface Block {
  /** The file that the line above names, from the repository's root; empty where it names none. */
  readonly file: string;
  readonly lines: readonly string[];
}

/** The blocks of TypeScript on a page, each with the file it says it is from. */
function blocksOf(page: string): readonly Block[] {
  return [...page.matchAll(/^(.*)\n+```ts\n([\s\S]*?)\n```$/gm)].map(([, above = '', code = '']) => ({
    file: /^`([^`]+)`:$/.exec(above)?.[1] ?? '',
    lines: code.split('\n'),
  }));
}

/** What stands between two ellipses. */
function partsOf(lines: readonly string[]): readonly (readonly string[])[] {
  const parts: string[][] = [[]];
  for (const line of lines) {
    if (line.trim() === '// …') parts.push([]);
    else parts.at(-1)?.push(line);
  }
  return parts;
}

/** Each part that does not stand in the source, contiguously and behind the part before it; indented as a whole or not. */
function missing(lines: readonly string[], source: readonly string[]): readonly string[] {
  let from = 0;
  return partsOf(lines).flatMap((part) => {
    const at = source.findIndex((_, start) => start >= from && standsAt(part, source, start));
    if (at < 0) return [part.join('\n')];
    from = at + part.length;
    return [];
  });
}

function standsAt(part: readonly string[], source: readonly string[], start: number): boolean {
  const [first = ''] = part;
  const indent = /^ */.exec(source[start]?.slice(0, -first.length) ?? '')?.[0] ?? '';
  return part.every((line, n) => source[start + n] === (line === '' ? '' : indent + line));
}

const blocks = blocksOf(readFileSync(join(repository, 'docs/a-rule.md'), 'utf8'));

describe('the code on the page of a rule', () => {
  test('is of files that are named', () => {
    expect(blocks.length).toBeGreaterThan(5);
    expect(blocks.filter(({ file }) => file === '')).toEqual([]);
  });

  test.each(blocks)('stands in $file', ({ file, lines }) => {
    expect(missing(lines, readFileSync(join(repository, file), 'utf8').split('\n'))).toEqual([]);
  });
});

describe('a block', () => {
  const source = ['a', 'b', 'c', 'd', '  e {', '    f', '  }'];

  test.each([
    [['b', 'c'], []],
    [['a', '  // …', 'c', 'd'], []],
    [['e {', '  f', '}'], []],
    [['e {', 'f', '}'], ['e {\nf\n}']],
    [['a', 'c'], ['a\nc']],
    [['a', 'B'], ['a\nB']],
    [['c', '// …', 'a'], ['a']],
    [['c', 'd', 'e'], ['c\nd\ne']],
  ])('%j lacks %j', (lines, lacking) => {
    expect(missing(lines, source)).toEqual(lacking);
  });
});
