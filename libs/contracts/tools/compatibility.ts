import { isDeepStrictEqual } from 'node:util';
import type { JsonSchema } from '../src/closed-schema.ts';

/** One thing that keeps a changed schema from living beside a released one. */
export interface Incompatibility {
  /** Path of the field: `point.lon`, `rules[].amount`; empty for the data as a whole. */
  readonly field: string;
  readonly rule: CompatibilityRule;
}

export type CompatibilityRule =
  | 'removed-field'
  | 'new-required-field'
  | 'required-made-optional'
  | 'changed-type'
  | 'changed-constant'
  | 'changed-union'
  | 'narrowed-enum'
  | 'widened-enum'
  | 'changed-unit'
  | 'changed-person'
  | 'changed-format'
  | 'changed-pattern'
  | 'tightened-bound'
  | 'loosened-bound'
  | 'closed-schema'
  | 'unknown-keyword';

/** Says something to people and nothing about which values are allowed. */
const annotations = new Set(['$schema', '$id', 'title', 'description', 'examples', '$comment']);

/** Upper bounds tighten when they fall, lower ones when they rise; without a value there is no bound. */
const upperBounds = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems'];
const lowerBounds = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems'];

const judged = new Set([
  ...[
    'type',
    'const',
    'enum',
    'x-extensible-enum',
    'x-unit',
    'x-personal',
    'format',
    'pattern',
    'uniqueItems',
  ],
  ...['properties', 'required', 'items', 'anyOf', 'multipleOf'],
  ...upperBounds,
  ...lowerBounds,
]);

/**
 * Compares a schema with a released one of the same major version, in both directions: today's reader must take every
 * event of then (the log is never rewritten), and a reader of then every event of today (departments upgrade when they
 * like). So a bound may neither tighten nor loosen; what may change is: a new optional field, a further value of an
 * enumeration that was released as extensible, and words for people.
 */
export function incompatibilities(
  released: JsonSchema,
  current: JsonSchema,
  field = '',
): readonly Incompatibility[] {
  const unknown = unknownKeywords(current);
  if (unknown.length > 0) return unknown.map((rule) => ({ field, rule }));
  const found = [
    ...scalars(released, current),
    ...enumeration(released, current),
    ...bounds(released, current),
  ].map((rule) => ({ field, rule }));
  return [
    ...found,
    ...properties(released, current, field),
    ...items(released, current, field),
    ...union(released, current, field),
  ];
}

/** Whether two schemas allow the same values; words for people may differ. */
export function sameMeaning(one: JsonSchema, other: JsonSchema): boolean {
  return isDeepStrictEqual(withoutAnnotations(one), withoutAnnotations(other));
}

/**
 * Faults of a schema that no comparison could see: closed objects, which shut out a reader's tomorrow, and keywords that
 * this check cannot judge, in any depth.
 */
export function schemaFaults(schema: JsonSchema, field = ''): readonly Incompatibility[] {
  return [
    ...unknownKeywords(schema).map((rule) => ({ field, rule })),
    ...fields(schema).flatMap(([name, inner]) => schemaFaults(inner, join(field, name))),
    ...('items' in schema ? schemaFaults(schema['items'] as JsonSchema, `${field}[]`) : []),
    ...branches(schema).flatMap((branch) => schemaFaults(branch, field)),
  ];
}

function unknownKeywords(schema: JsonSchema): CompatibilityRule[] {
  const keywords = Object.keys(schema).filter((keyword) => !judged.has(keyword) && !annotations.has(keyword));
  return keywords.map((keyword) =>
    keyword === 'additionalProperties' ? 'closed-schema' : 'unknown-keyword',
  );
}

function scalars(released: JsonSchema, current: JsonSchema): CompatibilityRule[] {
  const found: CompatibilityRule[] = [];
  const rules: readonly (readonly [string, CompatibilityRule])[] = [
    ['type', 'changed-type'],
    ['const', 'changed-constant'],
    ['x-unit', 'changed-unit'],
    ['x-personal', 'changed-person'],
    ['format', 'changed-format'],
    ['pattern', 'changed-pattern'],
  ];
  for (const [keyword, rule] of rules)
    if (!isDeepStrictEqual(released[keyword], current[keyword])) found.push(rule);
  return found;
}

