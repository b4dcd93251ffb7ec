import type { ContextName } from '@linli/contracts';
import { type EventStore, KurrentEventStore, SqliteEventStore } from '@linli/event-sourcing';
import type { LogSettings } from '../configuration/service-settings.ts';
import type { Logger } from '../logging/logger.ts';
import { passwordOf } from './password.ts';
import { sqliteFile } from './sqlite-file.ts';

export interface OwnLogSettings {
  readonly context: ContextName;
  readonly settings: LogSettings;
}

/**
 * Opens the log of a service: a file of its own, or its part of a KurrentDB, under the names of the tenant and the context.
 * @param now milliseconds since 1970 UTC; a KurrentDB dates events by its own clock
 */
export function openLog(
  { context, settings }: OwnLogSettings,
  options: { readonly tenant: string; readonly journal: Logger; readonly now: () => number },
): Promise<EventStore> {
  const { EVENT_STORE_URL: url } = settings;
  const { tenant, journal, now } = options;
  if (url.startsWith('sqlite:')) return SqliteEventStore.open({ file: sqliteFile(url), now });
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
