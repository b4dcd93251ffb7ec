import type { Facet } from '@linli/read-models';
import type { CatalogueView } from '../api.ts';
import type { CatalogueVersion } from '../views/catalogue.ts';

/** The catalogue in force; version 0 without classes before the first was activated. */
export function catalogueView(facets: readonly Facet<CatalogueVersion>[]): CatalogueView {
  const [newest] = facets.toSorted((one, other) => other.recordedAt - one.recordedAt);
  if (newest === undefined) return { version: 0, classes: [] };
  const { version, classes } = newest.body;
  return { version, classes: classes.map(({ category, zh, en }) => ({ category, zh, en })) };
}
