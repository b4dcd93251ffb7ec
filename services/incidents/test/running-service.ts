import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { RecordedEvent } from '@linli/contracts';
import { type EventStore, InMemoryEventStore } from '@linli/event-sourcing';
import {
  type Answer,
  HandClock,
  runContext,
  type RunningContext,
  type TestCaller,
} from '@linli/service-kit/testing';
import { IncidentsModule } from '../src/index.ts';

export const tenant = 'wuhan';
export const community = '42/01/05/011/010/';

/** Two neighbouring grids of one stairwell unit and one of another community. */
export const grids = [
  gridAt('G0001', `${community}A1/B01/U001/G0001/`, 114.2),
  gridAt('G0002', `${community}A1/B01/U001/G0002/`, 114.201),
  gridAt('G0001', '42/01/05/011/009/A1/B01/U001/G0001/', 114.3),
];

function gridAt(code: string, areaPath: string, west: number) {
  const east = west + 0.001;
  const polygon = [
    [west, 30.55],
    [east, 30.55],
    [east, 30.551],
    [west, 30.551],
    [west, 30.55],
  ];
  return { code, areaPath, polygon, validFrom: '2010-04-01' };
}

let eventNumber = 0;

export async function recordGrids(residents: EventStore, events = grids): Promise<void> {
  for (const data of events) {
    const commandId = `grid-${(eventNumber += 1)}`;
    const metadata = { commandId, correlationId: commandId, actor: 'planner', tenant };
    const id = `01980000-0000-7000-8000-${String(eventNumber).padStart(12, '0')}`;
    await residents.append(
      'territory-test',
      [{ id, type: 'GridCreated', version: 1, data, metadata }],
      'any',
    );
  }
}

export const worker: TestCaller = { roles: ['grid_worker'] };
export const dispatcher: TestCaller = { roles: ['dispatcher'] };
export const supervisor: TestCaller = { roles: ['supervisor'] };
export const viewer: TestCaller = { roles: ['viewer'] };
export const policyMaker: TestCaller = { roles: ['policy_maker'] };
export const handlerOf = (unit: string): TestCaller => ({ roles: ['handler'], unit });

/** The service with a residents' log beside it, and what specs ask of it again and again. */
export interface RunningService extends Omit<RunningContext, 'post'> {
  readonly clock: HandClock;
  post(path: string, as: TestCaller, body?: unknown, options?: PostOptions): Promise<Answer>;
  /** Reports with this idempotency key and answers the incident's id. */
  report(key: string, body?: object): Promise<string>;
  eventsOf(incidentId: string): Promise<readonly RecordedEvent[]>;
  /** Resolves once the incident's stream holds an event of this type. */
  recorded(incidentId: string, type: string): Promise<readonly RecordedEvent[]>;
}

export interface PostOptions {
  readonly key?: string;
  readonly ifMatch?: string;
}

/** Looks as often as the loop turns; the spec's own limit ends it where nothing comes. */
export async function until<Value>(
  find: () => Promise<Value | undefined> | Value | undefined,
): Promise<Value> {
  for (;;) {
    const found = await find();
    if (found !== undefined) return found;
    await setTimeout(10);
  }
}

export async function newFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'incidents-'));
  return { path, remove: () => rm(path, { recursive: true }) };
}

export async function startService(
  folder: string,
  {
    clock = new HandClock('2026-05-11 09:00'),
    logs = {},
  }: { clock?: HandClock; logs?: Partial<Record<'party' | 'sanitation', EventStore>> } = {},
): Promise<RunningService> {
  const residents = new InMemoryEventStore({ now: () => clock.now().getTime() });
  await recordGrids(residents);
  const context = await runContext(IncidentsModule, { clock, folder, logs: { residents, ...logs } });
  const eventsOf = (incidentId: string) => context.store.readStream(`incident-${incidentId}`);
  const service: RunningService = {
    ...context,
    clock,
    get: (path, as = viewer) => context.get(path, as),
    post: (path, as, body = {}, options = {}) => context.post(path, body, { as, ...options }),
    async report(key, body = {}) {
      const report = {
        channel: 'grid_worker',
        occurredAt: clock.now().toISOString(),
        severity: 'normal',
        point: { lon: 114.2005, lat: 30.5505 },
        category: { standard: 'GB/T-47678.5', kind: 'matter', code: '06010' },
        ...body,
      };
      const answer = await service.post('/v1/incidents', worker, report, { key });
      if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
      return String(answer.body['incidentId']);
    },
    eventsOf,
    recorded: (incidentId, type) =>
      until(async () => {
        const events = await eventsOf(incidentId);
        return events.some((event) => event.type === type) ? events : undefined;
      }),
  };
  return service;
}
