import { defineEvents, type EventsOf } from '../define-events.ts';
import { AreaPath } from '../fields.ts';
import { SegmentGrids } from './segment.ts';

const data = { areaPath: AreaPath, grids: SegmentGrids };
const example = {
  areaPath: '42/01/05/011/010/',
  grids: ['42/01/05/011/010/A1/B07/U021/G0431/'],
};

export const segmentCoverageEvents = defineEvents('sanitation', {
  GridUncleanedDetected: {
    title: ['网格保洁空白', 'Grid uncleaned detected'],
    description: 'No duty segment of the community runs through these grids.',
    rows: ['S-31'],
    data,
    shows: ['grids'],
    example,
  },
  GridCleaningCovered: {
    title: ['网格保洁覆盖', 'Grid cleaning covered'],
    description: 'A duty segment runs through these grids again, or they are grids no more.',
    rows: ['S-31'],
    data,
    shows: ['grids'],
    example,
  },
});

export type SegmentCoverageEvent = EventsOf<typeof segmentCoverageEvents>;
