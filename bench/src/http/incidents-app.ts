import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmbeddedBus } from '@linli/event-bus';
import { SqliteEventStore } from '@linli/event-sourcing';
import { IncidentsModule } from '@linli/incidents';
import { SqliteDocumentStore } from '@linli/read-models';
import { ResidentsModule } from '@linli/residents';
import { createLocalIssuer, createLogger, createServiceApp, systemClock } from '@linli/service-kit';
import { runContext } from '@linli/service-kit/testing';

// Whose log the residents' is, as `runContext` founds it.
const tenant = 'wuhan';
const folder = mkdtempSync(join(tmpdir(), 'linli-bench-http-'));
const residents = await runContext(ResidentsModule, { options: { seed: 'jiangxinyuan' } });
const logs = {
  residents: residents.store,
  incidents: await SqliteEventStore.open({ file: join(folder, 'incidents.log.db') }),
};
const issuer = await createLocalIssuer();

/** The real service on real files: authenticated, validated, decided, durable. */
const app = await createServiceApp({
  name: 'incidents',
  tenant,
  auth: issuer.auth,
  http: { requestsPerMinute: 1_000_000_000 },
  logger: createLogger({ service: 'incidents', level: 'error' }),
  module: IncidentsModule.forRoot({
    tenant,
    clock: systemClock,
    store: logs.incidents,
    bus: createEmbeddedBus({ logs, partial: true }),
    documents: await SqliteDocumentStore.open({ file: join(folder, 'incidents.views.db') }),
  }),
});
const origin = await app.listen(0);
while (!app.readiness.report().ready) await new Promise((resolve) => setTimeout(resolve, 20));
process.send?.({
  origin,
  token: await issuer.issue({ subject: 'bench', roles: ['grid_worker'], areas: [''], ttlSeconds: 3_600 }),
});
process.on('disconnect', () => process.exit(0));
