import type { ViewSchema } from './document-store.ts';
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
