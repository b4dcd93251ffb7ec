import { segmentEvents, territoryEvents } from '@linli/contracts';
import { reaction } from '@linli/service-kit';
import { communityAround, communityCode } from '../community.ts';
import { segmentCoverage } from '../segment-coverage/segment-coverage.ts';

const { GridCreated, GridSplit, GridsMerged } = territoryEvents;
const { SegmentDefined, SegmentRedrawn } = segmentEvents;

/**
 * Grids and segments come in any order, so each of both has the community looked at anew (S-31): whoever comes second sees
 * the first, since it waits for its own view and the first had waited for the other.
 */
export const checkSegmentCoverage = reaction('check-segment-coverage', {
  on: [GridCreated, GridSplit, GridsMerged, SegmentDefined, SegmentRedrawn],
  ask: segmentCoverage,
  id: (event) => communityCode(gridOf(event.data)),
  command: ({ data }) => ({ type: 'CheckSegmentCoverage', areaPath: communityAround(gridOf(data)) }),
  startAt: 'beginning',
  // Few lanes: a city is founded with thousands of grids, and who asks comes first.
  concurrency: 2,
});

type Place = { readonly areaPath: string };

/** A grid that the event is about; all of them are of one community. */
function gridOf(data: Place | { readonly grids: readonly string[] } | { readonly into: Place }): string {
  if ('grids' in data) return data.grids[0] ?? '';
  return 'areaPath' in data ? data.areaPath : data.into.areaPath;
}
