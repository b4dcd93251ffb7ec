import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmbeddedBus } from '@linli/event-bus';
import { SqliteEventStore } from '@linli/event-sourcing';
import { SqliteDocumentStore } from '@linli/read-models';
import {
  createLocalIssuer,
  createLogger,
  createServiceApp,
  systemClock,
  type Role,
  type ServiceApp,
} from '@linli/service-kit';
import { partyCommands, PartyModule, type PartyCommands } from '../src/index.ts';

/** The service on real engines, in a folder of its own, listening on a free port. */
export interface RunningApp {
  readonly store: SqliteEventStore;
  readonly commands: PartyCommands;
  readonly app: ServiceApp;
  get(path: string, as?: Caller): Promise<Answer>;
  post(
    path: string,
    body: unknown,
    options?: { as?: Caller; key?: string; ifMatch?: string },
  ): Promise<Answer>;
  stop(): Promise<void>;
}

export interface Caller {
  readonly roles: readonly Role[];
  readonly areas: readonly string[];
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // The shape is what the spec checks.
  readonly body: Record<string, never> & Record<string, unknown>;
}

const everywhere: Caller = { roles: ['planner', 'viewer'], areas: [''] };
let keys = 0;

export async function runApp(): Promise<RunningApp> {
  const folder = await mkdtemp(join(tmpdir(), 'party-'));
  const store = await SqliteEventStore.open({ file: join(folder, 'log.db') });
  const documents = await SqliteDocumentStore.open({ file: join(folder, 'views.db') });
  const bus = createEmbeddedBus({ logs: { party: store } });
  const issuer = await createLocalIssuer();
  const app = await createServiceApp({
    name: 'party',
    tenant: 'wuhan',
    module: PartyModule.forRoot({ tenant: 'wuhan', clock: systemClock, store, bus, documents }),
    auth: issuer.auth,
    logger: createLogger({ service: 'party', level: 'silent' }),
  });
  const address = await app.listen(0);

  async function send(path: string, as: Caller, init: RequestInit): Promise<Answer> {
    const token = await issuer.issue({ subject: 'planner-1', ...as, ttlSeconds: 60 });
    const headers = { authorization: `Bearer ${token}`, ...init.headers };
    const response = await fetch(`${address}${path}`, { ...init, headers });
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as Answer['body'],
    };
  }

  return {
    store,
    commands: partyCommands(store),
    app,
    get: (path, as = everywhere) => send(path, as, {}),
    post: (path, body, { as = everywhere, key, ifMatch } = {}) =>
      send(path, as, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: {
          'content-type': 'application/json',
          'idempotency-key': key ?? `key-${String((keys += 1)).padStart(8, '0')}`,
          ...(ifMatch !== undefined && { 'if-match': ifMatch }),
        },
      }),
    async stop() {
      await app.stop();
      await bus.close();
      await documents.close();
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
}
