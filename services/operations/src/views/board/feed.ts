import type { CollectionProjection } from '@linli/read-models';
import type { CategoryRef } from '../../api.ts';
import { incidentOf, numberOf, type RecordedIncidentsEvent } from './incident-event.ts';

/**
 * One row of the feed: one event of one incident, as far as screens need it. What the incident's earlier events said
 * (category, severity) is not repeated in every row; readers add it from `incident-facts`.
 */
export interface FeedRow {
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
  evolve: (row, event) => row ?? rowOf(event as RecordedIncidentsEvent),
  index: (row) => ({ incident: numberOf(row.incident), area: row.area ?? null }),
};

export function rowOf(event: RecordedIncidentsEvent): FeedRow {
  const line = {
    type: event.type,
    incident: incidentOf(event) ?? event.streamId,
    ...(event.metadata.areaPath === undefined ? {} : { area: event.metadata.areaPath }),
  };
  switch (event.type) {
    case 'IncidentReported': {
      const { category, severity, channel, point } = event.data;
      return {
        ...line,
        severity,
        channel,
        ...(category === undefined ? {} : { category }),
        ...(point === undefined ? {} : { point }),
      };
    }
    case 'IncidentClassified':
      return { ...line, category: event.data.category };
    case 'IncidentLocated':
      // The event says the place itself, whatever its metadata says.
      return { ...line, area: event.data.areaPath, point: event.data.point };
    case 'LeadUnitAssigned':
    case 'SupportUnitAssigned':
      return { ...line, unit: event.data.unit };
    case 'TaskDispatched':
    case 'TaskAccepted':
    case 'TaskCompleted':
      return { ...line, task: event.data.taskId, unit: event.data.unit };
    case 'TaskReturned':
      return { ...line, task: event.data.taskId, unit: event.data.unit, reason: event.data.reason };
    case 'CheckFailed':
    case 'IncidentParked':
      return { ...line, reason: event.data.reason };
    case 'IncidentClosed': {
      const { outcome, reason } = event.data;
      return { ...line, outcome, ...(reason === undefined ? {} : { reason }) };
    }
    case 'ClockStarted': {
      const { stage, round, kind, amount, startedAt, due, unit } = event.data;
      return {
        ...line,
        ...(unit === undefined ? {} : { unit }),
        clock: { stage, round, kind, amount, startedAt, due },
      };
    }
    case 'DueTimeRecomputed':
      return { ...line, clock: { stage: event.data.stage, round: event.data.round, due: event.data.due } };
    case 'ClockStopped':
      return {
        ...line,
        clock: { stage: event.data.stage, round: event.data.round, missed: event.data.missed },
      };
    case 'DeadlineMissed': {
      const { stage, round, due, unit } = event.data;
      return { ...line, ...(unit === undefined ? {} : { unit }), clock: { stage, round, due, missed: true } };
    }
    default:
      return line;
  }
}
