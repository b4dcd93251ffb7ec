import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SqliteEventStore } from '../src/sqlite/sqlite-event-store.ts';
import { verifyLog } from '../src/sqlite/verify-log.ts';
import { newFolder } from './engines.ts';

let folder = newFolder();
let file = '';
let failing = '';
let child: ChildProcess | undefined;

beforeEach(() => {
  folder = newFolder();
  file = join(folder.path, 'incidents.log.db');
  failing = join(folder.path, 'failing');
});
afterEach(() => {
  child?.kill('SIGKILL');
  child = undefined;
  folder.remove();
});

const pathOf = (name: string) => fileURLToPath(new URL(`./children/${name}`, import.meta.url));

/** A process that appends on demand, on a disk that fails while the file `failing` is there. */
async function startAppender(): Promise<ChildProcess> {
  const library = join(folder.path, 'failing-disk.so');
  execFileSync('cc', ['-shared', '-fPIC', '-o', library, pathOf('failing-disk.c'), '-ldl']);
  const started = spawn(process.execPath, ['--conditions=@linli/source', pathOf('appender.ts'), file], {
    env: { ...process.env, LD_PRELOAD: library, FAILING_DISK: failing },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  expect((await once(started, 'message'))[0]).toBe('open');
  return started;
}

async function ask(what: object | string): Promise<Record<string, unknown>> {
  const answer = once(child as ChildProcess, 'message');
  child?.send(what);
  return (await answer)[0];
}

const append = (commandId: string) => ask({ stream: 'a', commandId, size: 2, text: commandId });

/** Appends until the log takes it: how long that lasts is for the disk to say. */
async function appendAtLast(commandId: string): Promise<Record<string, unknown>> {
  for (;;) {
    const answer = await append(commandId);
    if (answer['outcome'] !== undefined) return answer;
    expect(answer).toMatchObject({ error: 'StoreUnavailable', reason: 'broken' });
  }
}

async function commandsIn(log: string): Promise<string[]> {
  const store = await SqliteEventStore.open({ file: log, readOnly: true });
  const { events } = await store.readAll({ after: 0, limit: 1_000 });
  await store.close();
  return events.map(({ metadata }) => metadata.commandId);
}

// Making a disk fail takes a C compiler.
if (spawnSync('cc', ['--version']).status === 0)
  describe('a log whose disk fails to sync a commit', () => {
    test('says so, and refuses appends while that lasts; none of them stands in it', async () => {
      child = await startAppender();
      expect(await append('before')).toMatchObject({ outcome: 'recorded', position: 2 });
      expect(await ask('state')).toEqual({ writable: true });
      writeFileSync(failing, '');
      for (const commandId of ['lost', 'lost', 'too'])
        expect(await append(commandId)).toMatchObject({ error: 'StoreUnavailable', reason: 'broken' });
      expect(await ask('state')).toMatchObject({ writable: false, reason: expect.stringContaining(file) });
      expect(await commandsIn(file)).toEqual(['before', 'before']);
    });

    test('goes on by itself when the disk does, from what it had acknowledged', async () => {
      child = await startAppender();
      for (let round = 0; round < 2; round++) {
        const kept = `kept-${round}`;
        expect(await append(kept)).toMatchObject({ outcome: 'recorded', position: 4 * round + 2 });
        writeFileSync(failing, '');
        expect(await append(`late-${round}`)).toMatchObject({ error: 'StoreUnavailable' });
        rmSync(failing);
        expect(await appendAtLast(`late-${round}`)).toMatchObject({
          outcome: 'recorded',
          position: 4 * round + 4,
        });
        expect(await ask('state')).toEqual({ writable: true });
      }
      child.kill('SIGKILL');
      await once(child, 'exit');
      expect(new Set(await commandsIn(file))).toEqual(new Set(['kept-0', 'late-0', 'kept-1', 'late-1']));
      expect(await verifyLog(file)).toMatchObject({ events: 8, damages: [] });
    });

    test('holds nothing of what it refused after it has recovered and its process was killed', async () => {
      child = await startAppender();
      await append('before');
      writeFileSync(failing, '');
      expect(await append('lost')).toMatchObject({ error: 'StoreUnavailable' });
      rmSync(failing);
      while ((await ask('state'))['writable'] === false);
      child.kill('SIGKILL');
      await once(child, 'exit');
      expect(await commandsIn(file)).toEqual(['before', 'before']);
    });
  });
