import type { CollectionProjection } from '@linli/read-models';
import { incidentOf, type RecordedIncidentsEvent } from './incident-event.ts';

/** A clock that runs, or stands still while its incident is parked. Times in milliseconds since 1970 UTC. */
export interface LiveClock {
  readonly stage: string;
  readonly round: number;
  readonly kind: 'urgent_hours' | 'work_hours' | 'work_days' | 'natural_days';
  readonly amount: number;
  readonly startedAt: number;
  readonly due: number;
  readonly missed?: true;
  readonly unit?: string;
}

/** The live clocks of one incident (its key); there is no document for an incident without one. */
export interface IncidentClocks {
  readonly area?: string;
  readonly parked?: true;
  /** The most urgent one first. */
  readonly clocks: readonly LiveClock[];
}

/**
 * RM-I4 clocks and, by the field `overdue`, RM-I5: clocks that run and have missed their due time. Kept by incident and
 * not by clock, because parking and moving an incident concern all its clocks.
 */
export const clocks: CollectionProjection<IncidentClocks> = {
  name: 'clocks',
  fields: { area: 'text', unit: 'text', due: 'integer', overdue: 'integer' },
  indexes: [
    ['due', 'area', 'unit'],
    ['overdue', 'area', 'unit'],
  ],
  keys(event) {
    switch (event.type) {
      case 'ClockStarted':
      case 'ClockStopped':
      case 'DueTimeRecomputed':
      case 'DeadlineMissed':
      case 'IncidentLocated':
      case 'IncidentParked':
      case 'IncidentResumed':
        return [incidentOf(event) as string];
      default:
        return [];
    }
  },
  evolve: (body, event) => evolve(body, event as RecordedIncidentsEvent),
  index: (body) => ({
    area: body.area ?? null,
    unit: body.clocks[0]?.unit ?? null,
    due: dueOf(body),
    overdue: overdueOf(body),
  }),
};

/** When the most urgent clock is due. */
export function dueOf({ clocks: [first] }: IncidentClocks): number | null {
  return first?.due ?? null;
}

/** When the clock that has been overdue for longest was due; null when none is that runs. */
export function overdueOf({ parked, clocks }: IncidentClocks): number | null {
  return parked ? null : (clocks.find(({ missed }) => missed)?.due ?? null);
}

function evolve(
  body: IncidentClocks | undefined,
  event: RecordedIncidentsEvent,
): IncidentClocks | null | undefined {
  if (event.type === 'ClockStarted') {
    const { stage, round, kind, amount, unit } = event.data;
    const clock: LiveClock = {
      stage,
      round,
      kind,
      amount,
      startedAt: Date.parse(event.data.startedAt),
      due: Date.parse(event.data.due),
      ...(unit === undefined ? {} : { unit }),
    };
    const area = body?.area ?? event.metadata.areaPath;
    return {
      ...(area === undefined ? {} : { area }),
      ...(body?.parked ? { parked: true } : {}),
      clocks: byUrgency([...(body?.clocks ?? []), clock]),
    };
  }
  if (body === undefined) return undefined;
  switch (event.type) {
    case 'ClockStopped': {
      const left = body.clocks.filter((clock) => !same(clock, event.data));
      if (left.length === 0) return null;
      return left.length === body.clocks.length ? body : { ...body, clocks: left };
    }
    case 'DueTimeRecomputed':
      return changed(body, event.data, { due: Date.parse(event.data.due) });
    case 'DeadlineMissed':
      // C-4.5: an extension granted later does not take this back.
      return changed(body, event.data, { missed: true });
    case 'IncidentLocated':
      return body.area === event.data.areaPath ? body : { ...body, area: event.data.areaPath };
    case 'IncidentParked':
      return { ...body, parked: true };
    case 'IncidentResumed': {
      const { parked: _, ...resumed } = body;
      return resumed;
    }
    default:
      return body;
  }
}

type Which = Pick<LiveClock, 'stage' | 'round'>;

function same(clock: Which, which: Which): boolean {
  return clock.stage === which.stage && clock.round === which.round;
}

function changed(body: IncidentClocks, which: Which, change: Partial<LiveClock>): IncidentClocks {
  if (!body.clocks.some((clock) => same(clock, which))) return body;
  const next = body.clocks.map((clock) => (same(clock, which) ? { ...clock, ...change } : clock));
  return { ...body, clocks: byUrgency(next) };
}

function byUrgency(list: readonly LiveClock[]): readonly LiveClock[] {
  return list.length < 2
    ? list
    : list.toSorted((one, other) => one.due - other.due || (one.stage < other.stage ? -1 : 1));
}
