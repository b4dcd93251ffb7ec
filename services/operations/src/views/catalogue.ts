import type { Catalogue, WorkCalendar } from '@linli/contracts';
import type { CollectionProjection, Projection } from '@linli/read-models';

/** The catalogue version in force, as its event has it: names of the classes in both languages. */
export type CatalogueVersion = Catalogue;

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

/** There is one working calendar in force at a time, too. */
export const calendarKey = 'calendar';

const calendars: CollectionProjection<WorkCalendar> = {
  name: 'calendar',
  fields: {},
  indexes: [],
  keys: (event) => (event.type === 'CalendarPublished' ? [calendarKey] : []),
  evolve: (_before, event) => event.data as WorkCalendar,
  index: () => ({}),
};

/** The policies that screens read: what classes are called, and which time counts for a clock. */
export const catalogue: Projection = {
  view: 'catalogue',
  version: 2,
  contexts: ['incidents'],
  types: ['CatalogueVersionActivated', 'CalendarPublished'],
  collections: [versions as CollectionProjection<never>, calendars as CollectionProjection<never>],
};
