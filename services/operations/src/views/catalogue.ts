import type { CatalogueVersionActivated, EventOf } from '@linli/contracts';
import type { CollectionProjection, Projection } from '@linli/read-models';

/** The catalogue version in force, as its event has it: names of the classes in both languages. */
export type CatalogueVersion = EventOf<typeof CatalogueVersionActivated>['data'];

/** There is one catalogue in force at a time; the versions before it are its history. */
export const catalogueKey = 'catalogue';

const versions: CollectionProjection<CatalogueVersion> = {
  name: 'catalogue',
  fields: {},
  indexes: [],
  keys: (event) => (event.type === 'CatalogueVersionActivated' ? [catalogueKey] : []),
  evolve: (_before, event) => event.data as CatalogueVersion,
  index: () => ({}),
};

export const catalogue: Projection = {
  view: 'catalogue',
  version: 1,
  contexts: ['incidents'],
  types: ['CatalogueVersionActivated'],
  collections: [versions as CollectionProjection<never>],
};
