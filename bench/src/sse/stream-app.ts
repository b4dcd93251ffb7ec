import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IncidentEvent } from '@linli/contracts';
import { createEmbeddedBus } from '@linli/event-bus';
import { SqliteEventStore } from '@linli/event-sourcing';
import { OperationsModule } from '@linli/operations';
import { SqliteDocumentStore } from '@linli/read-models';
import { createLocalIssuer, createLogger, createServiceApp, systemClock } from '@linli/service-kit';
import type { Acknowledged, AppendOrder } from './messages.ts';

/** The real operations centre over real files, with a writer of events beside it in the same process. */
const folder = mkdtempSync(join(tmpdir(), 'linli-bench-sse-'));
const logs = {
  residents: await SqliteEventStore.open({ file: join(folder, 'residents.log.db') }),
  incidents: await SqliteEventStore.open({ file: join(folder, 'incidents.log.db') }),
};
const issuer = await createLocalIssuer();
const app = await createServiceApp({
  name: 'operations',
  tenant: 'bench',
  auth: issuer.auth,
  http: { requestsPerMinute: 0 },
  logger: createLogger({ service: 'operations', level: 'error' }),
  module: OperationsModule.forRoot(
    {
      tenant: 'bench',
      clock: systemClock,
      bus: createEmbeddedBus({ logs, partial: true }),
      documents: await SqliteDocumentStore.open({ file: join(folder, 'views.db') }),
    },
    { city: { name: 'bench', areaPath: '42/01/05/011/010/' } },
  ),
});

const areaPath = '42/01/05/011/010/A1/B07/U021/G0431/';
const point = { lon: 114.2005, lat: 30.5505 };
const category = { standard: 'GB/T-47678.5', kind: 'matter', code: '06010' } as const;
const task = { taskId: '1', unit: 'sanitation:420105' };
const occurredAt = '2026-05-01T00:05:00.000Z';

/** What happens to each incident, one event a command. */
const life: readonly IncidentEvent[] = [
  {
    type: 'IncidentReported',
    data: { channel: 'grid_worker', occurredAt, point, category, severity: 'normal' },
  },
  { type: 'IncidentClassified', data: { catalogueVersion: 1, category } },
  { type: 'IncidentLocated', data: { point, gridCode: 'G0431', areaPath } },
  { type: 'TaskDispatched', data: task },
  { type: 'TaskAccepted', data: task },
];

let written = 0;
let incident = '';

async function append(): Promise<[position: number, at: number]> {
  const event = life[written % life.length] as IncidentEvent;
  if (written % life.length === 0) incident = `incident-${randomUUID()}`;
  written += 1;
  const commandId = randomUUID();
  const metadata = { commandId, correlationId: commandId, actor: 'bench', tenant: 'bench', areaPath };
  const { position } = await logs.incidents.append(
    incident,
    [{ id: randomUUID(), type: event.type, version: 1, data: event.data, metadata }],
    'any',
  );
  return [position, performance.timeOrigin + performance.now()];
}

/** Appends at an even pace: what falls due while the loop was busy is made up for at once. */
async function write({ perSecond, seconds }: AppendOrder): Promise<Acknowledged> {
  const begun = performance.now();
  const appended: Promise<[number, number]>[] = [];
  while (appended.length < perSecond * seconds) {
    const due = Math.floor(((performance.now() - begun) / 1_000) * perSecond);
    while (appended.length < Math.min(due, perSecond * seconds)) appended.push(append());
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return { acknowledged: await Promise.all(appended), rss: process.memoryUsage().rss / 2 ** 20 };
}

process.on('message', (order: AppendOrder) => void write(order).then((result) => process.send?.(result)));
process.on('disconnect', () => {
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
});
const origin = await app.listen(0);
process.send?.({
  origin,
  token: await issuer.issue({ subject: 'bench', roles: ['viewer'], areas: [''], ttlSeconds: 3_600 }),
});
