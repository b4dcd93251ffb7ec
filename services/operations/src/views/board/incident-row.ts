import type { CategoryRef } from '../../api.ts';
import type { FeedRow } from './feed.ts';

/** What a clock event says of its clock; times are ISO 8601 UTC as in the event. */
export interface FeedClock {
  readonly stage: string;
  readonly round: number;
  readonly kind?: 'urgent_hours' | 'work_hours' | 'work_days' | 'natural_days';
  readonly amount?: number;
  readonly startedAt?: string;
  readonly due?: string;
  readonly missed?: boolean;
}

/** A row of an incident with its fields by what they mean. */
export interface IncidentRow {
  readonly type: string;
  readonly incident: string;
  readonly area?: string;
  readonly category?: CategoryRef;
  readonly severity?: 'normal' | 'urgent';
  readonly channel?: string;
  readonly point?: { readonly lon: number; readonly lat: number };
  readonly task?: string;
  readonly unit?: string;
  readonly reason?: string;
  readonly outcome?: string;
  readonly clock?: FeedClock;
}

/**
 * A row as the feed has stored it: of this version, or as it was written before rows had a subject and the fields they
 * show. Those stay as they are, a row of an event never changes, and say the same.
 */
export type StoredRow = FeedRow | IncidentRow;

/** Fields that rows show, by the names and types of the published language, which recorded events have been checked against. */
type Shown = Omit<IncidentRow, 'type' | 'incident' | 'area' | 'task' | 'clock'> & {
  readonly taskId?: string;
};

/** Types whose events tell of a clock. */
const ofClocks: ReadonlySet<string> = new Set([
  'ClockStarted',
  'DueTimeRecomputed',
  'ClockStopped',
  'DeadlineMissed',
]);

/** A stored row of either shape as readers take it. */
export function incidentRow(row: StoredRow): IncidentRow {
  if (!('subject' in row)) return row;
  const { type, subject, area, shown } = row;
  const line = { type, incident: subject, ...(area === undefined ? {} : { area }) };
  const { taskId, ...fields } = shown as Shown;
  if (!ofClocks.has(type)) return { ...line, ...fields, ...(taskId === undefined ? {} : { task: taskId }) };
  const { unit, ...clock } = shown as Partial<FeedClock> & Pick<Shown, 'unit'>;
  return {
    ...line,
    ...(unit === undefined ? {} : { unit }),
    clock: (type === 'DeadlineMissed' ? { ...clock, missed: true } : clock) as FeedClock,
  };
}
