import { describe, expect, test } from '@jest/globals';
import { Type, type TSchema } from 'typebox';
import { incompatibilities, sameMeaning, schemaFaults } from '../tools/compatibility.ts';

const plain = (schema: TSchema): Record<string, unknown> =>
  JSON.parse(JSON.stringify(schema)) as Record<string, unknown>;

function compare(released: TSchema, current: TSchema): string[] {
  return incompatibilities(plain(released), plain(current)).map(({ field, rule }) => `${field}: ${rule}`);
}

const level = (options: Record<string, unknown>): TSchema => Type.Object({ level: Type.Number(options) });
const name = (options: Record<string, unknown>): TSchema => Type.Object({ name: Type.String(options) });
const list = (options: Record<string, unknown>): TSchema =>
  Type.Object({ list: Type.Array(Type.Integer(), options) });

/** Each kind of change: what was released, what stands there now, and what the check says of going there and back. */
const changes: readonly (readonly [string, TSchema, TSchema, string[], string[]])[] = [
  [
    'a field removed, and a new required one',
    Type.Object({ a: Type.String(), b: Type.Integer() }),
    Type.Object({ a: Type.String() }),
    ['b: removed-field'],
    ['b: new-required-field'],
  ],
  [
    'an optional field removed, and a new optional one',
    Type.Object({ a: Type.String(), b: Type.Optional(Type.Integer()) }),
    Type.Object({ a: Type.String() }),
    ['b: removed-field'],
    [],
  ],
  [
    'an optional field made required, and a required one optional',
    Type.Object({ a: Type.Optional(Type.String()) }),
    Type.Object({ a: Type.String() }),
    ['a: new-required-field'],
    ['a: required-made-optional'],
  ],
  [
    'a narrowed and a widened enumeration',
    Type.Object({ state: Type.Enum(['open', 'done', 'void']) }),
    Type.Object({ state: Type.Enum(['open', 'done']) }),
    ['state: narrowed-enum'],
    ['state: widened-enum'],
  ],
  [
    'an extensible enumeration that grows, and shrinks',
    Type.Object({ state: Type.String({ 'x-extensible-enum': ['open'] }) }),
    Type.Object({ state: Type.String({ 'x-extensible-enum': ['open', 'done'] }) }),
    [],
    ['state: narrowed-enum'],
  ],
  [
    'an enumeration marked extensible after its release, and the mark taken away',
    Type.Object({ state: Type.String({ enum: ['open'] }) }),
    Type.Object({ state: Type.String({ 'x-extensible-enum': ['open'] }) }),
    ['state: widened-enum'],
    ['state: narrowed-enum'],
  ],
  [
    'a free text made an enumeration, and back',
    Type.Object({ state: Type.String() }),
    Type.Object({ state: Type.String({ enum: ['open'] }) }),
    ['state: narrowed-enum'],
    ['state: widened-enum'],
  ],
  [
    'another type',
    Type.Object({ a: Type.Integer() }),
    Type.Object({ a: Type.Number() }),
    ['a: changed-type'],
    ['a: changed-type'],
  ],
  [
    'a list in place of one',
    Type.Object({ a: Type.String() }),
    Type.Object({ a: Type.Array(Type.String()) }),
    ['a: changed-type', 'a[]: changed-type'],
    ['a: changed-type', 'a[]: changed-type'],
  ],
  [
    'another constant',
    Type.Object({ a: Type.Literal('x') }),
    Type.Object({ a: Type.Literal('y') }),
    ['a: changed-constant'],
    ['a: changed-constant'],
  ],
  [
    'another unit',
    level({ 'x-unit': 'm' }),
    level({ 'x-unit': 'dm' }),
    ['level: changed-unit'],
    ['level: changed-unit'],
  ],
  [
    'a unit where there was none',
    level({}),
    level({ 'x-unit': 'dm' }),
    ['level: changed-unit'],
    ['level: changed-unit'],
  ],
  [
    'another pattern',
    name({ pattern: '^a' }),
    name({ pattern: '^ab' }),
    ['name: changed-pattern'],
    ['name: changed-pattern'],
  ],
  [
    'a pattern where there was none',
    name({}),
    name({ pattern: '^a' }),
    ['name: changed-pattern'],
    ['name: changed-pattern'],
  ],
  [
    'another format',
    name({ format: 'date' }),
    name({ format: 'date-time' }),
    ['name: changed-format'],
    ['name: changed-format'],
  ],
  [
    'a lower maximum',
    level({ maximum: 10 }),
    level({ maximum: 9 }),
    ['level: tightened-bound'],
    ['level: loosened-bound'],
  ],
  [
    'a first maximum',
    level({}),
    level({ maximum: 9 }),
    ['level: tightened-bound'],
    ['level: loosened-bound'],
  ],
  [
    'a higher minimum',
    level({ minimum: 0 }),
    level({ minimum: 1 }),
    ['level: tightened-bound'],
    ['level: loosened-bound'],
  ],
  [
    'an exclusive bound',
    level({ exclusiveMinimum: 0 }),
    level({ exclusiveMinimum: 1 }),
    ['level: tightened-bound'],
    ['level: loosened-bound'],
  ],
  ['a multiple', level({}), level({ multipleOf: 10 }), ['level: tightened-bound'], ['level: loosened-bound']],
  [
    'a shorter text',
    name({ maxLength: 80 }),
    name({ maxLength: 40 }),
    ['name: tightened-bound'],
    ['name: loosened-bound'],
  ],
  [
    'a longer least length',
    name({}),
    name({ minLength: 1 }),
    ['name: tightened-bound'],
    ['name: loosened-bound'],
  ],
  [
    'more items',
    list({ minItems: 1 }),
    list({ minItems: 2 }),
    ['list: tightened-bound'],
    ['list: loosened-bound'],
  ],
  [
    'fewer items',
    list({ maxItems: 9 }),
    list({ maxItems: 5 }),
    ['list: tightened-bound'],
    ['list: loosened-bound'],
  ],
  ['no doubles', list({}), list({ uniqueItems: true }), ['list: tightened-bound'], ['list: loosened-bound']],
  [
    'one branch less of a union',
    Type.Object({ a: Type.Union([Type.String(), Type.Integer()]) }),
    Type.Object({ a: Type.Union([Type.String()]) }),
    ['a: changed-union'],
    ['a: changed-union'],
  ],
  [
    'a changed branch of a union',
    Type.Object({ a: Type.Union([Type.String({ maxLength: 9 }), Type.Integer()]) }),
    Type.Object({ a: Type.Union([Type.String({ maxLength: 5 }), Type.Integer()]) }),
    ['a: tightened-bound'],
    ['a: loosened-bound'],
  ],
  [
    'a change deep inside',
    Type.Object({ rules: Type.Array(Type.Object({ amount: Type.Integer({ 'x-unit': 'hour' }) })) }),
    Type.Object({ rules: Type.Array(Type.Object({ amount: Type.Integer({ 'x-unit': 'day' }) })) }),
    ['rules[].amount: changed-unit'],
    ['rules[].amount: changed-unit'],
  ],
  [
    'a field removed inside a field',
    Type.Object({ point: Type.Object({ lon: Type.Number(), lat: Type.Number() }) }),
    Type.Object({ point: Type.Object({ lon: Type.Number() }) }),
    ['point.lat: removed-field'],
    ['point.lat: new-required-field'],
  ],
  [
    'words for people',
    Type.Object({ a: Type.String({ title: 'A', description: 'one thing', examples: ['x'] }) }),
    Type.Object({ a: Type.String({ title: 'B', description: 'another way to say it' }) }, { $comment: 'x' }),
    [],
    [],
  ],
];

