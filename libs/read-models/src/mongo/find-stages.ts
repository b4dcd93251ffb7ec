import type { mongo } from 'mongoose';
import { type AsOf, type Condition, InvalidRequest, type Query, type Scalar } from '../document-store.ts';
import { rangesAt } from '../interval.ts';
import { prefixEnd } from '../row-order.ts';
import { keyRange, pathOf, rowId, slotName, type StoredCollection } from './collections.ts';

type Stages = mongo.Document[];

/** How a half of a collection answers what a query says of keys and positions. */
interface Half {
  readonly position: string;
  /** What a list is sorted by behind its value. */
  readonly ties: readonly string[];
  key(filter: Filter, condition: Condition): void;
  behind(after: NonNullable<Query['after']>, beyond: '$gt' | '$lt'): mongo.Document;
}

const currentHalf: Half = {
  position: 'position',
  ties: ['_id'],
  key(filter, { op, value }) {
    const key = value as string;
    const ranges: Readonly<Record<Exclude<Condition['op'], 'in'>, () => mongo.Document>> = {
      eq: () => ({ $gte: keyRange.from(key), $lt: keyRange.behind(key) }),
      gte: () => ({ $gte: keyRange.from(key) }),
      gt: () => ({ $gte: keyRange.behind(key) }),
      lte: () => ({ $lt: keyRange.behind(key) }),
      lt: () => ({ $lt: keyRange.from(key) }),
      prefix: () => prefixRange(keyRange.startsWith(key)),
    };
    if (op === 'in') filter.field('key', { $in: value });
    else filter.field('_id', ranges[op]());
  },
  behind: ({ key, source }, beyond) => ({ _id: { [beyond]: rowId(key, source) } }),
};

const pastHalf: Half = {
  position: 'from',
  ties: ['key', 'source'],
  key(filter, condition) {
    addScalar(filter, 'key', condition);
  },
  behind: ({ key, source }, beyond) => ({
    $or: [{ key: { [beyond]: key } }, { key, source: { [beyond]: source } }],
  }),
};

/**
 * A question about now: the versions in force, of those that begin at or before the position asked for, where one is.
 * `sources` are those known to have written; where each is asked at a position, no younger version need be looked at.
 */
export function currentStages(
  collection: StoredCollection,
  query: Query,
  sources: ReadonlySet<string>,
): Stages {
  const filter = new Filter();
  if (!collection.schema.immutable) filter.field('alive', { $eq: true });
  if (query.asOf) addBounds(filter, query.asOf, sources);
  return stagesOf(currentHalf, collection, query, filter);
}

function addBounds(filter: Filter, asOf: AsOf, sources: ReadonlySet<string>): void {
  const bounds = Object.entries(asOf);
  const furthest = Math.max(...bounds.map(([, at]) => at));
  const isEachBound = bounds.length > 0 && [...sources].every((source) => source in asOf);
  if (isEachBound) filter.field('position', upTo(furthest));
  if (isEachBound && bounds.every(([, at]) => at === furthest)) return;
  // An expression, since the planner would try to serve a list of alternatives by an index on position each.
  const branches = bounds.map(([source, at]) => ({
    case: { $eq: ['$source', { $literal: source }] },
    then: at,
  }));
  if (branches.length === 0) return;
  filter.also({
    $expr: { $lte: ['$position', { $switch: { branches, default: Number.MAX_SAFE_INTEGER } }] },
  });
}

/**
 * What was in force at a position of one source and has been superseded since. `head` is where the source stands: the
 * index gives, slot by slot, what ended behind the position, which is next to nothing for one that is close to the head.
 */
export function pastStages(
  collection: StoredCollection,
  query: Query,
  { source, at, head }: { readonly source: string; readonly at: number; readonly head: number },
): Stages {
  const filter = new Filter();
  filter.field('slot', { $in: slotsAt(source, at, head) });
  filter.field('to', { $gt: at });
  filter.field('from', upTo(at));
  return stagesOf(pastHalf, collection, query, filter);
}

export function slotsAt(source: string, at: number, head: number): string[] {
  return rangesAt(at, head).flatMap(({ level, first, last }) =>
    Array.from({ length: last - first + 1 }, (_, n) => slotName(source, level, first + n)),
  );
}

function stagesOf(half: Half, collection: StoredCollection, query: Query, filter: Filter): Stages {
  for (const condition of query.where ?? []) addCondition(half, collection, filter, condition);
  const { orderBy = { field: 'key', direction: 'asc' }, after, limit } = query;
  if (after) addAfter(half, collection, filter, orderBy, after);
  checkFindable(collection, orderBy.field);
  const by = orderBy.field === 'key' ? [] : [pathIn(half, orderBy.field)];
  const direction = orderBy.direction === 'desc' ? -1 : 1;
  const $sort = Object.fromEntries([...by, ...half.ties].map((path) => [path, direction]));
  return [...filter.stages(), { $sort }, { $limit: limit }];
}

