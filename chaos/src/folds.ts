import type { Folds, LoggedEvent } from '@linli/testing/history';

/** What the views of the city add up to, said again from the log, as plainly as possible. */
export const folds: Folds = {
  effects: {
    /** Incidents located in a grid and not closed. */
    *'open-per-grid'({ type, facts }: LoggedEvent) {
      const { area, previous } = facts as { readonly area?: string; readonly previous?: string };
      if (type === 'IncidentLocated') {
        if (previous !== undefined) yield [previous, -1];
        if (area !== undefined) yield [area, 1];
      }
      if (type === 'IncidentClosed' && area !== undefined && isGrid(area)) yield [area, -1];
    },
  },
};

/** A path that ends in a grid: `…/U021/G0431/`. */
function isGrid(area: string): boolean {
  return /\/G[^/]*\/$/.test(area);
}
