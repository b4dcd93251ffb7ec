import type { RecordedEvent } from '@linli/contracts';
import type { CollectionProjection, Scalar } from '@linli/read-models';
import { eventsOf, type Step, type Told } from './city-story.ts';

/** Steps of several incidents as the log has them, one event a second from a moment on. */
export function logOf(
  steps: readonly { readonly step: Step; readonly told: Told; readonly missed?: boolean }[],
  startsAt = Date.parse('2026-05-01T01:00:00.000Z'),
): readonly RecordedEvent[] {
  return steps
    .flatMap(({ step, told, missed }) =>
      eventsOf(step, told, missed).map((fact) => ({ ...fact, streamId: `incident-${told.incident}` })),
    )
    .map(({ event, areaPath, streamId }, index) => ({
      position: index + 1,
      streamId,
      revision: 0,
      id: `event-${index + 1}`,
      type: event.type,
      version: 1,
      recordedAt: startsAt + index * 1_000,
      data: event.data,
      metadata: {
        commandId: 'c',
        correlationId: 'c',
        actor: 'a',
        tenant: 't',
        ...(areaPath === undefined ? {} : { areaPath }),
      },
    }));
}

export interface Folded<Body> {
  readonly documents: ReadonlyMap<string, Body>;
  readonly fields: ReadonlyMap<string, Readonly<Record<string, Scalar>>>;
  /** Versions that had to be written. */
  readonly versions: number;
}

/** One collection folded by hand: what a runner has to come to. */
export function fold<Body>(
  collection: CollectionProjection<Body>,
  events: readonly RecordedEvent[],
): Folded<Body> {
  const documents = new Map<string, Body>();
  const fields = new Map<string, Readonly<Record<string, Scalar>>>();
  let versions = 0;
  for (const event of events) {
    for (const key of collection.keys(event)) {
      const before = documents.get(key);
      const after = collection.evolve(before, event, key);
      if (after === before) continue;
      versions += 1;
      if (after === null || after === undefined) {
        documents.delete(key);
        fields.delete(key);
      } else {
        documents.set(key, after);
        fields.set(key, collection.index(after, event));
      }
    }
  }
  return { documents, fields, versions };
}
