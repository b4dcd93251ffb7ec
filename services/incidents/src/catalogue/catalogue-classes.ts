import type { Catalogue } from '@linli/contracts';

export type CatalogueClass = Catalogue['classes'][number];
type Category = CatalogueClass['category'];

/** A group of one view of the catalogue: 垃圾乱丢 of 八乱. */
export interface Group {
  readonly zh: string;
  readonly en: string;
}

export function sameCategory(one: Category, other: Category): boolean {
  return one.standard === other.standard && one.kind === other.kind && one.code === other.code;
}

/** The class of a category, undefined when this version of the catalogue does not have it. */
export function classOf(catalogue: Catalogue, category: Category): CatalogueClass | undefined {
  return catalogue.classes.find((entry) => sameCategory(entry.category, category));
}

/**
 * Under which groups of a view a category is shown (I-04). Views are a way to look, not a property of incidents: the
 * same events stand under 八乱 and 五乱 at once, under several groups of one view, or under none.
 */
export function groupsOf(catalogue: Catalogue, viewId: string, category: Category): readonly Group[] {
  const view = catalogue.views.find(({ id }) => id === viewId);
  if (view === undefined) return [];
  return view.groups
    .filter(({ categories }) => categories.some((member) => sameCategory(member, category)))
    .map(({ zh, en }) => ({ zh, en }));
}
