import { dirname, join } from 'node:path';
import type { ContextName } from '@linli/contracts';
import { type EventStore, KurrentEventStore, SqliteEventStore } from '@linli/event-sourcing';
import type { LogSettings } from '../configuration/service-settings.ts';
import { type Clock, systemClock } from '../engines.ts';
import type { ReadinessRegistry } from '../health/readiness.ts';
import type { Logger } from '../logging/logger.ts';
import { passwordOf } from './password.ts';
import { sqliteFile } from './sqlite-file.ts';

type StoreSettings = Omit<LogSettings, 'VAULT_URL' | 'VAULT_TOKEN_FILE'>;

export interface OwnLogSettings {
  readonly context: ContextName;
  readonly settings: LogSettings;
}

/**
 * Opens the log of a service: a file of its own, or its part of a KurrentDB, under the names of the tenant and the context.
 * @param clock the system's is left to the log, which then sees it jump; a KurrentDB dates events by its own
 */
export function openLog(
  { context, settings }: { readonly context: string; readonly settings: StoreSettings },
  options: { readonly tenant: string; readonly journal: Logger; readonly clock: Clock },
): Promise<EventStore> {
  const { EVENT_STORE_URL: url } = settings;
  const { tenant, journal, clock } = options;
  if (url.startsWith('sqlite:'))
    return SqliteEventStore.open({
      file: sqliteFile(url),
      ...(clock !== systemClock && { now: () => clock.now().getTime() }),
    });
  const username = /^[^/]*:\/\/([^@/?]+)@/.exec(url)?.[1];
  const password = passwordOf(settings, 'EVENT_STORE_PASSWORD');
  return KurrentEventStore.open({
    url: username === undefined ? url : url.replace(`${username}@`, ''),
    ...(username !== undefined &&
      password !== undefined && { login: { username: decodeURIComponent(username), password } }),
    log: `${tenant}.${context}`,
    journal,
  });
}

/** The log of who has read what of whom: beside the service's own, on the same engine. */
export function openAccessLog(
  { context, settings }: OwnLogSettings,
  options: Parameters<typeof openLog>[1],
): Promise<EventStore> {
  const { EVENT_STORE_URL: url } = settings;
  const own = url.startsWith('sqlite:') ? `sqlite:${join(dirname(sqliteFile(url)), 'access.db')}` : url;
  return openLog({ context: `${context}-access`, settings: { ...settings, EVENT_STORE_URL: own } }, options);
}

/** A service whose log takes nothing is not ready: its disk has failed, or its clock cannot be right. */
export function reportLog(name: string, store: EventStore | undefined, readiness: ReadinessRegistry): void {
  if (!(store instanceof SqliteEventStore)) return;
  readiness.add(`${name}.log`, () => {
    const state = store.state();
    return { ready: state.writable, detail: state.writable ? 'takes commands' : state.reason };
  });
}
