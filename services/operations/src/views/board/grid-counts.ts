import type { CollectionProjection } from '@linli/read-models';
import { shanghaiDay } from '@linli/contracts';
import { gridCodeOf, type RecordedIncidentsEvent } from './incident-event.ts';

/**
 * RM-I3: what is going on in one grid; its key is the grid's area path. Overdue incidents are not counted here but
 * out of `clocks`: an incident that is overdue can be moved to another grid, and only its own clock knows both.
 */
export interface GridTally {
  /** Incidents located here and not closed. */
  readonly open: number;
  /** Asia/Shanghai day on which the last incident was first located here … */
  readonly day: string;
  /** … and how many were on that day. */
  readonly today: number;
}

export const gridCounts: CollectionProjection<GridTally> = {
  name: 'grid-counts',
  fields: {},
  indexes: [],
  keys: (event) => keys(event as RecordedIncidentsEvent),
  evolve: (tally, event, key) => evolve(tally, event as RecordedIncidentsEvent, key),
  index: () => ({}),
};

const none: GridTally = { open: 0, day: '', today: 0 };

function keys(event: RecordedIncidentsEvent): readonly string[] {
  if (event.type === 'IncidentLocated') {
    const { areaPath, previousAreaPath } = event.data;
    if (previousAreaPath === undefined) return [areaPath];
    return previousAreaPath === areaPath ? [] : [previousAreaPath, areaPath];
  }
  // An incident that was closed before it was located had never been counted: its path ends above the grids.
  if (event.type === 'IncidentClosed' && gridCodeOf(event.metadata.areaPath) !== undefined) {
    return [event.metadata.areaPath as string];
  }
  return [];
}

function evolve(before: GridTally | undefined, event: RecordedIncidentsEvent, key: string): GridTally {
  const tally = before ?? none;
  if (event.type !== 'IncidentLocated') return { ...tally, open: tally.open - 1 };
  if (event.data.previousAreaPath === key) return { ...tally, open: tally.open - 1 };
  // Moved here: it stays among the reports of the grid and day it was first located on.
  if (event.data.previousAreaPath !== undefined) return { ...tally, open: tally.open + 1 };
  const day = shanghaiDay(event.recordedAt);
  return { open: tally.open + 1, day, today: tally.day === day ? tally.today + 1 : 1 };
}
