import { cleanerEvents } from '@linli/contracts';
import { reaction } from '@linli/service-kit';
import { segment } from '../segment/segment.ts';

/** What somebody who has left or works elsewhere held is vacant from that day on (S-01, S-18). */
export const vacateSegments = reaction('vacate-segments', {
  on: [cleanerEvents.CleanerReleased],
  ask: segment,
  id: ({ data }) => data.segment,
  command: ({ data: { cleaner, validTo } }) => ({ type: 'VacateSegment', cleaner, validTo }),
  startAt: 'beginning',
});
