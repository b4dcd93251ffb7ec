import { upcast } from '@linli/contracts';
import type { EventStore } from '@linli/event-sourcing';
import { SqliteVaultEngine, TransitVaultEngine } from '@linli/privacy';
import { type DocumentStore, MongoDocumentStore, SqliteDocumentStore } from '@linli/read-models';
import type { ServiceSettings } from '../configuration/service-settings.ts';
import { type Clock, type ReaderEngines, type ServiceEngines, systemClock } from '../engines.ts';
import type { Logger } from '../logging/logger.ts';
import { type OpenedPersons, openPersons, type OpenPersonsOptions } from '../persons/open-persons.ts';
import type { Shutdown } from '../shutdown/shutdown.ts';
import { type OpenedBus, openEmbeddedBus, openKafkaBus } from './open-bus.ts';
import { openAccessLog, openLog, type OwnLogSettings } from './open-log.ts';
import { passwordOf } from './password.ts';
import { sqliteFile } from './sqlite-file.ts';

export interface OpenedEngines {
  readonly engines: ReaderEngines & Pick<ServiceEngines, 'persons'>;
  /** The service's own log, when it has one. */
  readonly store: EventStore | undefined;
  /** What carries the own log to others, and how far it is; none where they tail it themselves. */
  readonly relay: OpenedBus['relay'];
  /** Hands the engines over to be closed in order: bus, documents, logs. */
  closeWith(shutdown: Shutdown): void;
  /** Closes them now: the service did not come up. */
  close(): Promise<void>;
}

export interface OpenEnginesOptions {
  /** The service that opens them: its groups on the brokers, its name in the servers' logs. */
  readonly service: string;
  readonly settings: ServiceSettings;
  readonly own: OwnLogSettings | undefined;
  readonly journal: Logger;
  readonly clock?: Clock;
}

/** Opens what the settings name. When one cannot be opened, those opened before are closed and the error is thrown. */
export async function openEngines(options: OpenEnginesOptions): Promise<OpenedEngines> {
  const { service, settings, own, journal, clock = systemClock } = options;
  const opened: { readonly name: string; readonly close: () => Promise<void> }[] = [];
  const open = async <Engine extends { close(): Promise<void> }>(name: string, engine: Promise<Engine>) => {
    const ready = await engine;
    // Closed in the reverse order of opening: the bus reads the logs, so it goes first.
    opened.unshift({ name, close: () => ready.close() });
    return ready;
  };
  const close = async () => {
    const failures: unknown[] = [];
    for (const engine of opened) await engine.close().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw new AggregateError(failures, 'not every engine could be closed');
  };
  try {
    const store =
      own && (await open(`log of ${own.context}`, openLog(own, { tenant: settings.TENANT, journal, clock })));
    const documents = await open('documents', openDocuments(service, settings));
    const log = own && store && { context: own.context, store };
    const { bus, relay } = await open(
      'bus',
      settings.EVENT_BUS_URL.startsWith('kafka:')
        ? openKafkaBus({ service, settings, own: log, upcast, journal })
        : openEmbeddedBus({ url: settings.EVENT_BUS_URL, own: log, upcast }),
    );
    const persons =
      own &&
      (await open(
        'keys of persons',
        openPersonsOf(own, { service, bus, clock, journal, tenant: settings.TENANT }),
      ));
    return {
      engines: { tenant: settings.TENANT, clock, bus, documents, ...(persons && { persons }) },
      store,
      relay,
      closeWith: (shutdown) => {
        for (const engine of opened) shutdown.during('stores', engine.name, engine.close);
      },
      close,
    };
  } catch (error) {
    await close().catch((failure: unknown) => journal.error({ err: failure }, 'did not stop cleanly'));
    throw error;
  }
}

async function openPersonsOf(
  own: OwnLogSettings,
  options: Pick<OpenPersonsOptions, 'service' | 'bus' | 'clock'> & {
    readonly journal: Logger;
    readonly tenant: string;
  },
): Promise<OpenedPersons> {
  const { VAULT_URL: url, VAULT_TOKEN_FILE: tokenFile = '' } = own.settings;
  const engine = url.startsWith('sqlite:')
    ? await SqliteVaultEngine.open({ file: sqliteFile(url) })
    : await TransitVaultEngine.open({ url, tokenFile });
  const access = await openAccessLog(own, options).catch(async (error: unknown) => {
    await engine.close();
    throw error;
  });
  return openPersons({ ...options, engine, access });
}

function openDocuments(service: string, settings: ServiceSettings): Promise<DocumentStore> {
  const { READ_MODEL_URL: url } = settings;
  if (url.startsWith('sqlite:')) return SqliteDocumentStore.open({ file: sqliteFile(url) });
  const password = passwordOf(settings, 'READ_MODEL_PASSWORD');
  if (password === undefined) return MongoDocumentStore.open({ url, appName: service });
  const named = new URL(url);
  const username = decodeURIComponent(named.username);
  named.username = '';
  return MongoDocumentStore.open({ url: named.href, username, password, appName: service });
}
