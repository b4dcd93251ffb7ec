import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { SqliteEventStore, StoreUnavailable } from '@linli/event-sourcing';
import { loadConfiguration } from '../configuration/load-configuration.ts';
import { serviceSettings } from '../configuration/service-settings.ts';
import { createLogger } from '../logging/logger.ts';
import { Shutdown } from '../shutdown/shutdown.ts';
import { newEvent } from '../../test/new-event.ts';
import { openEngines } from './open-engines.ts';

const folder = await mkdtemp(join(tmpdir(), 'engines-'));
afterAll(() => rm(folder, { recursive: true }));

const journal = createLogger({ service: 'incidents', level: 'silent' });
const settings = (env: Record<string, string>) =>
  loadConfiguration(serviceSettings('incidents'), {
    READ_MODEL_URL: `sqlite:${join(folder, 'views.db')}`,
    ...env,
  });

test('a service hears its own log and those of others that its settings name', async () => {
  const theirs = join(folder, 'residents.db');
  const residents = await SqliteEventStore.open({ file: theirs });
  await residents.append('territory-1', [newEvent('GridSplit')], 'any');

  const url = `sqlite:${join(folder, 'incidents.db')}`;
  const { engines, store, closeWith } = await openEngines({
    service: 'incidents',
    settings: settings({ EVENT_BUS_URL: `embedded:?residents=${theirs}`, TENANT: 'wuhan' }),
    own: {
      context: 'incidents',
      settings: { EVENT_STORE_URL: url, VAULT_URL: `sqlite:${join(folder, 'vault.db')}` },
    },
    journal,
  });
  await store?.append('incident-1', [newEvent('IncidentReported')], 'any');

  const heard = new Set<string>();
  await new Promise<void>((resolve) => {
    void engines.bus.subscribe({
      group: 'test',
      contexts: ['incidents', 'residents'],
      startAfter: () => Promise.resolve(0),
      handle: ({ source, events }) => {
        for (const { type } of events) heard.add(`${source} ${type}`);
        if (heard.size === 2) resolve();
        return Promise.resolve();
      },
    });
  });
  expect([...heard].sort()).toEqual(['incidents IncidentReported', 'residents GridSplit']);
  expect(engines.tenant).toBe('wuhan');

  const shutdown = new Shutdown();
  closeWith(shutdown);
  expect(await shutdown.run('stores')).toEqual([]);
  await expect(store?.head()).rejects.toThrow(StoreUnavailable);
  expect(await residents.head()).toBe(1);
  await residents.close();
});

test('when one engine cannot be opened, those opened before are closed again', async () => {
  const url = `sqlite:${join(folder, 'half.db')}`;
  const inTheWay = join(folder, 'file');
  await writeFile(inTheWay, '');
  const half = openEngines({
    service: 'incidents',
    settings: settings({ READ_MODEL_URL: `sqlite:${inTheWay}/views.db` }),
    own: {
      context: 'incidents',
      settings: { EVENT_STORE_URL: url, VAULT_URL: `sqlite:${join(folder, 'vault.db')}` },
    },
    journal,
  });
  await expect(half).rejects.toThrow();
  const again = await SqliteEventStore.open({ file: join(folder, 'half.db') });
  await again.close();
});
