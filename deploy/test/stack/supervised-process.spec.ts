import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { isRunning, processId } from '../../src/stack/process-table.ts';
import { SupervisedProcess, type ProcessSettings } from '../../src/stack/supervised-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'linli-process-'));
const started: SupervisedProcess[] = [];
afterEach(async () => {
  for (const process of started.splice(0)) await process.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Healthy as long as the file is there. */
const marker = join(folder, 'healthy');
const healthcheck: ProcessSettings['healthcheck'] = {
  command: ['node', '-e', `process.exit(require('node:fs').existsSync(${JSON.stringify(marker)}) ? 0 : 1)`],
  intervalMs: 50,
  timeoutMs: 5_000,
  retries: 2,
  startPeriodMs: 60_000,
  startIntervalMs: 20,
};
const healthyAndWaiting = `require('node:fs').writeFileSync(${JSON.stringify(marker)}, ''); setInterval(() => {}, 1000);`;

function supervise(script: string, settings: Partial<ProcessSettings> = {}) {
  const changes = new Set<() => void>();
  const process = new SupervisedProcess(
    {
      name: 'sample',
      command: ['node', '-e', script],
      cwd: tmpdir(),
      env: { PATH: globalThis.process.env['PATH'] ?? '' },
      healthcheck,
      restart: { when: 'unless-stopped', most: Infinity },
      stopGraceMs: 10_000,
      log: join(folder, 'sample.log'),
      ...settings,
    },
    () => changes.forEach((look) => look()),
  );
  started.push(process);
  const until = (holds: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!holds()) return;
        changes.delete(look);
        resolve();
      };
      changes.add(look);
      look();
    });
  return { process, until };
}

describe('a process under supervision', () => {
  test('has started when its health check says so, and what it prints is in its log', async () => {
    const { process } = supervise(`console.log('good morning'); ${healthyAndWaiting}`);
    await process.start();
    expect(process.health).toBe('healthy');
    expect(processId(process.pid!)).toBeDefined();
    expect(readFileSync(join(folder, 'sample.log'), 'utf8')).toBe('good morning\n');
  });

  test('comes back when it is killed, as another process, counted', async () => {
    const { process, until } = supervise(healthyAndWaiting);
    await process.start();
    const first = process.pid;
    await process.kill();
    await until(() => process.health === 'healthy' && process.pid !== first);
    expect(process.restarts).toBe(1);
  });

  test('stays down when it is stopped, and starts again when asked, with what it is given then', async () => {
    const { process } = supervise(`console.log(process.env.WORD); ${healthyAndWaiting}`);
    await process.start({ env: { WORD: 'first' } });
    await process.stop();
    expect({ pid: process.pid, health: process.health }).toEqual({ pid: undefined, health: 'stopped' });
    rmSync(marker);
    await process.start({ env: { WORD: 'second' } });
    expect(readFileSync(join(folder, 'sample.log'), 'utf8')).toBe('first\nsecond\n');
    expect(process.restarts).toBe(0);
  });

  test('is given its grace period to end, and no longer', async () => {
    const slow = supervise(
      `process.on('SIGTERM', () => { console.log('ending'); process.exit(0); }); ${healthyAndWaiting}`,
    );
    await slow.process.start();
    await slow.process.stop();
    expect(readFileSync(join(folder, 'sample.log'), 'utf8')).toBe('ending\n');

    rmSync(marker);
    const deaf = supervise(`process.on('SIGTERM', () => {}); ${healthyAndWaiting}`, { stopGraceMs: 100 });
    await deaf.process.start();
    const running = processId(deaf.process.pid!)!;
    await deaf.process.stop();
    expect(isRunning(running)).toBe(false);
  });

  test('is unhealthy when its check fails often enough, and healthy again when it does not', async () => {
    const { process, until } = supervise(healthyAndWaiting);
    await process.start();
    rmSync(marker);
    await until(() => process.health === 'unhealthy');
    writeFileSync(marker, '');
    await until(() => process.health === 'healthy');
    expect(process.restarts).toBe(0);
  });

  test('frozen, it fails its check and is not started anew; thawed, it goes on as the same process', async () => {
    // Healthy when it has just written the time: a frozen process does not.
    const { process, until } = supervise(
      `setInterval(() => require('node:fs').writeFileSync(${JSON.stringify(marker)}, String(Date.now())), 10);`,
      {
        healthcheck: {
          ...healthcheck!,
          command: [
            'node',
            '-e',
            `process.exit(Date.now() - Number(require('node:fs').readFileSync(${JSON.stringify(marker)})) < 500 ? 0 : 1)`,
          ],
        },
      },
    );
    await process.start();
    const { pid } = process;
    process.signal('SIGSTOP');
    await until(() => process.health === 'unhealthy');
    process.signal('SIGCONT');
    await until(() => process.health === 'healthy');
    expect(process.pid).toBe(pid);
  });

  test('that ends again and again before it is ready fails to start, with its last words', async () => {
    const { process } = supervise(`console.error('no configuration'); process.exit(78);`);
    await expect(process.start()).rejects.toThrow(
      /sample ended 3 times before it was ready:\nno configuration/,
    );
  });

  test('whose program there is not fails to start', async () => {
    const { process } = supervise('', { command: ['/no/such/program'] });
    await expect(process.start()).rejects.toThrow(/sample ended 3 times before it was ready:\n.*not found/);
  });
});

describe('a job', () => {
  const job = { healthcheck: undefined, restart: { when: 'on-failure', most: 2 } } as const;

  test('is done when it ends well, and is not started again', async () => {
    const { process } = supervise(`console.log('done')`, job);
    await process.start();
    await process.completed();
    expect({ health: process.health, restarts: process.restarts }).toEqual({
      health: 'completed',
      restarts: 0,
    });
  });

  test('is tried again after a failure', async () => {
    const { process } = supervise(
      `const fs = require('node:fs'); if (!fs.existsSync(${JSON.stringify(marker)})) { fs.writeFileSync(${JSON.stringify(marker)}, ''); process.exit(1); }`,
      job,
    );
    await process.start();
    await process.completed();
    expect(process.restarts).toBe(1);
    expect(existsSync(marker)).toBe(true);
  });

  test('that goes on failing has failed, with its last words', async () => {
    const { process } = supervise(`console.error('the broker is gone'); process.exit(1);`, job);
    await process.start();
    await expect(process.completed()).rejects.toThrow(
      /sample ended with a failure:\n(the broker is gone\n?)+/,
    );
    expect(process.restarts).toBe(2);
  });
});
