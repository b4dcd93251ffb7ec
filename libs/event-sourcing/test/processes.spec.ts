import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { LogInUse } from '../src/sqlite/log-errors.ts';
import { SqliteEventStore } from '../src/sqlite/sqlite-event-store.ts';
import { verifyLog } from '../src/sqlite/verify-log.ts';
import { newFolder } from './engines.ts';
import { endOf } from './log-samples.ts';

let folder = newFolder();
let file = '';
let child: ChildProcess;

beforeEach(async () => {
  folder = newFolder();
  file = join(folder.path, 'residents.log.db');
  const script = fileURLToPath(new URL('./children/appender.ts', import.meta.url));
  child = fork(script, [file], { execArgv: ['--conditions=@linli/source'] });
  expect((await once(child, 'message'))[0]).toBe('open');
});

afterEach(() => {
  child.kill('SIGKILL');
  folder.remove();
});

async function append(commandId: string): Promise<void> {
  const answer = once(child, 'message');
  child.send({ stream: 'a', commandId, size: 2, text: 'x' });
  expect((await answer)[0]).toMatchObject({ outcome: 'recorded' });
}

describe('beside another process that writes the log', () => {
  test('a second writer is refused, and welcome as soon as the first has been killed', async () => {
    await append('one');
    const error = await endOf(SqliteEventStore.open({ file }));
    expect(error).toBeInstanceOf(LogInUse);
    expect(String(error)).toContain('already open for writing');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const store = await SqliteEventStore.open({ file });
    expect(await store.head()).toBe(2);
    await store.close();
  });

  test('a read-only store follows it: what is there, then what comes', async () => {
    await append('one');
    const store = await SqliteEventStore.open({ file, readOnly: true });
    const positions: number[] = [];
    for await (const page of store.follow({ after: 0, signal: new AbortController().signal })) {
      positions.push(...page.events.map((event) => event.position));
      if (positions.length >= 20) break;
      await append(`after-${page.position}`);
    }
    expect(positions).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
    await store.close();
  });

  test('a read-only store refuses appends', async () => {
    const store = await SqliteEventStore.open({ file, readOnly: true });
    const metadata = { commandId: 'x', correlationId: 'x', actor: 'x', tenant: 'x' };
    const refused = store.append('a', [{ id: 'x', type: 'X', version: 1, data: {}, metadata }], 'any');
    expect(await endOf(refused)).toMatchObject({ name: 'StoreUnavailable', reason: 'broken' });
    await store.close();
  });

  test('a read-only store goes on when the writer is killed and another one takes over', async () => {
    await append('one');
    const store = await SqliteEventStore.open({ file, readOnly: true });
    child.kill('SIGKILL');
    await once(child, 'exit');
    const writer = await SqliteEventStore.open({ file });
    const positions: number[] = [];
    for await (const page of store.follow({ after: 0, signal: new AbortController().signal })) {
      positions.push(...page.events.map((event) => event.position));
      if (positions.length >= 3) break;
      const metadata = { commandId: 'next', correlationId: 'x', actor: 'x', tenant: 'x' };
      await writer.append('b', [{ id: 'x', type: 'X', version: 1, data: {}, metadata }], 'any');
    }
    expect(positions).toEqual([1, 2, 3]);
    await writer.close();
    await store.close();
  });

  test('verify finds the log intact while it is written', async () => {
    for (let n = 0; n < 20; n++) await append(`command-${n}`);
    expect(await verifyLog(file)).toEqual({ file, events: 40, damages: [], end: 'proved' });
  });
});
