import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SqliteEventStore } from '../src/sqlite/sqlite-event-store.ts';
import { verifyLog } from '../src/sqlite/verify-log.ts';
import { newFolder } from './engines.ts';

let folder = newFolder();
let child: ChildProcess | undefined;

beforeEach(() => {
  folder = newFolder();
});

afterEach(() => {
  child?.kill('SIGKILL');
  child = undefined;
  folder.remove();
});

/** Starts a process that appends on demand, by a shell so that it can be given limits first. */
async function startAppender(file: string, limits: string): Promise<ChildProcess> {
  const script = fileURLToPath(new URL('./children/appender.ts', import.meta.url));
  const started = spawn(
    'sh',
    ['-c', `${limits} exec "$0" "$@"`, process.execPath, '--conditions=@linli/source', script, file],
    { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
  );
  expect((await once(started, 'message'))[0]).toBe('open');
  return started;
}

interface Answer {
  readonly outcome?: string;
  readonly position?: number;
  readonly error?: string;
  readonly reason?: string;
}

async function append(to: ChildProcess, commandId: string, size: number): Promise<Answer> {
  const answer = once(to, 'message');
  to.send({ stream: `stream-${commandId.length}`, commandId, size, text: 'x'.repeat(2_000) });
  return (await answer)[0] as Answer;
}

/** Appends until the store says that it is full; returns the acknowledged commands and the one that was refused. */
async function fill(to: ChildProcess): Promise<{ acknowledged: string[]; refused: string }> {
  const acknowledged: string[] = [];
  for (let round = 0; round < 5_000; round++) {
    const commandId = `command-${round}`;
    const answer = await append(to, commandId, 10);
    if (answer.outcome === 'recorded') {
      acknowledged.push(commandId);
      continue;
    }
    expect(answer).toMatchObject({ error: 'StoreUnavailable', reason: 'full' });
    return { acknowledged, refused: commandId };
  }
  throw new Error('the disk never became full');
}

/** What must hold after a full disk, whatever had filled it. */
async function survives(file: string, to: ChildProcess, makeSpace: () => void): Promise<void> {
  const { acknowledged, refused } = await fill(to);
  expect(acknowledged.length).toBeGreaterThan(5);
  // Beside the store that has no space: everything acknowledged can be read, nothing of the refused append.
  const reader = await SqliteEventStore.open({ file, readOnly: true });
  const count = (events: readonly { metadata: { commandId: string } }[], commandId: string) =>
    events.filter((event) => event.metadata.commandId === commandId).length;
  const full = (await reader.readAll({ after: 0, limit: 100_000 })).events;
  for (const commandId of acknowledged) expect(count(full, commandId)).toBe(10);
  expect(count(full, refused)).toBe(0);

  // A second try without space is refused like the first; with space the same command goes through, once.
  makeSpace();
  expect(await append(to, refused, 10)).toMatchObject({ outcome: 'recorded', position: full.length + 10 });
  expect(await append(to, refused, 10)).toMatchObject({ outcome: 'repeated', position: full.length + 10 });
  expect(await append(to, 'after', 3)).toMatchObject({ outcome: 'recorded', position: full.length + 13 });
  await reader.close();
  to.send(null as unknown as object);
  await once(to, 'exit');

  expect((await verifyLog(file)).damages).toEqual([]);
  const again = await SqliteEventStore.open({ file });
  expect(await again.head()).toBe(full.length + 13);
  await again.close();
}

describe('a log that can grow no further refuses appends as full, loses nothing, and goes on when there is space:', () => {
  test('a file-size limit', async () => {
    const file = join(folder.path, 'limited.log.db');
    child = await startAppender(file, 'ulimit -S -f 2000;');
    await survives(file, child, () => {
      execFileSync('prlimit', [`--pid=${child?.pid}`, '--fsize=unlimited']);
    });
  });

  test('a file-size limit that only the write-ahead log reaches, again and again', async () => {
    const file = join(folder.path, 'limited.log.db');
    child = await startAppender(file, 'ulimit -S -f 2000;');
    await fill(child);
    // The log tidies its write-ahead log away where the file itself still has room, so small appends may go through.
    for (let round = 0; round < 20; round++) {
      const answer = await append(child, `more-${round}`, 10);
      expect(['recorded', undefined]).toContain(answer.outcome);
      if (!answer.outcome) expect(answer).toMatchObject({ error: 'StoreUnavailable', reason: 'full' });
    }
    expect((await verifyLog(file)).damages).toEqual([]);
  });

  for (const small of smallDisks())
    test(small.name, async () => {
      const mount = join(folder.path, 'small');
      mkdirSync(mount);
      small.mount(mount);
      try {
        const file = join(mount, 'small.log.db');
        const ballast = join(mount, 'ballast');
        writeFileSync(ballast, Buffer.alloc(1_000_000));
        child = await startAppender(file, '');
        await survives(file, child, () => rmSync(ballast));
      } finally {
        child?.kill('SIGKILL');
        execFileSync('umount', ['--lazy', mount]);
      }
    });
});

/** A real disk without space, where the system lets us make one: that takes root. */
function smallDisks(): { readonly name: string; mount(path: string): void }[] {
  if (process.getuid?.() !== 0) return [];
  return [
    {
      name: 'a disk of 4 MB',
      mount: (path) => execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', path]),
    },
  ];
}
