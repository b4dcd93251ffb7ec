import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { logFiles } from '../src/sqlite/log-format.ts';
import { SqliteEventStore } from '../src/sqlite/sqlite-event-store.ts';
import { verifyLog } from '../src/sqlite/verify-log.ts';
import { newFolder } from './engines.ts';
import { flip, notes, writeLog } from './log-samples.ts';

let folder = newFolder();
let file = '';
let copy = '';

beforeEach(() => {
  folder = newFolder();
  file = join(folder.path, 'incidents.log.db');
  copy = join(folder.path, 'safe', 'incidents.log.db');
});
afterEach(() => folder.remove());

async function run(tool: string, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const script = fileURLToPath(new URL(`../tools/${tool}.ts`, import.meta.url));
  try {
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ['--conditions=@linli/source', script, ...args],
      { cwd: folder.path },
    );
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, err: stderr };
  }
}

async function eventsOf(log: string): Promise<unknown[]> {
  const store = await SqliteEventStore.open({ file: log, readOnly: true });
  const { events } = await store.readAll({ after: 0, limit: 1_000_000 });
  await store.close();
  return [...events];
}

const names = (path: string) => (existsSync(path) ? readdirSync(path).sort() : []);

/** Appends all the time until the work is done. */
async function beside<Result>(store: SqliteEventStore, work: Promise<Result>): Promise<Result> {
  let done = false;
  void work.finally(() => (done = true));
  for (let n = 0; !done; n++) await store.append(`stream-${n % 7}`, notes(2, `beside-${n}`), 'any');
  return work;
}

describe('a backup', () => {
  test('taken beside a writer holds all that was acknowledged before it began, and is proved', async () => {
    await writeLog(file, 300);
    const store = await SqliteEventStore.open({ file });
    const { position } = await store.append('stream-1', notes(1, 'last'), 'any');
    const { code, out } = await beside(store, run('backup', file, copy));
    expect(code).toBe(0);
    await store.close();
    const copied = await eventsOf(copy);
    expect(copied.length).toBeGreaterThanOrEqual(position);
    expect(copied).toEqual((await eventsOf(file)).slice(0, copied.length));
    expect(out).toContain(`${copied.length} events, all proved`.replace(/^(\d+)(\d{3}) /, '$1,$2 '));
    expect(await verifyLog(copy)).toMatchObject({ damages: [], end: 'proved' });
    expect(names(join(folder.path, 'safe'))).toEqual(
      expect.arrayContaining(['incidents.log.db', 'incidents.log.db.head']),
    );
  });

  test('is found short when it is cut afterwards', async () => {
    await writeLog(file, 10);
    await run('backup', file, copy);
    copyFileSync(copy, `${file}.older`);
    const store = await SqliteEventStore.open({ file });
    await store.append('a', notes(1, 'n'), 'any');
    await store.close();
    const later = join(folder.path, 'later.log.db');
    await run('backup', file, later);
    copyFileSync(`${file}.older`, later);
    expect(await run('verify', later)).toMatchObject({ code: 1, out: expect.stringContaining('31 to 31') });
  });

  test('of a damaged log, of one without its head, over another file, or of nothing is not made', async () => {
    await writeLog(file, 10);
    await run('backup', file, copy);
    expect(await run('backup', file, copy)).toMatchObject({
      code: 1,
      err: expect.stringContaining('in the way'),
    });
    expect(await run('backup', join(folder.path, 'none.db'), `${copy}.2`)).toMatchObject({ code: 1 });
    flip(file, 'note-7-1');
    expect(await run('backup', file, `${copy}.2`)).toMatchObject({
      code: 1,
      err: expect.stringContaining('does not match its digest'),
    });
    rmSync(`${file}.head`);
    expect(await run('backup', file, `${copy}.2`)).toMatchObject({
      code: 1,
      err: expect.stringContaining('nobody can tell whether its end is missing'),
    });
    expect(await run('backup', file)).toMatchObject({ code: 1, err: expect.stringContaining('--help') });
    expect(names(join(folder.path, 'safe')).filter((name) => name.includes('.2'))).toEqual([]);
  });
});