function enumeration(released: JsonSchema, current: JsonSchema): CompatibilityRule[] {
  const [before, wasExtensible] = values(released);
  const [after, isExtensible] = values(current);
  if (before === undefined && after === undefined) return [];
  if (before === undefined) return ['narrowed-enum'];
  if (after === undefined) return ['widened-enum'];
  const found: CompatibilityRule[] = [];
  const removed = before.some((value) => !after.includes(value));
  if (removed || (wasExtensible && !isExtensible)) found.push('narrowed-enum');
  const added = after.some((value) => !before.includes(value));
  // Who read the old schema was told that no other value would come: the mark must have been there when it was released.
  if (!wasExtensible && (added || isExtensible)) found.push('widened-enum');
  return found;
}

function values(schema: JsonSchema): readonly [readonly unknown[] | undefined, boolean] {
  const extensible = schema['x-extensible-enum'];
  if (Array.isArray(extensible)) return [extensible, true];
  return [schema['enum'] as readonly unknown[] | undefined, false];
}

function bounds(released: JsonSchema, current: JsonSchema): CompatibilityRule[] {
  const found = new Set<CompatibilityRule>();
  const compare = (keyword: string, direction: 1 | -1): void => {
    const before = (released[keyword] as number | undefined) ?? direction * Infinity;
    const after = (current[keyword] as number | undefined) ?? direction * Infinity;
    if (after !== before) found.add(direction * (after - before) < 0 ? 'tightened-bound' : 'loosened-bound');
  };
  for (const keyword of upperBounds) compare(keyword, 1);
  for (const keyword of lowerBounds) compare(keyword, -1);
  if (released['uniqueItems'] !== current['uniqueItems'])
    found.add(current['uniqueItems'] === true ? 'tightened-bound' : 'loosened-bound');
  const [before, after] = [released['multipleOf'], current['multipleOf']];
  if (before !== after) found.add(after === undefined ? 'loosened-bound' : 'tightened-bound');
  return [...found];
}

function properties(released: JsonSchema, current: JsonSchema, field: string): Incompatibility[] {
  const before = new Map(fields(released));
  const after = new Map(fields(current));
  const required = (schema: JsonSchema, name: string): boolean =>
    ((schema['required'] as readonly string[] | undefined) ?? []).includes(name);
  const found: Incompatibility[] = [];
  for (const [name, schema] of before) {
    const path = join(field, name);
    const now = after.get(name);
    if (now === undefined) found.push({ field: path, rule: 'removed-field' });
    else found.push(...incompatibilities(schema, now, path));
    if (now !== undefined && required(released, name) && !required(current, name))
      found.push({ field: path, rule: 'required-made-optional' });
  }
  for (const name of after.keys())
    if (required(current, name) && !required(released, name))
      found.push({ field: join(field, name), rule: 'new-required-field' });
  return found;
}

function items(released: JsonSchema, current: JsonSchema, field: string): readonly Incompatibility[] {
  const [before, after] = [released['items'], current['items']] as (JsonSchema | undefined)[];
  if (before === undefined && after === undefined) return [];
  if (before === undefined || after === undefined) return [{ field: `${field}[]`, rule: 'changed-type' }];
  return incompatibilities(before, after, `${field}[]`);
}

/** Branches are compared in order; one more, one less or another order is another union. */
function union(released: JsonSchema, current: JsonSchema, field: string): readonly Incompatibility[] {
  const [before, after] = [branches(released), branches(current)];
  if (before.length !== after.length) return [{ field, rule: 'changed-union' }];
  return before.flatMap((branch, index) => incompatibilities(branch, after[index] ?? {}, field));
}

function withoutAnnotations(schema: JsonSchema): JsonSchema {
  const kept: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (annotations.has(keyword)) continue;
    if (keyword === 'properties')
      kept[keyword] = Object.fromEntries(
        fields(schema).map(([name, inner]) => [name, withoutAnnotations(inner)]),
      );
    else if (keyword === 'items') kept[keyword] = withoutAnnotations(value as JsonSchema);
    else if (keyword === 'anyOf') kept[keyword] = branches(schema).map(withoutAnnotations);
    else if (keyword === 'required' || keyword.endsWith('enum')) kept[keyword] = [...(value as [])].sort();
    else kept[keyword] = value;
  }
  return kept;
}

function fields(schema: JsonSchema): [string, JsonSchema][] {
  return Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>);
}

function branches(schema: JsonSchema): readonly JsonSchema[] {
  return (schema['anyOf'] as readonly JsonSchema[] | undefined) ?? [];
}

function join(field: string, name: string): string {
  return field === '' ? name : `${field}.${name}`;
}
