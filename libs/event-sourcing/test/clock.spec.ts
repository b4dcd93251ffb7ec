import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { restedFile } from '../src/sqlite/recording-clock.ts';
import { SqliteEventStore } from '../src/sqlite/sqlite-event-store.ts';
import { newFolder } from './engines.ts';
import { endOf, notes } from './log-samples.ts';

const hour = 3_600_000;
const day = 24 * hour;
const year2099 = Date.UTC(2099, 0, 1);

let folder = newFolder();
let file = '';
let stores: SqliteEventStore[] = [];
/** What a clock of ours says. */
let time = 0;

beforeEach(() => {
  folder = newFolder();
  file = join(folder.path, 'incidents.log.db');
  time = Date.UTC(2026, 4, 1);
});
afterEach(async () => {
  jest.restoreAllMocks();
  for (const store of stores) await store.close();
  stores = [];
  folder.remove();
});

async function open(options: { readonly now?: () => number } = {}): Promise<SqliteEventStore> {
  const store = await SqliteEventStore.open({ file, ...options });
  stores.push(store);
  return store;
}
const byOurs = { now: () => time };

/** The append is refused for its clock, nothing of it stands in the log, and the log says so. */
async function isRefused(store: SqliteEventStore, saying: string): Promise<void> {
  const head = await store.head();
  expect(await endOf(store.append('a', notes(1, 'n'), 'any'))).toMatchObject({
    name: 'StoreUnavailable',
    reason: 'clock',
    message: expect.stringContaining(saying),
  });
  expect(await store.head()).toBe(head);
  expect(store.state()).toMatchObject({ writable: false, reason: expect.stringContaining(saying) });
}

const recordedAt = async (store: SqliteEventStore) => {
  const { recordedAt } = await store.append('a', notes(1, 'n'), 'any');
  expect(store.state()).toEqual({ writable: true });
  return recordedAt;
};

describe('a clock in 2099', () => {
  test('is refused, and the log goes on once it is right', async () => {
    const store = await open(byOurs);
    expect(await recordedAt(store)).toBe(time);
    const right = time;
    time = year2099;
    await isRefused(store, '2099-01-01T00:00:00.000Z');
    await isRefused(store, 'Set the clock right');
    time = right + 5;
    expect(await recordedAt(store)).toBe(right + 5);
  });

  test('is refused after a restart as well', async () => {
    const store = await open(byOurs);
    await recordedAt(store);
    await store.close();
    const right = time;
    time = year2099;
    await isRefused(await open(byOurs), 'more than 366 days behind the last event');
    time = right;
    expect(await recordedAt(stores.at(-1) as SqliteEventStore)).toBe(right);
  });

  test('is refused of the system as well', async () => {
    const store = await open();
    await recordedAt(store);
    const clock = jest.spyOn(Date, 'now').mockReturnValue(year2099);
    await isRefused(store, 'more than an hour ahead of the time that has passed');
    clock.mockRestore();
    await recordedAt(store);
  });
});

describe('the clock of the system', () => {
  test('may not gain more than an hour on the time that passes', async () => {
    const store = await open();
    await recordedAt(store);
    const system = Date.now;
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => system() + 0.99 * hour);
    await recordedAt(store);
    clock.mockImplementation(() => system() + 1.01 * hour);
    await isRefused(store, 'if it is right now, restart the service');
    // As a restart does: time that passed before it was opened is unknown to a log.
    await store.close();
    await recordedAt(await open());
  });

  test('may be set back: recorded time waits for it', async () => {
    const store = await open();
    const before = await recordedAt(store);
    const system = Date.now;
    jest.spyOn(Date, 'now').mockImplementation(() => system() - 30 * day);
    expect(await recordedAt(store)).toBe(before);
  });
});

describe('a log that has rested', () => {
  test('for a year goes on', async () => {
    const store = await open(byOurs);
    await recordedAt(store);
    time += 365 * day;
    expect(await recordedAt(store)).toBe(time);
  });

  test('for longer goes on when somebody says that it has, once', async () => {
    const store = await open(byOurs);
    await recordedAt(store);
    time += 400 * day;
    await isRefused(store, restedFile(file));
    writeFileSync(restedFile(file), '');
    expect(await recordedAt(store)).toBe(time);
    expect(existsSync(restedFile(file))).toBe(false);
    time = year2099;
    await isRefused(store, restedFile(file));
  });

  test('at a time when its clock had never been set goes on', async () => {
    time = 5_000;
    const store = await open(byOurs);
    await recordedAt(store);
    time = Date.UTC(2026, 4, 1);
    expect(await recordedAt(store)).toBe(time);
  });
});

test('a story that plays 60 times as fast, and leaps over a night, is recorded as it is told', async () => {
  const store = await open(byOurs);
  for (const leap of [0, 60_000, 12 * hour, 30 * day]) {
    time += leap;
    expect(await recordedAt(store)).toBe(time);
  }
});