describe('a copy made by cp beside a writer', () => {
  test('is not called intact: its end is unknown, and verify ends with 3', async () => {
    const store = await SqliteEventStore.open({ file });
    for (let n = 0; n < 50; n++) await store.append('a', notes(2, `n-${n}`), 'any');
    await store.close();
    const again = await SqliteEventStore.open({ file });
    await again.append('a', notes(2, 'in the write-ahead log'), 'any');
    const copied = join(folder.path, 'cp.log.db');
    copyFileSync(file, copied);
    await again.close();
    const { code, out } = await run('verify', copied);
    expect(code).toBe(3);
    expect(out).toContain('UNPROVED cp.log.db: 100 intact events');
    expect(out).not.toMatch(/^intact/m);
    // Damage counts for more.
    flip(copied, 'n-49-1');
    expect(await run('verify', copied, file)).toMatchObject({ code: 1 });
  });
});

describe('a restore', () => {
  test('gives the service the log of the backup, and it goes on from there', async () => {
    await writeLog(file, 20);
    await run('backup', file, copy);
    const safe = join(folder.path, 'was');
    for (const path of logFiles(file)) if (existsSync(path)) renameSync(path, path.replace(file, safe));
    expect(await run('restore', copy, file)).toMatchObject({
      code: 0,
      out: expect.stringContaining('restored incidents.log.db: 60 events, all proved'),
    });
    expect(await eventsOf(file)).toEqual(await eventsOf(copy));
    const store = await SqliteEventStore.open({ file });
    expect(await store.append('a', notes(1, 'n'), 'no-stream')).toMatchObject({ position: 61 });
    await store.close();
    expect(await run('verify', file)).toMatchObject({ code: 0 });
  });

  test('until a position leaves out what stands behind it, whole commands only', async () => {
    await writeLog(file, 20);
    await run('backup', file, copy);
    const other = join(folder.path, 'other.log.db');
    expect(await run('restore', copy, other, '--until', '31')).toMatchObject({
      code: 1,
      err: expect.stringContaining('restore until 30'),
    });
    expect(await run('restore', copy, other, '--until', '61')).toMatchObject({ code: 1 });
    expect(existsSync(other)).toBe(false);
    expect(await run('restore', copy, other, '--until', '30')).toMatchObject({ code: 0 });
    expect(await eventsOf(other)).toEqual((await eventsOf(copy)).slice(0, 30));
    expect(await verifyLog(other)).toMatchObject({ events: 30, damages: [], end: 'proved' });
    const store = await SqliteEventStore.open({ file: other });
    expect(await store.append('a', notes(1, 'n'), 'no-stream')).toMatchObject({ position: 31 });
    await store.close();
  });

  test('takes nothing away: neither from a running service nor what lies in its place', async () => {
    await writeLog(file, 10);
    await run('backup', file, copy);
    expect(await run('restore', copy, file)).toMatchObject({
      code: 1,
      err: expect.stringContaining('move it to a safe place first'),
    });
    const store = await SqliteEventStore.open({ file });
    expect(await run('restore', copy, file)).toMatchObject({
      code: 1,
      err: expect.stringContaining('already open for writing'),
    });
    await store.close();
    expect(await eventsOf(file)).toEqual(await eventsOf(copy));
  });

  test('of a damaged backup, or of one whose end is unknown, is not made', async () => {
    await writeLog(file, 10);
    await run('backup', file, copy);
    const other = join(folder.path, 'other.log.db');
    renameSync(`${copy}.head`, `${copy}.away`);
    expect(await run('restore', copy, other)).toMatchObject({
      code: 1,
      err: expect.stringContaining('nobody can tell'),
    });
    renameSync(`${copy}.away`, `${copy}.head`);
    flip(copy, 'note-7-1');
    expect(await run('restore', copy, other)).toMatchObject({
      code: 1,
      err: expect.stringContaining('does not match its digest'),
    });
    writeFileSync(copy, '');
    expect(await run('restore', copy, other)).toMatchObject({ code: 1 });
    expect(existsSync(other)).toBe(false);
  });
});

test('backup, restore and verify explain themselves', async () => {
  for (const tool of ['backup', 'restore', 'verify'])
    expect(await run(tool, '--help')).toMatchObject({
      code: 0,
      out: expect.stringContaining(`npm run ${tool} -- `),
    });
  expect((await run('verify', '--help')).out).toContain('does not\nfind people');
});
