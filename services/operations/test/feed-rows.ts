import type { DocumentStore, ViewRef } from '@linli/read-models';
import { feed, feedKey } from '../src/views/board/feed.ts';
import { numberOf } from '../src/views/board/incident-event.ts';
import { cityPath } from './stream-world.ts';

const incident = '0198c0de-0000-7000-8000-000000000000';

/** Stores lines of the feed at these positions of a source, as its first commit. */
export async function commitRows(
  documents: DocumentStore,
  ref: ViewRef,
  source: string,
  positions: readonly number[],
): Promise<void> {
  await documents.commit({
    ref,
    source,
    from: 0,
    to: positions.at(-1) as number,
    recordedAt: 1,
    versions: positions.map((position) => ({
      collection: feed.name,
      key: feedKey(position),
      position,
      recordedAt: position,
      fields: { incident: numberOf(incident), area: cityPath },
      body: JSON.stringify({ type: 'IncidentReported', incident, area: cityPath }),
    })),
    moments: [],
  });
}
