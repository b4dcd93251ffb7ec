import type { RecordedEvent } from '@linli/contracts';
import type { CollectionProjection } from '@linli/read-models';
import { incidentOf, numberOf } from './incident-event.ts';
import { showsOf } from './shows.ts';

/**
 * One row of the feed: one event, as far as a line of a screen shows it. What the earlier events of its subject said
 * (category, severity) is not repeated in every row; readers add it from `incident-facts`.
 */
export interface FeedRow {
  readonly type: string;
  /** Whose event it is: an incident by its id, anything else by its stream. */
  readonly subject: string;
  readonly area?: string;
  /** The fields of the event's data that a line shows, by their own names. */
  readonly shown: Readonly<Record<string, unknown>>;
}

/**
 * Key of the row of a position: text that sorts as the positions do, so that the index every collection has on its keys
 * is the feed's order too. Eight digits of base 36 last for 2.8 × 10¹² events.
 */
export function feedKey(position: number): string {
  return position.toString(36).padStart(8, '0');
}

/** RM-I2 live feed and, read by incident, RM-I1 timeline. */
export const feed: CollectionProjection<FeedRow> = {
  name: 'feed',
  immutable: true,
  fields: { incident: 'integer', area: 'text' },
  indexes: [['incident', 'area']],
  keys: (event) => (incidentOf(event) === undefined ? [] : [feedKey(event.position)]),
  evolve: (row, event) => row ?? rowOf(event, showsOf(event.type)),
  index: (row) => ({ incident: numberOf(row.subject), area: row.area ?? null }),
};

/** @param shows names of the data's fields that a line shows; those that the event does not have are left out */
export function rowOf({ type, streamId, data, metadata }: RecordedEvent, shows: readonly string[]): FeedRow {
  const fields = data as Readonly<Record<string, unknown>>;
  // An event that says a place itself means that one, whatever its metadata says.
  const area = typeof fields['areaPath'] === 'string' ? fields['areaPath'] : metadata.areaPath;
  const shown = shows.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]] as const]));
  return {
    type,
    subject: incidentOf({ streamId }) ?? streamId,
    ...(area === undefined ? {} : { area }),
    shown: Object.fromEntries(shown),
  };
}
