import type { ContextName, RecordedEvent } from '@linli/contracts';
import {
  composeBuses,
  createEmbeddedBus,
  createKafkaBus,
  type EventBus,
  type KafkaConnection,
  type Relay,
  startRelay,
} from '@linli/event-bus';
import { type EventStore, SqliteEventStore } from '@linli/event-sourcing';
import { ConfigurationError } from '../configuration/load-configuration.ts';
import type { ServiceSettings } from '../configuration/service-settings.ts';
import type { Logger } from '../logging/logger.ts';
import { passwordOf } from './password.ts';

const CONTEXTS: readonly ContextName[] = ['residents', 'party', 'incidents', 'sanitation', 'finance'];

type Upcast = (event: RecordedEvent) => RecordedEvent;
interface OwnLog {
  readonly context: ContextName;
  readonly store: EventStore;
}

export interface OpenedBus {
  readonly bus: EventBus;
  readonly relay: Relay | undefined;
  close(): Promise<void>;
}

/** The logs themselves, tailed in process: the own one, and those of others that `embedded:?residents=<file>` names. */
export async function openEmbeddedBus(options: {
  readonly url: string;
  readonly own: OwnLog | undefined;
  readonly upcast: Upcast;
}): Promise<OpenedBus> {
  const { url, own, upcast } = options;
  const logs: Partial<Record<ContextName, EventStore>> = own ? { [own.context]: own.store } : {};
  const followed: EventStore[] = [];
  const closeLogs = async () => {
    for (const log of followed.splice(0)) await log.close();
  };
  try {
    for (const [context, file] of followedLogs(url, own?.context)) {
      const log = await SqliteEventStore.open({ file, readOnly: true });
      followed.push(log);
      logs[context] = log;
    }
  } catch (error) {
    await closeLogs();
    throw error;
  }
  const bus = createEmbeddedBus({ logs, upcast, partial: own !== undefined });
  return {
    bus,
    relay: undefined,
    async close() {
      await bus.close();
      await closeLogs();
    },
  };
}

/**
 * Brokers between the services: the own log is published by a relay, those of others are followed as consumer groups. The
 * own log is followed where it is, so that a broker that is gone stops none of the service's own rules.
 */
export async function openKafkaBus(options: {
  readonly service: string;
  readonly settings: ServiceSettings;
  readonly own: OwnLog | undefined;
  readonly upcast: Upcast;
  readonly journal: Logger;
}): Promise<OpenedBus> {
  const { service, settings, own, upcast, journal } = options;
  const connection = connectionOf(service, settings);
  const say = (level: 'debug' | 'info' | 'warn' | 'error', message: string) => journal[level](message);
  const topics = createKafkaBus({
    connection,
    service,
    tenant: settings.TENANT,
    upcast,
    journal: say,
    onForeign: (where) => journal.warn(where, 'a message that is no event of ours was passed over'),
  });
  const embedded = own && createEmbeddedBus({ logs: { [own.context]: own.store }, upcast });
  const relay =
    own &&
    (await startRelay({
      connection,
      context: own.context,
      log: own.store,
      partitions: settings.KAFKA_PARTITIONS,
      replication: settings.KAFKA_REPLICATION,
      journal: say,
    }));
  const bus = composeBuses(
    Object.fromEntries(
      CONTEXTS.map((context) => [context, context === own?.context && embedded ? embedded : topics]),
    ),
  );
  return {
    bus,
    relay,
    async close() {
      await Promise.all([relay?.close(), topics.close(), embedded?.close()]);
    },
  };
}

function connectionOf(service: string, settings: ServiceSettings): KafkaConnection {
  const { EVENT_BUS_URL, KAFKA_USERNAME: username, KAFKA_TLS: tls, KAFKA_PREFIX: prefix } = settings;
  const password = passwordOf(settings, 'KAFKA_PASSWORD');
  if (username !== undefined && password === undefined) {
    throw new ConfigurationError([
      {
        variable: 'KAFKA_PASSWORD',
        wrong: 'is missing',
        right: 'set, or KAFKA_PASSWORD_FILE, since KAFKA_USERNAME is',
      },
    ]);
  }
  return {
    brokers: EVENT_BUS_URL.slice('kafka://'.length).split(','),
    clientId: service,
    tls,
    prefix,
    ...(username !== undefined && password !== undefined && { sasl: { username, password } }),
  };
}

/** Logs of other contexts in `embedded:?residents=<file>&incidents=<file>`. */
function followedLogs(
  url: string,
  own: ContextName | undefined,
): readonly (readonly [ContextName, string])[] {
  const named = [...new URLSearchParams(url.slice(url.indexOf('?') + 1 || url.length))];
  for (const [context, file] of named) {
    if ((CONTEXTS as readonly string[]).includes(context) && context !== own && file !== '') continue;
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