function pathIn(half: Half, field: string): string {
  return field === 'position' ? half.position : pathOf(field);
}

/** The value a row is ordered by, of either half. */
export function valueOf(
  row: { readonly key: string; readonly position: number; readonly fields: Readonly<Record<string, Scalar>> },
  field: string,
): Scalar {
  if (field === 'key') return row.key;
  return field === 'position' ? row.position : (row.fields[field] ?? null);
}

function checkFindable({ schema, findable }: StoredCollection, field: string): void {
  if (findable.has(field)) return;
  throw new InvalidRequest(`${schema.name} has no index on ${field}; indexed: ${[...findable].join(', ')}`);
}

function addCondition(half: Half, collection: StoredCollection, filter: Filter, condition: Condition): void {
  const { field, op, value } = condition;
  checkFindable(collection, field);
  if (op !== 'in' && Array.isArray(value)) throw new InvalidRequest(`${field}: only "in" takes a list`);
  if (op === 'prefix' && typeof value !== 'string') throw new InvalidRequest(`${field}: a prefix is text`);
  if (field === 'key' && value !== null) half.key(filter, condition);
  else addScalar(filter, pathIn(half, field), condition);
}

const operators = { gte: '$gte', gt: '$gt', lt: '$lt' } as const;

function addScalar(filter: Filter, path: string, { op, value }: Condition): void {
  if (op === 'in') {
    // `null` is equal to nothing but where it is asked for alone.
    filter.field(path, { $in: [value].flat().filter((one) => one !== null) });
    return;
  }
  const scalar = value as Scalar;
  if (op === 'eq') filter.field(path, { $eq: scalar });
  // Nothing is less or greater than `null`, or as great.
  else if (scalar === null) filter.field(path, { $in: [] });
  else if (op === 'prefix') filter.field(path, prefixRange(scalar as string));
  else filter.field(path, op === 'lte' ? upTo(scalar) : { [operators[op]]: scalar });
}

/** All ranges end before their end. Of whole numbers and of text there is one that follows. */
export function upTo(value: number | string): mongo.Document {
  return { $lt: typeof value === 'number' ? Math.floor(value) + 1 : `${value}\0` };
}

function prefixRange(prefix: string): mongo.Document {
  const end = prefixEnd(prefix);
  return { $gte: prefix, ...(end !== undefined && { $lt: end }) };
}

/** Behind a row: a range an index can serve, and within its first value the rows behind it. */
function addAfter(
  half: Half,
  collection: StoredCollection,
  filter: Filter,
  { field, direction }: NonNullable<Query['orderBy']>,
  after: NonNullable<Query['after']>,
): void {
  checkFindable(collection, field);
  const beyond = direction === 'desc' ? '$lt' : '$gt';
  const tie = half.behind(after, beyond);
  const { value } = after;
  if (field === 'key') {
    filter.also(tie);
    return;
  }
  const path = pathIn(half, field);
  if (value === null) {
    // `null` is the least: nothing but its own ties lies below it, every value above.
    if (beyond === '$lt') filter.field(path, { $eq: null });
    filter.also(beyond === '$lt' ? tie : { $or: [{ [path]: { $ne: null } }, tie] });
    return;
  }
  // Negated, since `$lte` would leave out the nulls below.
  filter.field(path, beyond === '$gt' ? { $gte: value } : { $not: { $gt: value } });
  const further = [{ [path]: { [beyond]: value } }, { [path]: value, ...tie }];
  filter.also({ $or: beyond === '$lt' ? [...further, { [path]: null }] : further });
}

/** What a list is filtered by: bounds of fields, which decide on the index, apart from what is only looked at then. */
class Filter {
  readonly #fields: Record<string, mongo.Document> = {};
  readonly #rest: mongo.Document[] = [];

  field(path: string, bounds: mongo.Document): void {
    const present = this.#fields[path] ?? {};
    if (Object.keys(bounds).some((operator) => operator in present)) this.also({ [path]: bounds });
    else this.#fields[path] = { ...present, ...bounds };
  }

  also(condition: mongo.Document): void {
    this.#rest.push(condition);
  }

  stages(): Stages {
    const rest = this.#rest.length > 0 ? [{ $match: { $and: this.#rest } }] : [];
    return [{ $match: this.#fields }, ...rest];
  }
}
