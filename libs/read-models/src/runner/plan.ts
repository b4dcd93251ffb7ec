import type { ViewSchema, ViewState } from '../document-store.ts';
import { canonical, unchangedCollections } from '../schema.ts';

/** What a starting runner has to do with the generations it finds. */
export interface Plan {
  /** The generation readers are given; `first` when it is to be made and given at once. */
  readonly active: number;
  readonly first: boolean;
  /** This code feeds what readers are given. */
  readonly feedsActive: boolean;
  /** A generation to fill, and to switch to once it has caught up. */
  readonly fill?: number;
  /** Collections that the generation to fill takes over from the active one. */
  readonly takeOver?: readonly string[];
}

/**
 * Generations are told apart by schema and version. One that this code fits is gone on with wherever it stopped: the
 * active one; one that a rebuild left unfinished; the one before the active, when older code is deployed again. A new one
 * takes over from the active one what is declared and folded alike.
 *
 * The exception: readers were returned by an operator from the generation of this version to an older one. Then it is
 * not switched to again by itself, or a restart would undo the operator's decision; `rebuild()` or a new version does.
 */
export function planFor(schema: ViewSchema, state: ViewState): Plan {
  const own = canonical(schema);
  const fits = (generation: number) => {
    const stored = state.schemas?.[generation];
    return stored !== undefined && canonical(stored) === own;
  };
  const next = Math.max(0, ...state.generations) + 1;
  const fitting = state.generations.filter(fits);
  if (state.active === undefined) {
    return { active: fitting.at(-1) ?? next, first: true, feedsActive: true };
  }
  const { active, previous = 0 } = state;
  const unfinished = fitting.filter((generation) => generation > Math.max(active, previous)).at(-1);
  if (fits(active)) {
    return { active, first: false, feedsActive: true, ...(unfinished !== undefined && { fill: unfinished }) };
  }
  const rolledBack = previous > active && fits(previous);
  if (unfinished === undefined && rolledBack) return { active, first: false, feedsActive: false };
  const earlier = previous < active && fits(previous) ? previous : undefined;
  const fill = unfinished ?? earlier ?? next;
  const stored = state.schemas?.[active];
  const unchanged = fill === next && stored !== undefined ? unchangedCollections(schema, stored) : [];
  return {
    active,
    first: false,
    feedsActive: false,
    fill,
    ...(unchanged.length > 0 && { takeOver: unchanged }),
  };
}
