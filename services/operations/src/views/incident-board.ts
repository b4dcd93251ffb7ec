import type { CollectionProjection, Projection } from '@linli/read-models';
import { activity } from './board/activity.ts';
import { clocks } from './board/clocks.ts';
import { feed } from './board/feed.ts';
import { gridCounts } from './board/grid-counts.ts';
import { incidentFacts } from './board/incident-facts.ts';

/** Everything the wall shows of incidents: one view, so that all its panels stand at one position. */
export const incidentBoard: Projection = {
  view: 'incident-board',
  version: 1,
  contexts: ['incidents'],
  collections: [
    feed,
    incidentFacts,
    gridCounts,
    clocks,
    activity,
  ] as CollectionProjection<unknown>[] as CollectionProjection<never>[],
};
