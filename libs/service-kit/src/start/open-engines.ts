import { type ContextName, upcast } from '@linli/contracts';
import { createEmbeddedBus } from '@linli/event-bus';
import { type EventStore, SqliteEventStore } from '@linli/event-sourcing';
import { SqliteDocumentStore } from '@linli/read-models';
import { ConfigurationError } from '../configuration/load-configuration.ts';
import type { ServiceSettings } from '../configuration/service-settings.ts';
import { type Clock, type ReaderEngines, systemClock } from '../engines.ts';
import type { Shutdown } from '../shutdown/shutdown.ts';

const CONTEXTS: readonly string[] = [
  'residents',
  'party',
  'incidents',
  'sanitation',
  'finance',
] satisfies ContextName[];

export interface OpenedEngines {
  readonly engines: ReaderEngines;
  /** The service's own log, when it has one. */
  readonly store: EventStore | undefined;
  /** Hands the engines over to be closed in order: bus, documents, logs. */
  closeWith(shutdown: Shutdown): void;
  /** Closes them now: the service did not come up. */
  close(): Promise<void>;
}

/** Opens what the settings name. When one cannot be opened, those opened before are closed and the error is thrown. */
export async function openEngines(
  settings: ServiceSettings,
  own: { readonly context: ContextName; readonly url: string } | undefined,
  clock: Clock = systemClock,
): Promise<OpenedEngines> {
  const followed = followedLogs(settings.EVENT_BUS_URL, own?.context);
  const opened: { readonly name: string; readonly close: () => Promise<void> }[] = [];
  const open = async <Engine extends { close(): Promise<void> }>(name: string, engine: Promise<Engine>) => {
    const ready = await engine;
    // Closed in the reverse order of opening: the bus reads the logs, so it goes first.
    opened.unshift({ name, close: () => ready.close() });
    return ready;
  };
  const close = async () => {
    for (const engine of opened) await engine.close();
  };
  try {
    const logs: Partial<Record<ContextName, EventStore>> = {};
    let store: EventStore | undefined;
    if (own !== undefined) {
      store = await open(
        `log of ${own.context}`,
        SqliteEventStore.open({ file: sqliteFile(own.url), now: () => clock.now().getTime() }),
      );
      logs[own.context] = store;
    }
    for (const [context, file] of followed) {
      logs[context] = await open(`log of ${context}`, SqliteEventStore.open({ file, readOnly: true }));
    }
    const documents = await open(
      'documents',
      SqliteDocumentStore.open({ file: sqliteFile(settings.READ_MODEL_URL) }),
    );
    const bus = await open('bus', Promise.resolve(createEmbeddedBus({ logs, upcast })));
    return {
      engines: { tenant: settings.TENANT, clock, bus, documents },
      store,
      closeWith: (shutdown) => {
        for (const engine of opened) shutdown.during('stores', engine.name, engine.close);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** `sqlite:<file>` names a file, absolute or from the folder the process was started in. */
function sqliteFile(url: string): string {
  return url.slice('sqlite:'.length);
}

/** Logs of other contexts in `embedded:?residents=<file>&incidents=<file>`. */
function followedLogs(
  url: string,
  own: ContextName | undefined,
): readonly (readonly [ContextName, string])[] {
  const named = [...new URLSearchParams(url.slice(url.indexOf('?') + 1 || url.length))];
  for (const [context, file] of named) {
    if (CONTEXTS.includes(context) && context !== own && file !== '') continue;
    throw new ConfigurationError([
      {
        variable: 'EVENT_BUS_URL',
        wrong: `names the log "${context}"`,
        right: `logs of other contexts with their files, of ${CONTEXTS.filter((name) => name !== own).join(', ')}`,
      },
    ]);
  }
  return named as [ContextName, string][];
}
