import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ContextName } from '@linli/contracts';
import { createEmbeddedBus } from '@linli/event-bus';
import { type EventStore, SqliteEventStore } from '@linli/event-sourcing';
import { SqliteVaultEngine } from '@linli/privacy';
import { SqliteDocumentStore } from '@linli/read-models';
import { createLocalIssuer } from '../auth/local-issuer.ts';
import { declaredRoles } from '../auth/roles.ts';
import type { ContextModule } from '../context/context-module.ts';
import type { Desk } from '../context/desk.ts';
import { DESK } from '../context/tokens.ts';
import { type Clock, systemClock } from '../engines.ts';
import { createServiceApp, type ServiceApp } from '../http/create-service-app.ts';
import { createLogger } from '../logging/logger.ts';
import { type OpenedPersons, openPersons } from '../persons/open-persons.ts';

/** Who asks; everybody's roles everywhere where nothing is said. */
export interface TestCaller {
  readonly roles?: readonly string[];
  readonly areas?: readonly string[];
  readonly unit?: string;
  readonly subject?: string;
  /** Default 4. */
  readonly clearance?: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // The shape is what the spec checks.
  readonly body: Readonly<Record<string, unknown>>;
}

export interface RunContextOptions<Options> {
  readonly options?: Options;
  readonly clock?: Clock;
  /** Logs of other contexts it follows; they are not closed with it. */
  readonly logs?: Partial<Readonly<Record<ContextName, EventStore>>>;
  /** Kept afterwards, so that it can be started in it again; one of its own, removed at the end, when left out. */
  readonly folder?: string;
}

/** A context on real engines, listening on a free port. */
export interface RunningContext {
  readonly app: ServiceApp;
  readonly address: string;
  readonly store: SqliteEventStore;
  readonly desk: Desk;
  readonly persons: OpenedPersons;
  token(as?: TestCaller): Promise<string>;
  /** The OpenAPI document it serves. */
  document(): Promise<object>;
  get(path: string, as?: TestCaller): Promise<Answer>;
  /** With an idempotency key of its own unless one is named. */
  post(
    path: string,
    body?: unknown,
    options?: { readonly as?: TestCaller; readonly key?: string; readonly ifMatch?: string },
  ): Promise<Answer>;
  stop(): Promise<void>;
}

let keys = 0;

/** Starts a context for a spec; resolves once it is ready. */
export async function runContext<Options>(
  module: ContextModule<Options>,
  { options, clock = systemClock, logs = {}, folder }: RunContextOptions<Options> = {},
): Promise<RunningContext> {
  const { context } = module;
  const tenant = 'wuhan';
  const path = folder ?? (await mkdtemp(join(tmpdir(), `${context}-`)));
  const store = await SqliteEventStore.open({
    file: join(path, 'log.db'),
    ...(clock !== systemClock && { now: () => clock.now().getTime() }),
  });
  const documents = await SqliteDocumentStore.open({ file: join(path, 'views.db') });
  const bus = createEmbeddedBus({ logs: { ...logs, [context]: store }, partial: true });
  const persons = await openPersons({
    service: context,
    engine: await SqliteVaultEngine.open({ file: join(path, 'vault.db') }),
    access: await SqliteEventStore.open({ file: join(path, 'access.db') }),
    bus,
    clock,
  });
  const issuer = await createLocalIssuer();
  const app = await createServiceApp({
    name: context,
    tenant,
    module: module.forRoot({ tenant, clock, store, bus, documents, persons }, options),
    auth: issuer.auth,
    logger: createLogger({ service: context, level: 'silent' }),
  });
  const address = await app.listen(0);
  const tokens = new Map<string, Promise<string>>();

  function token(as: TestCaller = {}): Promise<string> {
    const name = JSON.stringify(as);
    let issued = tokens.get(name);
    if (issued === undefined) {
      const {
        roles = declaredRoles(),
        areas = [''],
        unit,
        clearance = 4,
        subject = `${roles.join('-')}${unit ?? ''}`.slice(0, 60),
      } = as;
      issued = issuer.issue({
        subject,
        roles,
        areas,
        clearance,
        ...(unit !== undefined && { unit }),
        ttlSeconds: 600,
      });
      tokens.set(name, issued);
    }
    return issued;
  }

  async function send(to: string, as: TestCaller | undefined, init: RequestInit): Promise<Answer> {
    const headers = { authorization: `Bearer ${await token(as)}`, ...init.headers };
    const response = await fetch(`${address}${to}`, { ...init, headers });
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as Answer['body'],
    };
  }

  const running: RunningContext = {
    app,
    address,
    store,
    desk: app.nest.get<Desk>(DESK(context), { strict: false }),
    persons,
    token,
    document: async () => (await send('/openapi.json', undefined, {})).body,
    get: (to, as) => send(to, as, {}),
    post: (to, body = {}, { as, key, ifMatch } = {}) =>
      send(to, as, {
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
      await persons.close();
      await bus.close();
      await documents.close();
      await store.close();
      if (folder === undefined) await rm(path, { recursive: true });
    },
  };
  await untilReady(app);
  return running;
}

/** Looks as often as the loop turns; the spec's own limit ends it where it never becomes ready. */
async function untilReady(app: ServiceApp): Promise<void> {
  while (!app.readiness.report().ready) await new Promise((resolve) => setTimeout(resolve, 5));
}
