import type { IncidentEvent, NewEvent, TerritoryEvent } from '@linli/contracts';
import type { EventStore } from '@linli/event-sourcing';
import { randomUUID } from 'node:crypto';
import { cityPath } from './stream-world.ts';

/** A community of `count` grids in four sections, as its residents' log tells it. */
export function gridPath(number: number): string {
  const code = `G${String(number).padStart(4, '0')}`;
  return `${cityPath}A${(number % 4) + 1}/B${String((number % 41) + 1).padStart(2, '0')}/U${String((number % 128) + 1).padStart(3, '0')}/${code}/`;
}

function square(number: number): number[][] {
  const west = 114.2 + (number % 30) * 0.001;
  const south = 30.55 + Math.floor(number / 30) * 0.001;
  const [east, north] = [west + 0.001, south + 0.001];
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
}

export function communityEvents(grids: number): readonly TerritoryEvent[] {
  return [
    {
      type: 'AreaCreated',
      data: { code: '420105011010', level: 'community', name: '江欣苑社区', areaPath: cityPath },
    },
    ...[1, 2, 3, 4].map((section): TerritoryEvent => ({
      type: 'AreaCreated',
      data: {
        code: `A${section}`,
        level: 'section',
        name: `第${section}片区`,
        areaPath: `${cityPath}A${section}/`,
      },
    })),
    ...Array.from({ length: grids }, (_, n): TerritoryEvent => ({
      type: 'GridCreated',
      data: {
        code: `G${String(n + 1).padStart(4, '0')}`,
        areaPath: gridPath(n + 1),
        polygon: square(n + 1),
        validFrom: '2010-04-01',
      },
    })),
  ];
}

export const litter = { standard: 'GB/T-47678.5', kind: 'matter', code: '06010' } as const;
export const stalls = { standard: 'GB/T-47678.5', kind: 'matter', code: '09006' } as const;

/** Steps an incident can take, each a command's events. */
export type Step =
  | 'report'
  | 'locate'
  | 'route'
  | 'accept'
  | 'park'
  | 'resume'
  | 'miss'
  | 'reclassify'
  | 'move'
  | 'complete'
  | 'close';

export const wholeLife: readonly Step[] = ['report', 'locate', 'route', 'accept', 'complete', 'close'];

export interface Told {
  readonly incident: string;
  readonly grid: number;
  readonly urgent?: boolean;
}

type Fact = { readonly event: IncidentEvent; readonly areaPath?: string };

const started = '2026-05-01T00:10:00.000Z';
const due = '2026-05-01T06:40:00.000Z';
const unit = 'sanitation:420105';

const clockStarted = (stage: 'triage' | 'dispatch' | 'handling' | 'check', round = 1): IncidentEvent => ({
  type: 'ClockStarted',
  data: {
    stage,
    round,
    kind: 'work_hours',
    amount: 4,
    startedAt: started,
    due,
    unit,
    deadlinesVersion: 1,
    calendarVersion: 1,
  },
});
const clockStopped = (
  stage: 'triage' | 'dispatch' | 'handling' | 'check',
  missed = false,
): IncidentEvent => ({
  type: 'ClockStopped',
  data: { stage, round: 1, stoppedAt: '2026-05-01T03:00:00.000Z', missed },
});

/** What a step records; the path stands in the metadata from the location on, as the incidents service does it. */
export function eventsOf(step: Step, { grid, urgent = false }: Told, missed = false): readonly Fact[] {
  const areaPath = gridPath(grid);
  const there = (...events: IncidentEvent[]) => events.map((event): Fact => ({ event, areaPath }));
  const point = { lon: 114.2005, lat: 30.5505 };
  switch (step) {
    case 'report':
      return [
        {
          event: {
            type: 'IncidentReported',
            data: {
              channel: 'grid_worker',
              occurredAt: started,
              point,
              category: litter,
              severity: urgent ? 'urgent' : 'normal',
            },
          },
        },
        { event: clockStarted('triage') },
        { event: { type: 'IncidentClassified', data: { catalogueVersion: 1, category: litter } } },
      ];
    case 'locate':
      return there({
        type: 'IncidentLocated',
        data: { point, gridCode: `G${String(grid).padStart(4, '0')}`, areaPath },
      });
    case 'route':
      return there(
        { type: 'IncidentRouted', data: { basis: 'territory', routingVersion: 1 } },
        { type: 'LeadUnitAssigned', data: { unit: 'community:420105011010' } },
        { type: 'SupportUnitAssigned', data: { unit } },
        clockStopped('triage', missed),
        clockStarted('dispatch'),
        { type: 'TaskDispatched', data: { taskId: '1', unit } },
      );
    case 'accept':
      return there(
        { type: 'TaskAccepted', data: { taskId: '1', unit } },
        clockStopped('dispatch'),
        clockStarted('handling'),
      );
    case 'park':
      return there({ type: 'IncidentParked', data: { reason: 'waiting_for_reporter' } });
    case 'resume':
      return there(
        { type: 'IncidentResumed', data: {} },
        {
          type: 'DueTimeRecomputed',
          data: { stage: 'handling', round: 1, due: '2026-05-01T08:40:00.000Z', cause: 'resumed' },
        },
      );
    case 'miss':
      return there({ type: 'DeadlineMissed', data: { stage: 'handling', round: 1, due, unit } });
    case 'reclassify':
      return there({ type: 'IncidentClassified', data: { catalogueVersion: 1, category: stalls } });
    case 'move':
      return [
        {
          event: {
            type: 'IncidentLocated',
            data: {
              point,
              gridCode: `G${String(grid + 1).padStart(4, '0')}`,
              areaPath: gridPath(grid + 1),
              previousAreaPath: areaPath,
            },
          },
          areaPath: gridPath(grid + 1),
        },
      ];
    case 'complete':
      return there(
        { type: 'TaskCompleted', data: { taskId: '1', unit } },
        clockStopped('handling', missed),
        clockStarted('check'),
      );
    case 'close':
      return there({ type: 'CheckPassed', data: { round: 1 } }, clockStopped('check'), {
        type: 'IncidentClosed',
        data: { outcome: 'handled' },
      });
  }
}

/** Incident ids that sort like their numbers. */
export function incidentId(number: number): string {
  const hex = (number * 2_654_435_761 + 1).toString(16).padStart(12, '0').slice(-12);
  return `${hex.slice(0, 8)}-${hex.slice(8)}-5000-8000-${String(number).padStart(12, '0')}`;
}

/** Records events of one command; answers the position of the last. */
export async function record(
  store: EventStore,
  streamId: string,
  facts: readonly {
    readonly event: { readonly type: string; readonly data: unknown };
    readonly areaPath?: string;
  }[],
): Promise<number> {
  const commandId = randomUUID();
  const events = facts.map(({ event, areaPath }): NewEvent => ({
    id: randomUUID(),
    type: event.type,
    version: 1,
    data: event.data,
    metadata: {
      commandId,
      correlationId: commandId,
      actor: 'worker-1',
      tenant: 'wuhan',
      ...(areaPath === undefined ? {} : { areaPath }),
    },
  }));
  return (await store.append(streamId, events, 'any')).position;
}

export function take(store: EventStore, step: Step, told: Told, missed = false): Promise<number> {
  return record(store, `incident-${told.incident}`, eventsOf(step, told, missed));
}

export async function found(store: EventStore, grids: number): Promise<void> {
  const events = communityEvents(grids).map((event) => ({ event }));
  await record(store, 'territory-420105011010', events);
}
