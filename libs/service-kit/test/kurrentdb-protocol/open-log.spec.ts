import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { StoreUnavailable } from '@linli/event-sourcing';
import { KurrentStandIn } from '@linli/event-sourcing/kurrentdb-stand-in';
import { loadConfiguration } from '../../src/configuration/load-configuration.ts';
import { logRule, logSettings, serviceSettings } from '../../src/configuration/service-settings.ts';
import { createLogger } from '../../src/logging/logger.ts';
import { openEngines } from '../../src/start/open-engines.ts';
import { newEvent } from '../new-event.ts';

const folder = await mkdtemp(join(tmpdir(), 'open-log-'));
const login = { username: 'inc@wuhan', password: 'the-word' };
const standIn = await KurrentStandIn.start({ login, tls: true });
const ca = join(folder, 'ca.pem');
await writeFile(ca, standIn.certificate ?? '');
afterAll(async () => {
  await standIn.stop();
  await rm(folder, { recursive: true });
});

/** The engines of incidents, with its log in the KurrentDB of the URL. */
function open(storeUrl: string, env: Record<string, string> = {}) {
  return openEngines({
    service: 'incidents',
    settings: loadConfiguration(serviceSettings('incidents'), {
      TENANT: 'wuhan',
      READ_MODEL_URL: `sqlite:${join(folder, 'views.db')}`,
    }),
    own: {
      context: 'incidents',
      settings: loadConfiguration(logSettings('incidents'), { EVENT_STORE_URL: storeUrl, ...env }, [logRule]),
    },
    journal: createLogger({ service: 'incidents', level: 'silent' }),
  });
}

const url = `kurrentdb://inc%40wuhan@localhost:${standIn.port}?tls=true&tlsCaFile=${ca}`;

test('a service keeps its log in the KurrentDB that its settings name, under its tenant and its name', async () => {
  const file = join(folder, 'password');
  await writeFile(file, `${login.password}\n`);
  const opened = await open(url, { EVENT_STORE_PASSWORD_FILE: file });
  try {
    const result = await opened.store?.append('incident-1', [newEvent('IncidentReported')], 'no-stream');
    expect(standIn.log.events.map(({ streamId }) => streamId)).toContain('wuhan.incidents:incident-1');

    const heard = await new Promise((resolve) => {
      void opened.engines.bus.subscribe({
        group: 'test',
        contexts: ['incidents'],
        startAfter: () => Promise.resolve(0),
        handle: async ({ events }) => {
          if (events.length > 0) resolve(events.map(({ position }) => position));
        },
      });
    });
    expect(heard).toEqual([result?.position]);
  } finally {
    await opened.close();
  }
});

test('a password that KurrentDB does not know ends the start in words that do not repeat it', async () => {
  const refused = open(url, { EVENT_STORE_PASSWORD: 'another-word' });
  await expect(refused).rejects.toThrow(StoreUnavailable);
  const { message } = (await refused.catch((error: unknown) => error)) as Error;
  expect(message).toContain(
    `kurrentdb://localhost:${standIn.port} wuhan.incidents: the server denies access`,
  );
  expect(message).not.toContain('word');
});

test('a password that would go over the line in the clear is refused before anything is sent', async () => {
  const clear = open(url.replace('tls=true', 'tls=false'), { EVENT_STORE_PASSWORD: login.password });
  await expect(clear).rejects.toThrow(/needs tls=true/);
});

test('a KurrentDB that is not there is named without its user', async () => {
  const gone = await KurrentStandIn.start();
  await gone.stop();
  const refused = open(`kurrentdb://incidents@127.0.0.1:${gone.port}`, { EVENT_STORE_PASSWORD: 'the-word' });
  await expect(refused).rejects.toThrow(`kurrentdb://127.0.0.1:${gone.port} wuhan.incidents: `);
});
