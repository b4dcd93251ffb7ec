import type { FeedItem } from '@linli/operations/api';
import type { QueryClient } from '@tanstack/react-query';
import { throttle } from './throttle.ts';

/** Asks the API again for what an event has changed, each kind of answer at most once in its interval. */
export interface Recount {
  readonly after: (items: readonly FeedItem[]) => void;
  readonly everything: () => void;
  readonly stop: () => void;
}

/** Events that change what the map counts: incidents open and close, fall due, find their grid. */
const counted = new Set([
  'IncidentReported',
  'IncidentLocated',
  'IncidentClosed',
  'DeadlineMissed',
  'ClockStopped',
]);
const clocked = new Set([
  'ClockStarted',
  'ClockStopped',
  'DueTimeRecomputed',
  'DeadlineMissed',
  'IncidentParked',
  'IncidentResumed',
  'IncidentClosed',
]);

/** Answers that change as the city goes on; geometry, names and the catalogue do not. */
export const moving: ReadonlySet<unknown> = new Set<unknown>([
  'grids',
  'clocks',
  'overdue',
  'activity',
  'incident',
]);

export function recountOn(queries: QueryClient): Recount {
  const again = (key: string, intervalMs: number) =>
    // A question under way is let finish: at high speed a cancelled one would never be answered.
    throttle(() => void queries.invalidateQueries({ queryKey: [key] }, { cancelRefetch: false }), intervalMs);
  const grids = again('grids', 1_000);
  const clocks = again('clocks', 1_000);
  const overdue = again('overdue', 1_000);
  const activity = again('activity', 10_000);
  const incident = again('incident', 1_000);
  return {
    after(items) {
      if (items.some((item) => counted.has(item.type))) grids.ask();
      if (items.some((item) => clocked.has(item.type))) {
        clocks.ask();
        overdue.ask();
      }
      if (items.some((item) => item.type === 'IncidentReported' || item.type === 'DeadlineMissed'))
        activity.ask();
      const open = queries.getQueryCache().findAll({ queryKey: ['incident'], type: 'active' });
      if (open.some((query) => items.some((item) => item.incidentId === query.queryKey[1]))) incident.ask();
    },
    everything: () =>
      void queries.invalidateQueries({ predicate: ({ queryKey }) => moving.has(queryKey[0]) }),
    stop: () => [grids, clocks, overdue, activity, incident].forEach((one) => one.stop()),
  };
}
