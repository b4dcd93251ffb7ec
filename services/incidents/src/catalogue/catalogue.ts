import { type Catalogue, defaultCatalogue, incidentsPolicyEvents } from '@linli/contracts';
import { refuse, type Refusal } from '@linli/event-sourcing';
import { firstDouble, versionedPolicy } from '@linli/patterns';
import { classOf } from './catalogue-classes.ts';

/** The category catalogue of a city (I-03, I-04): the version in force when an incident opened judges it for good. */
export const catalogue = versionedPolicy('catalogue', incidentsPolicyEvents.CatalogueVersionActivated, {
  row: 'I-04',
  judges: 'opening',
  stream: 'catalogue',
  first: defaultCatalogue,
  fault,
});

function fault(version: Catalogue): Refusal | undefined {
  // I-03: a class is one thing under one key; kind is part of the key (B-5.1).
  const double = firstDouble(
    version.classes.map(({ category: { standard, kind, code } }) => `${standard} ${kind} ${code}`),
  );
  if (double !== undefined)
    return refuse('I-03', 'class-listed-twice', `${double} is listed twice`, 'classes');
  const view = firstDouble(version.views.map(({ id }) => id));
  if (view !== undefined) return refuse('I-04', 'view-listed-twice', `view ${view} is listed twice`, 'views');
  // I-04: a view groups classes of its own catalogue version.
  for (const { id, groups } of version.views)
    for (const { en, categories } of groups)
      for (const category of categories)
        if (classOf(version, category) === undefined) {
          const message = `group ${en} of view ${id} names ${category.code}, which is no class of the catalogue`;
          return refuse('I-04', 'view-class-unknown', message, 'views');
        }
  return undefined;
}
