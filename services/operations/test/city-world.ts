import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmbeddedBus } from '@linli/event-bus';
import { InMemoryEventStore, SqliteEventStore, type EventStore } from '@linli/event-sourcing';
import { SqliteDocumentStore } from '@linli/read-models';
import {
  createLocalIssuer,
  createLogger,
  createServiceApp,
  type LocalIssuer,
  type ReaderEngines,
  type Role,
  type ServiceApp,
} from '@linli/service-kit';
import { OperationsCentre, OperationsModule } from '../src/index.ts';
import { cityPath } from './stream-world.ts';

/** The time of the test city: it stands still unless a test moves it. */
export class TestClock {
  readonly rate = 1;
  #now = Date.parse('2026-05-01T01:00:00.000Z');

  now(): Date {
    return new Date(this.#now);
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }
}

export interface Answer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
  readonly text: string;
}

export interface CityWorld {
  readonly residents: EventStore;
  readonly incidents: EventStore;
  readonly party: EventStore;
  readonly clock: TestClock;
  readonly app: ServiceApp;
  readonly centre: OperationsCentre;
  readonly url: string;
  token(roles: readonly Role[], areas?: readonly string[], ttlSeconds?: number): Promise<string>;
  /** Asks as a viewer of everything unless a token is given. */
  get<Body>(path: string, token?: string, headers?: Record<string, string>): Promise<Answer<Body>>;
  post<Body>(path: string, token: string): Promise<Answer<Body>>;
  /** Until every view has absorbed what the logs hold. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** The operations centre as a service of its own, over these engines. */
export function operationsApp(
  engines: ReaderEngines,
  auth: LocalIssuer['auth'],
  page?: string,
): Promise<ServiceApp> {
  return createServiceApp({
    name: 'operations',
    tenant: engines.tenant,
    auth,
    logger: createLogger({ service: 'operations', level: 'silent' }),
    module: OperationsModule.forRoot(engines, {
      city: { name: '江欣苑', areaPath: cityPath },
      ...(page === undefined ? {} : { page }),
    }),
  });
}

/** The same over logs that a test writes. */
export async function openCityWorld(
  options: { readonly durable?: boolean; readonly page?: string; readonly folder?: string } = {},
): Promise<CityWorld> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'linli-operations-')));
  const clock = new TestClock();
  const now = () => clock.now().getTime();
  const open = async (name: string): Promise<EventStore> =>
    options.durable === true
      ? SqliteEventStore.open({ file: join(folder, `${name}.db`), now })
      : new InMemoryEventStore({ now });
  const residents = await open('residents');
  const incidents = await open('incidents');
  const party = await open('party');
  const documents = await SqliteDocumentStore.open({ file: join(folder, 'views.db') });
  const bus = createEmbeddedBus({ logs: { residents, incidents, party } });
  const issuer = await createLocalIssuer();
  const app = await operationsApp({ tenant: 'wuhan', clock, bus, documents }, issuer.auth, options.page);
  const url = await app.listen(0);
  const centre = app.nest.get(OperationsCentre);
  const token = (roles: readonly Role[], areas: readonly string[] = [''], ttlSeconds = 600) =>
    issuer.issue({ subject: 'tester', roles, areas, ttlSeconds });
  const viewer = await token(['viewer']);
  const ask = async <Body>(path: string, bearer: string, init: RequestInit = {}): Promise<Answer<Body>> => {
    const answer = await fetch(`${url}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${bearer}`, ...(init.headers as Record<string, string>) },
    });
    const text = await answer.text();
    const body = (text.startsWith('{') ? JSON.parse(text) : undefined) as Body;
    return { status: answer.status, headers: answer.headers, body, text };
  };
  return {
    residents,
    incidents,
    party,
    clock,
    app,
    centre,
    url,
    token,
    get: (path, bearer = viewer, headers = {}) => ask(path, bearer, { headers }),
    post: (path, bearer) => ask(path, bearer, { method: 'POST' }),
    async settled() {
      const heads = {
        residents: await residents.head(),
        incidents: await incidents.head(),
        party: await party.head(),
      };
      for (const { runner } of centre.views.all) {
        for (const { source } of runner.state().sources) {
          const reached = await runner.waitFor(source, heads[source as keyof typeof heads], 20_000);
          if (!reached) throw new Error(`${runner.state().view} did not absorb ${source}`);
        }
      }
    },
    async close() {
      await app.stop();
      await bus.close();
      await documents.close();
      await residents.close();
      await incidents.close();
      await party.close();
      if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}
