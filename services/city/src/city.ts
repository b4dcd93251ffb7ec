import { Module, type DynamicModule } from '@nestjs/common';
import { upcast } from '@linli/contracts';
import { createEmbeddedBus } from '@linli/event-bus';
import { SqliteEventStore } from '@linli/event-sourcing';
import { FinanceModule } from '@linli/finance';
import { IncidentsModule } from '@linli/incidents';
import { OperationsModule } from '@linli/operations';
import { PartyModule } from '@linli/party';
import { SqliteVaultEngine } from '@linli/privacy';
import { SqliteDocumentStore } from '@linli/read-models';
import { JIANGXINYUAN, ResidentsModule } from '@linli/residents';
import { SanitationModule } from '@linli/sanitation';
import {
  createLocalIssuer,
  createServiceApp,
  createTracing,
  Metrics,
  openPersons,
  reportLog,
  type LocalIssuer,
  type Logger,
  type ServiceApp,
} from '@linli/service-kit';
import { CityClock } from './city-clock.ts';
import type { DataFolder } from './data-folder.ts';
import { firstMorningHours } from './story-start.ts';

/** Whose logs these are. */
export const TENANT = 'wuhan';

/** The community the city holds, as the operations centre names it. */
const home = { name: '武汉市 · 江欣苑社区', areaPath: '42/01/05/011/010/' };

const contexts = ['residents', 'party', 'sanitation', 'finance', 'incidents'] as const;
const readers = [...contexts, 'operations'] as const;

export interface City {
  readonly app: ServiceApp;
  readonly clock: CityClock;
  readonly issuer: LocalIssuer;
  readonly logs: Readonly<Record<(typeof contexts)[number], SqliteEventStore>>;
}

export interface CityOptions {
  readonly data: DataFolder;
  readonly pace: number;
  readonly say: (message: string) => void;
  readonly logger?: Logger;
}

/** Opens every engine, composes all services into one application and makes it ready to listen. */
export async function openCity({ data, pace, say, logger }: CityOptions): Promise<City> {
  const closing: (() => Promise<void>)[] = [];
  try {
    // Nothing is recorded before the clock is known, and the clock cannot be known before the logs are open.
    const now = () => clock.now().getTime();
    const logs = {} as Record<(typeof contexts)[number], SqliteEventStore>;
    for (const context of contexts) {
      logs[context] = await SqliteEventStore.open({ file: data.file(`${context}.log.db`), now });
      closing.unshift(() => logs[context].close());
    }
    const documents = {} as Record<(typeof readers)[number], SqliteDocumentStore>;
    for (const reader of readers) {
      documents[reader] = await SqliteDocumentStore.open({ file: data.file(`${reader}.views.db`) });
      closing.unshift(() => documents[reader].close());
    }
    const clock = new CityClock({
      startsAt: await storyTime(data, Object.values(logs)),
      hurryUntil: new Date(data.storyStart.getTime() + firstMorningHours * 3_600_000),
      pace,
    });
    const isNew = (await logs.residents.head()) === 0;
    const metrics = new Metrics({ service: 'city', version: '0.1.0' });
    const tracing = createTracing({ service: 'city', endpoint: process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] });
    const bus = metrics.observeBus(tracing.observeBus(createEmbeddedBus({ logs, upcast })));
    closing.unshift(() => bus.close());
    const persons = await openPersons({
      service: 'city',
      engine: await SqliteVaultEngine.open({ file: data.file('vault.db') }),
      access: await SqliteEventStore.open({ file: data.file('access.db'), now }),
      bus,
      clock,
    });
    closing.unshift(() => persons.close());
    const issuer = await createLocalIssuer({ keyFile: data.file('issuer.json') });
    const engines = (context: (typeof contexts)[number]) => ({
      tenant: TENANT,
      clock,
      bus,
      store: metrics.observeStore(context, logs[context]),
      documents: documents[context],
      persons,
    });
    const app = await createServiceApp({
      name: 'city',
      version: '0.1.0',
      tenant: TENANT,
      auth: issuer.auth,
      localSession: issuer,
      metrics,
      tracing,
      module: cityModule([
        ResidentsModule.forRoot(engines('residents'), { seed: 'jiangxinyuan' }),
        PartyModule.forRoot(engines('party'), { seed: 'jiangxinyuan' }),
        SanitationModule.forRoot(engines('sanitation')),
        FinanceModule.forRoot(engines('finance')),
        IncidentsModule.forRoot(engines('incidents')),
        OperationsModule.forRoot(
          { tenant: TENANT, clock, bus, documents: documents.operations },
          { city: home },
        ),
      ]),
      ...(logger ? { logger } : {}),
    });
    if (isNew) {
      const founded = (await logs.residents.head()) + (await logs.party.head());
      say(`Founded Jiangxinyuan (江欣苑社区, ${JIANGXINYUAN}) below its district: ${founded} events.`);
    }
    for (const context of contexts) reportLog(context, logs[context], app.readiness);
    for (const close of closing) app.shutdown.during('stores', 'engines', close);
    return { app, clock, issuer, logs };
  } catch (problem) {
    for (const close of closing) await close().catch(() => {});
    throw problem;
  }
}

@Module({})
class CityModule {}

function cityModule(imports: DynamicModule[]): DynamicModule {
  return { module: CityModule, imports };
}

/** Where the story goes on: never before what is recorded, also after a stop that saved nothing. */
async function storyTime(data: DataFolder, logs: readonly SqliteEventStore[]): Promise<Date> {
  let latest = data.clock.getTime();
  for (const log of logs) {
    const { events } = await log.readAll({ after: Math.max(0, (await log.head()) - 1), limit: 1 });
    latest = Math.max(latest, events[0]?.recordedAt ?? 0);
  }
  return new Date(latest);
}
