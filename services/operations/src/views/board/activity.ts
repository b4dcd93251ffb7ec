import type { CollectionProjection } from '@linli/read-models';
import type { RecordedIncidentsEvent } from './incident-event.ts';

export const bucketMinutes = 10;
const bucketLength = bucketMinutes * 60_000;

/** What happened in ten minutes, in the whole city (area '') or in one grid. */
export interface Activity {
  /** Start of the bucket, milliseconds since 1970 UTC. */
  readonly from: number;
  readonly area: string;
  readonly reported: number;
  readonly missed: number;
}

/**
 * The heat strip of the time machine. The city's own row counts every report; a grid's row counts those located in it,
 * since a report has no place before it is located. So a strip of an area is the sum of its grids.
 */
export const activity: CollectionProjection<Activity> = {
  name: 'activity',
  fields: { from: 'integer', area: 'text' },
  indexes: [['from', 'area']],
  keys: (event) => keys(event as RecordedIncidentsEvent),
  evolve: (before, event, key) => evolve(before, event as RecordedIncidentsEvent, key),
  index: ({ from, area }) => ({ from, area }),
};

function keys(event: RecordedIncidentsEvent): readonly string[] {
  switch (event.type) {
    case 'IncidentReported':
      return [keyOf(event.recordedAt, '')];
    case 'IncidentLocated':
      return event.data.previousAreaPath === undefined ? [keyOf(event.recordedAt, event.data.areaPath)] : [];
    case 'DeadlineMissed': {
      const { areaPath } = event.metadata;
      const city = keyOf(event.recordedAt, '');
      return areaPath === undefined ? [city] : [city, keyOf(event.recordedAt, areaPath)];
    }
    default:
      return [];
  }
}

function keyOf(recordedAt: number, area: string): string {
  return `${Math.floor(recordedAt / bucketLength)}|${area}`;
}

function evolve(before: Activity | undefined, event: RecordedIncidentsEvent, key: string): Activity {
  const { from, area, reported, missed } = before ?? {
    from: Math.floor(event.recordedAt / bucketLength) * bucketLength,
    area: key.slice(key.indexOf('|') + 1),
    reported: 0,
    missed: 0,
  };
  return event.type === 'DeadlineMissed'
    ? { from, area, reported, missed: missed + 1 }
    : { from, area, reported: reported + 1, missed };
}
