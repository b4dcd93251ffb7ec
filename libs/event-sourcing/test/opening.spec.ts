import { hash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { StoreUnavailable } from '../src/event-store.ts';
import { DamagedLog, LogFormatTooNew, LogInUse } from '../src/sqlite/log-errors.ts';
import { SqliteEventStore } from '../src/sqlite/sqlite-event-store.ts';
import { verifyLog } from '../src/sqlite/verify-log.ts';
import { newFolder } from './engines.ts';
import { endOf, flip, notes, writeLog } from './log-samples.ts';

let folder = newFolder();
let file = '';

beforeEach(() => {
  folder = newFolder();
  file = join(folder.path, 'incidents.log.db');
});

afterEach(() => folder.remove());

/** Digests of the log's files, to see whether any has been touched. */
const fingerprint = () =>
  ['', '-wal', '.head']
    .map((part) => file + part)
    .filter((part) => existsSync(part) && statSync(part).size > 0)
    .map((part) => `${part} ${hash('sha256', readFileSync(part))}`);

/** The log is refused with this said about it, and not a byte of it has been touched. */
async function isRefused(saying: string): Promise<void> {
  const before = fingerprint();
  const error = await endOf(SqliteEventStore.open({ file }));
  expect(error).toBeInstanceOf(DamagedLog);
  expect(String(error)).toContain(file);
  expect(String(error)).toContain(saying);
  expect(String(error)).toContain('npm run verify');
  expect(fingerprint()).toEqual(before);
}

describe('a damaged log is refused at opening:', () => {
  test('garbage instead of a header', async () => {
    await writeLog(file, 10);
    const bytes = readFileSync(file);
    bytes.fill(0x5a, 0, 16);
    writeFileSync(file, bytes);
    await isRefused('not a database');
    expect((await verifyLog(file)).damages).toHaveLength(1);
  });

  test('any file that is no log', async () => {
    writeFileSync(file, 'a letter to the neighbourhood committee\n'.repeat(1_000));
    await isRefused('not a database');
  });

  test('a SQLite file of somebody else', async () => {
    const other = new DatabaseSync(file);
    other.exec('CREATE TABLE event (position INTEGER PRIMARY KEY)');
    other.close();
    await isRefused('not an event log');
  });

  test('the last page cut off', async () => {
    await writeLog(file, 200);
    truncateSync(file, readFileSync(file).length - 4096);
    await isRefused('malformed');
    expect((await verifyLog(file)).damages).toHaveLength(1);
  });

  test('the last bytes cut off', async () => {
    await writeLog(file, 200);
    truncateSync(file, readFileSync(file).length - 100);
    await isRefused('damaged');
  });

  test('bytes added to its end', async () => {
    await writeLog(file, 10);
    writeFileSync(file, Buffer.concat([readFileSync(file), Buffer.alloc(4096)]));
    await isRefused('cut short or added to');
  });

  test('emptied', async () => {
    await writeLog(file, 10);
    truncateSync(file, 0);
    await isRefused('held 30 events');
    expect((await verifyLog(file)).damages).toEqual([
      { what: expect.stringContaining('events 1 to 30 are missing') },
    ]);
  });

  test('deleted, while what it had reached stands beside it', async () => {
    await writeLog(file, 10);
    rmSync(file);
    await isRefused('held 30 events');
  });

  test('an older copy put in its place', async () => {
    await writeLog(file, 10);
    copyFileSync(file, `${file}.copy`);
    const store = await SqliteEventStore.open({ file });
    await store.append('stream-1', notes(2, 'later'), 'any');
    await store.close();
    copyFileSync(`${file}.copy`, file);
    await isRefused('ends at position 30');
    expect((await verifyLog(file)).damages).toEqual([
      { what: expect.stringContaining('events 31 to 32 are missing') },
    ]);
  });

  test('its write-ahead log deleted after a crash', async () => {
    const store = await SqliteEventStore.open({ file });
    for (let n = 0; n < 10; n++) await store.append('a', notes(2, 'n'), 'any');
    const found = join(folder.path, 'found.log.db');
    for (const part of ['', '.head']) copyFileSync(file + part, found + part);
    await store.close();
    file = found;
    await isRefused('found.log.db');
  });

  test('a bit flipped in its write-ahead log after a crash', async () => {
    const store = await SqliteEventStore.open({ file });
    for (let n = 0; n < 10; n++) await store.append('a', notes(2, `note-${n}`), 'any');
    const found = join(folder.path, 'found.log.db');
    for (const part of ['', '-wal', '.head']) copyFileSync(file + part, found + part);
    await store.close();
    flip(`${found}-wal`, 'note-8-1');
    file = found;
    await isRefused('was its -wal file deleted');
  });

  test('one of its last events changed', async () => {
    await writeLog(file, 100);
    flip(file, 'note-98-2');
    await isRefused('position 297 of stream stream-10 does not match its digest');
  });
});

describe('opening a log', () => {
  test('of a newer format is refused and leaves it as it is', async () => {
    await writeLog(file, 1);
    const newer = new DatabaseSync(file);
    newer.exec('PRAGMA user_version = 7');
    newer.close();
    for (const readOnly of [false, true]) {
      const error = await endOf(SqliteEventStore.open({ file, readOnly }));
      expect(error).toBeInstanceOf(LogFormatTooNew);
      expect(error).toMatchObject({ found: 7, known: 1 });
    }
    expect(await endOf(verifyLog(file))).toBeInstanceOf(LogFormatTooNew);
  });

  test('whose making was interrupted makes it', async () => {
    const begun = new DatabaseSync(file);
    begun.exec('PRAGMA journal_mode = WAL');
    begun.close();
    const store = await SqliteEventStore.open({ file });
    expect(await store.append('a', notes(1, 'n'), 'no-stream')).toMatchObject({ position: 1 });
    await store.close();
  });

  test('makes the folders on the way', async () => {
    const store = await SqliteEventStore.open({ file: join(folder.path, 'a', 'b', 'c.log.db') });
    await store.close();
    expect(existsSync(join(folder.path, 'a', 'b', 'c.log.db'))).toBe(true);
  });

  test('in a place that is no folder says that it cannot', async () => {
    writeFileSync(join(folder.path, 'file'), '');
    const error = await endOf(SqliteEventStore.open({ file: join(folder.path, 'file', 'x.log.db') }));
    expect(error).toBeInstanceOf(StoreUnavailable);
    expect(error).toMatchObject({ reason: 'broken' });
  });

  test('a second time for writing is refused, and the first goes on', async () => {
    const store = await SqliteEventStore.open({ file });
    await store.append('a', notes(1, 'n'), 'any');
    expect(await endOf(SqliteEventStore.open({ file }))).toBeInstanceOf(LogInUse);
    expect(await store.append('a', notes(1, 'n'), 'any')).toMatchObject({ position: 2 });
    await store.close();
    const again = await SqliteEventStore.open({ file });
    expect(await again.head()).toBe(2);
    await again.close();
  });

  test('that is not there, to read only, says so', async () => {
    const error = await endOf(SqliteEventStore.open({ file, readOnly: true }));
    expect(error).toMatchObject({ name: 'StoreUnavailable', reason: 'broken' });
    expect(String(error)).toContain('has the service that writes it been started?');
  });

  test('tells how many events and bytes it holds', async () => {
    await writeLog(file, 10);
    const store = await SqliteEventStore.open({ file });
    const { events, bytes } = await store.stats();
    expect(events).toBe(30);
    expect(bytes).toBeGreaterThan(4096);
    await store.close();
  });
});
