import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { SqliteEventStore } from '@linli/event-sourcing';
import { failed, settings } from './sample-process.ts';

describe('a service that cannot start', () => {
  test('names every wrong setting at once and exits with 78', async () => {
    const { code, output } = await failed({ HTTP_PORT: 'x', TENANT: 'Not Good', EVENT_STORE_URL: 'file.db' });
    expect(code).toBe(78);
    expect(output).toContain('incidents cannot start: the configuration has 3 problems');
    expect(output).toContain('- HTTP_PORT is "x"');
    expect(output).toContain('- TENANT is "Not Good"');
    expect(output).toContain('- EVENT_STORE_URL is "file.db"');
    expect(output).not.toContain('    at ');
  });

  test('names a log on the bus that nobody knows', async () => {
    const { code, output } = await failed({
      ...settings().env,
      EVENT_BUS_URL: 'embedded:?weather=/tmp/weather.db',
    });
    expect(code).toBe(78);
    expect(output).toContain('EVENT_BUS_URL names the log "weather"');
  });

  test('says that its port is taken and leaves its files closed', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const { env, log } = settings();
    const { code, output, steps } = await failed({ ...env, HTTP_PORT: String(port) });
    taken.close();
    expect(code).toBe(1);
    expect(output).toContain('EADDRINUSE');
    expect(steps).toContain('subscriptions closed');
    await nobodyHolds(log);
  });

  test('because one of its modules does not, stops what the others have started and leaves its files closed', async () => {
    const { env, log } = settings();
    const { code, output, steps } = await failed({ ...env, FAULT: 'module' });
    expect(code).toBe(1);
    expect(output).toContain('incidents cannot start: the module does not start');
    expect(steps).toEqual(expect.arrayContaining(['streams closed', 'subscriptions closed', 'exit']));
    await nobodyHolds(log);
  });

  test('because a key cannot be read, ends and leaves its files closed', async () => {
    const { env, log } = settings();
    const { code, output } = await failed({ ...env, AUTH_LOCAL_KEY_FILE: log });
    expect(code).toBe(1);
    expect(output).toContain('does not hold the issuer');
    await nobodyHolds(log);
  });

  test('ends though what it has started does not', async () => {
    const { env } = settings();
    const { code, output } = await failed({
      ...env,
      FAULT: 'module',
      HANGING: '1',
      STOP_TIMEOUT_MS: '100',
      STOP_CLOSE_TIMEOUT_MS: '100',
    });
    expect(code).toBe(1);
    expect(output).toContain('incidents cannot start: the module does not start');
    expect(output).toContain('did not stop in time');
  });

  test('prints its settings when asked for help', async () => {
    const { code, output } = await failed({}, ['--help']);
    expect(code).toBe(0);
    expect(output).toContain('| `EVENT_STORE_URL` |');
    expect(output).toContain('| a whole number from 0 to 65535 | – | `3000` | no |');
  });
});

/** Another process can open the log: whoever held it has let go. */
async function nobodyHolds(log: string): Promise<void> {
  const store = await SqliteEventStore.open({ file: log });
  expect(await store.head()).toBe(0);
  await store.close();
}
