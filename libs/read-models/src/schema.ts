import { type CollectionSchema, InvalidRequest, type ViewSchema } from './document-store.ts';
import type { Projection } from './projection.ts';

/** Two schemas are one when this is equal: the order of declared fields and collections does not count. */
export function canonical(schema: ViewSchema): string {
  const collections = schema.collections
    .map((collection) => ({
      name: collection.name,
      fields: Object.fromEntries(Object.entries(collection.fields).sort(([a], [b]) => (a < b ? -1 : 1))),
      indexes: collection.indexes,
      immutable: collection.immutable === true,
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return JSON.stringify({ view: schema.view, version: schema.version ?? 0, collections });
}

export function schemaOf({ view, version, collections }: Projection): ViewSchema {
  return {
    view,
    version,
    collections: collections.map(({ name, fields, indexes, immutable }) => ({
      name,
      fields,
      indexes,
      ...(immutable && { immutable }),
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