describe('incompatibilities', () => {
  test.each(changes)('%s: there', (_name, released, current, there) => {
    expect(compare(released, current)).toEqual(there);
  });

  test.each(changes)('%s: and back', (_name, released, current, _there, back) => {
    expect(compare(current, released)).toEqual(back);
  });

  test('a schema is compatible with itself, whatever the order of its parts', () => {
    const one = Type.Object({ a: Type.Enum(['x', 'y']), b: Type.Integer() });
    const other = Type.Object({ b: Type.Integer(), a: Type.Enum(['y', 'x']) });
    expect(compare(one, other)).toEqual([]);
    expect(sameMeaning(plain(one), plain(other))).toBe(true);
  });

  test('sees every problem at once', () => {
    const released = Type.Object({ a: Type.String(), b: Type.Number({ 'x-unit': 'm' }) });
    const current = Type.Object({ b: Type.Integer({ 'x-unit': 'dm' }), c: Type.String() });
    expect(compare(released, current)).toEqual([
      'a: removed-field',
      'b: changed-type',
      'b: changed-unit',
      'c: new-required-field',
    ]);
  });
});

describe('sameMeaning', () => {
  test('tells a compatible change from a change of words', () => {
    const base = Type.Object({ a: Type.String({ description: 'one' }) });
    expect(sameMeaning(plain(base), plain(Type.Object({ a: Type.String({ description: 'two' }) })))).toBe(
      true,
    );
    const grown = Type.Object({ a: Type.String(), b: Type.Optional(Type.String()) });
    expect(sameMeaning(plain(base), plain(grown))).toBe(false);
  });
});

describe('schemaFaults', () => {
  test('refuses closed objects and what cannot be judged, in any depth', () => {
    const schema = Type.Object({
      a: Type.Array(Type.Object({}, { additionalProperties: false })),
      b: Type.Union([Type.String({ contentEncoding: 'base64' })]),
      c: Type.Intersect([Type.Object({}), Type.Object({})]),
    });
    expect(schemaFaults(plain(schema)).map(({ field, rule }) => `${field}: ${rule}`)).toEqual([
      'a[]: closed-schema',
      'b: unknown-keyword',
      'c: unknown-keyword',
    ]);
  });
});
