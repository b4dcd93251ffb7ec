import { refuse, type Refusal } from '@linli/event-sourcing';
import { firstDouble, versionedPolicy } from '../policy/versioned-policy.ts';
import { classOf, type Catalogue } from './catalogue-classes.ts';

/** The category catalogue of a city: what `ActivateCatalogue` may bring into force (I-03, I-04). */
export const catalogue = versionedPolicy<'CatalogueVersionActivated', Catalogue>({
  event: 'CatalogueVersionActivated',
  row: 'I-04',
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
