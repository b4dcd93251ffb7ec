import { type CollectionSchema, InvalidRequest, type ViewSchema } from './document-store.ts';
import type { Projection } from './projection.ts';

/** Two schemas are one when this is equal: the order of declared fields and collections does not count. */
export function canonical(schema: ViewSchema): string {
  const collections = schema.collections.map(canonicalCollection).sort((a, b) => (a.name < b.name ? -1 : 1));
  return JSON.stringify({ view: schema.view, version: schema.version ?? 0, collections });
}

function canonicalCollection({ name, fields, indexes, immutable, version = 1 }: CollectionSchema) {
  return {
    name,
    fields: Object.fromEntries(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1))),
    indexes,
    immutable: immutable === true,
    // Generations that were stored before collections had versions are those of version 1.
    ...(version !== 1 && { version }),
  };
}

/** Names of the collections that both declare alike, and fold alike: none where the version of the view differs. */
export function unchangedCollections(one: ViewSchema, other: ViewSchema): readonly string[] {
  if ((one.version ?? 0) !== (other.version ?? 0)) return [];
  const texts = (schema: ViewSchema) =>
    schema.collections.map((collection) => JSON.stringify(canonicalCollection(collection)));
  const others = new Set(texts(other));
  const own = texts(one);
  return one.collections.filter((_, n) => others.has(own[n] as string)).map(({ name }) => name);
}

/** `InvalidRequest` where one of the collections is not declared and folded alike in both. */
export function checkAlike(schema: ViewSchema, elder: ViewSchema, names: readonly string[]): void {
  const alike = unchangedCollections(schema, elder);
  const other = names.find((name) => !alike.includes(name));
  if (other !== undefined) {
    throw new InvalidRequest(
      `${schema.view}: ${other} is not declared as in the generation to take over from`,
    );
  }
}

export function schemaOf({ view, version, collections }: Projection): ViewSchema {
  return {
    view,
    version,
    collections: collections.map(({ name, fields, indexes, immutable, version: ofCollection }) => ({
      name,
      fields,
      indexes,
      ...(immutable && { immutable }),
      ...(ofCollection !== undefined && { version: ofCollection }),
    })),
  };
}

/** A collection as its schema declares it. */
export interface DeclaredCollection {
  readonly schema: CollectionSchema;
  /** Names of the declared fields, in one order for every store. */
  readonly fields: readonly string[];
  /** Fields that a declared index knows: what `find` may ask for. */
  readonly findable: ReadonlySet<string>;
}

/** The collections of a view in their order; `InvalidRequest` where the schema contradicts itself. */
export function declaredCollections({ view, collections }: ViewSchema): readonly DeclaredCollection[] {
  const names = new Set<string>();
  return collections.map((schema) => {
    if (names.has(schema.name)) {
      throw new InvalidRequest(`${view} declares the collection ${schema.name} twice`);
    }
    names.add(schema.name);
    const fields = fieldNames(schema);
    checkNames(view, schema, fields);
    return { schema, fields, findable: new Set(['key', 'position', ...schema.indexes.flat()]) };
  });
}

export function fieldNames(collection: CollectionSchema): readonly string[] {
  return Object.keys(collection.fields).sort();
}

function checkNames(view: string, collection: CollectionSchema, fields: readonly string[]): void {
  for (const field of fields) {
    if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(field) || field === 'position' || field === 'key') {
      throw new InvalidRequest(`${view}/${collection.name}: ${field} cannot be the name of a field`);
    }
  }
  const unknown = collection.indexes.flat().filter((name) => name !== 'position' && !fields.includes(name));
  if (unknown.length > 0) {
    throw new InvalidRequest(
      `${view}/${collection.name} indexes ${unknown.join(', ')}, which it does not declare`,
    );
  }
}
