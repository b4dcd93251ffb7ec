import type { JsonSchema } from './routes-of.ts';

/** Values that no field expects; JSON texts, since some of them cannot be written as values. */
export const ODD_VALUES: readonly string[] = [
  'null',
  'true',
  '0',
  '-1',
  '1.5',
  '1e999',
  '-0',
  '9007199254740993',
  '""',
  '" "',
  '"NaN"',
  '"\\u0000"',
  '"\\ud800"',
  '"\\udfff\\ud800"',
  '"\\u202e\\ufeff"',
  '"𐍈🏮邻里"',
  '"../../../etc/passwd"',
  '"%00%ff"',
  '"\'; drop table events; --"',
  '"{{7*7}}${7*7}"',
  JSON.stringify('x'.repeat(40_000)),
  '[]',
  '[[]]',
  '[null]',
  '{}',
  '{"toString":1,"hasOwnProperty":null,"constructor":{}}',
  '{"__proto__":{"admin":true}}',
  '{"constructor":{"prototype":{"admin":true}}}',
  '{"length":1e9}',
  '{"then":1,"toJSON":1,"valueOf":2}',
];

/** Bodies that are no JSON object at all, or not one that may be built. */
export const ODD_BODIES: readonly (string | Buffer)[] = [
  '',
  ' ',
  '{',
  '}',
  '{"a":}',
  '{"a":1,}',
  "{'a':1}",
  'undefined',
  'NaN',
  '{"a":01}',
  '"text"',
  '42',
  'null',
  'true',
  '[]',
  '[{}]',
  '{}{}',
  '\ufeff{}',
  '{"a":"\t"}',
  '['.repeat(20_000),
  '{"a":'.repeat(10_000),
  `${'['.repeat(500)}${']'.repeat(500)}`,
  `{"a":${'{"a":'.repeat(300)}1${'}'.repeat(301)}`,
  JSON.stringify({ a: 'x'.repeat(2_000_000) }),
  Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
  Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]),
  Buffer.from([0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d]),
  Buffer.from([0x00, 0x00, 0x00]),
  Buffer.from('{"a":1}', 'utf16le'),
  Buffer.from([0x1f, 0x8b, 0x08, 0x00]),
];

/** Parts of a path or a query as they go on the wire. */
export const ODD_PARTS: readonly string[] = [
  '%00',
  '%ff',
  '%E0%A4%A',
  '%',
  '%zz',
  '..%2f..%2fetc',
  '__proto__',
  'constructor',
  '-1',
  '0',
  '1e999',
  'NaN',
  'null',
  '%F0%9F%8F%AE',
  '%ED%A0%80',
  "'%20or%201=1",
  '%22%3E%3Cscript%3E',
  'a'.repeat(150),
  'a'.repeat(5_000),
];

/** Texts that match one or another of the patterns in use, so that mutations of one field get past all the others. */
const PLAUSIBLE: readonly string[] = [
  'x',
  '1',
  '42/01/05/011/010/',
  '42/',
  '420105011010',
  '420105',
  '01001',
  'G0001',
  'A1',
  'abc',
  'sanitation:420105',
  '2026-01-05',
  '2026-01-05T08:00:00.000Z',
  '00000000-0000-4000-8000-000000000000',
  '08:30',
];

/** A body of the described shape, as far as a schema can tell. */
export function plausible(schema: JsonSchema): unknown {
  if (schema.example !== undefined) return schema.example;
  if (schema.enum !== undefined) return schema.enum[0];
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, inner]) => [name, plausible(inner)]),
      );
    case 'array':
      return [plausible(schema.items ?? {})];
    case 'integer':
    case 'number':
      return schema.minimum ?? 1;
    case 'boolean':
      return true;
    default:
      return plausibleText(schema);
  }
}

function plausibleText({ pattern, format, minLength = 0 }: JsonSchema): string {
  if (format === 'uuid') return '00000000-0000-4000-8000-000000000000';
  if (format === 'date-time') return '2026-01-05T08:00:00.000Z';
  if (pattern !== undefined) {
    const shape = new RegExp(pattern);
    return PLAUSIBLE.find((text) => shape.test(text)) ?? 'x';
  }
  return 'x'.repeat(Math.max(1, minLength));
}

/** The body with one value replaced by garbage, for every place in it; then with fields left out and added. */
export function* mutations(schema: JsonSchema): Generator<string> {
  const sound = plausible(schema);
  for (const place of placesOf(sound)) {
    for (const odd of ODD_VALUES) yield textWith(sound, place, odd);
  }
  for (const name of Object.keys((sound ?? {}) as object)) {
    yield JSON.stringify({ ...(sound as object), [name]: undefined });
  }
  yield JSON.stringify({ ...(sound as object), surprise: 1 });
  yield JSON.stringify(sound).replace(/\}$/, ',"__proto__":{"admin":true}}');
  yield JSON.stringify(sound).replace(/\}$/, ',"constructor":{"prototype":{}}}');
}

const HOLE = '\u0001hole\u0001';

/** The JSON text of a value with the part at `place` replaced by a text that need not be a value at all. */
function textWith(value: unknown, place: readonly string[], odd: string): string {
  return JSON.stringify(replaced(value, place)).replace(JSON.stringify(HOLE), () => odd);
}

function replaced(value: unknown, [first, ...rest]: readonly string[]): unknown {
  if (first === undefined) return HOLE;
  if (Array.isArray(value)) {
    return value.map((item: unknown, at) => (String(at) === first ? replaced(item, rest) : item));
  }
  const object = value as Record<string, unknown>;
  return { ...object, [first]: replaced(object[first], rest) };
}

function placesOf(value: unknown): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    [name],
    ...placesOf(inner).map((place) => [name, ...place]),
  ]);
}
