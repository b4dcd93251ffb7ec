import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { RecordedEvent } from '@linli/contracts';
import { createEmbeddedBus } from '@linli/event-bus';
import { InMemoryEventStore, SqliteEventStore, type EventStore } from '@linli/event-sourcing';
import { SqliteDocumentStore } from '@linli/read-models';
import {
  createLocalIssuer,
  createLogger,
  createServiceApp,
  type Clock,
  type Role,
  type ServiceApp,
} from '@linli/service-kit';
import { IncidentsModule, incidentIdOf, incidentStream } from '../src/index.ts';

export const tenant = 'wuhan';
export const community = '42/01/05/011/010/';

/** A clock that stands where it is put. */
export class HandClock implements Clock {
  #now: number;
  readonly rate = 1;

  constructor(local: string) {
    this.#now = shanghai(local);
  }

  now(): Date {
    return new Date(this.#now);
  }

  /** `2026-05-11 09:00` on the wall clock of Wuhan. */
  set(local: string): void {
    this.#now = shanghai(local);
  }
}

export function shanghai(local: string): number {
  return Date.parse(`${local.replace(' ', 'T')}:00+08:00`);
}

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

export interface Caller {
  readonly roles: readonly Role[];
  readonly areas?: readonly string[];
  readonly unit?: string;
}

export const worker: Caller = { roles: ['grid_worker'] };
export const dispatcher: Caller = { roles: ['dispatcher'] };
export const supervisor: Caller = { roles: ['supervisor'] };
export const viewer: Caller = { roles: ['viewer'] };
export const policyMaker: Caller = { roles: ['policy_maker'] };
export const handlerOf = (unit: string): Caller => ({ roles: ['handler'], unit });

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // Bodies differ by route; each spec says what it expects.
  readonly body: Record<string, unknown>;
}

export interface RunningService {
  readonly app: ServiceApp;
  readonly address: string;
  readonly clock: HandClock;
  readonly log: EventStore;
  readonly residents: EventStore;
  token(caller: Caller): Promise<string>;
  get(path: string, as?: Caller): Promise<Answer>;
  post(path: string, as: Caller, body?: unknown, options?: PostOptions): Promise<Answer>;
  /** Reports with this idempotency key and answers the incident's id. */
  report(key: string, body?: object): Promise<string>;
  eventsOf(incidentId: string): Promise<readonly RecordedEvent[]>;
  /** Resolves once the incident's stream holds an event of this type. */
  recorded(incidentId: string, type: string): Promise<readonly RecordedEvent[]>;
  /** Stops the process' parts in order; the folder stays for `restart`. */
  stop(): Promise<void>;
}

export interface PostOptions {
  readonly key?: string;
  readonly ifMatch?: string;
}

export async function until<Value>(
  find: () => Promise<Value | undefined> | Value | undefined,
): Promise<Value> {
  for (let waited = 0; waited < 20_000; waited += 10) {
    const found = await find();
    if (found !== undefined) return found;
    await setTimeout(10);
  }
  throw new Error('what was waited for did not come');
}

export async function newFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'incidents-'));
  return { path, remove: () => rm(path, { recursive: true }) };
}

let keys = 0;

/** The service on SQLite in this folder, listening on a free port, with a residents' log beside it. */
export async function startService(
  folder: string,
  {
    clock = new HandClock('2026-05-11 09:00'),
    residents,
  }: { clock?: HandClock; residents?: EventStore } = {},
): Promise<RunningService> {
  const now = (): number => clock.now().getTime();
  const places = residents ?? new InMemoryEventStore({ now });
  if (residents === undefined) await recordGrids(places);
  const log = await SqliteEventStore.open({ file: join(folder, 'log.db'), now });
  const documents = await SqliteDocumentStore.open({ file: join(folder, 'views.db') });
  const bus = createEmbeddedBus({ logs: { incidents: log, residents: places } });
  const issuer = await createLocalIssuer();
  const app = await createServiceApp({
    name: 'incidents',
    tenant,
    module: IncidentsModule.forRoot({ tenant, clock, store: log, bus, documents }),
    auth: issuer.auth,
    logger: createLogger({ service: 'incidents', level: 'silent' }),
  });
  const address = await app.listen(0);
  const tokens = new Map<string, Promise<string>>();

  function token(caller: Caller): Promise<string> {
    const name = JSON.stringify(caller);
    const known = tokens.get(name);
    if (known !== undefined) return known;
    const { roles, areas = [''], unit } = caller;
    const subject = `${roles.join('-')}${unit ?? ''}`;
    const issued = issuer.issue({ subject, roles, areas, ...(unit && { unit }), ttlSeconds: 600 });
    tokens.set(name, issued);
    return issued;
  }

  async function send(path: string, as: Caller, init: RequestInit): Promise<Answer> {
    const headers = { authorization: `Bearer ${await token(as)}`, ...init.headers };
    const response = await fetch(`${address}${path}`, { ...init, headers });
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as Answer['body'],
    };
  }

  const service: RunningService = {
    app,
    address,
    clock,
    log,
    residents: places,
    token,
    get: (path, as = viewer) => send(path, as, {}),
    post: (path, as, body = {}, { key, ifMatch } = {}) =>
      send(path, as, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: {
          'content-type': 'application/json',
          'idempotency-key': key ?? `key-${String((keys += 1)).padStart(8, '0')}`,
          ...(ifMatch !== undefined && { 'if-match': ifMatch }),
        },
      }),
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
      return incidentIdOf(tenant, key);
    },
    eventsOf: (incidentId) => log.readStream(incidentStream(incidentId)),
    recorded: (incidentId, type) =>
      until(async () => {
        const events = await log.readStream(incidentStream(incidentId));
        return events.some((event) => event.type === type) ? events : undefined;
      }),
    async stop() {
      await app.stop();
      await bus.close();
      await documents.close();
      await log.close();
    },
  };
  await until(() => (app.readiness.report().ready ? true : undefined));
  return service;
}
