import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { SqliteEventStore } from '../src/sqlite/sqlite-event-store.ts';
import { newFolder } from './engines.ts';
import { notes } from './log-samples.ts';

test('the write-ahead log is moved into the file as it grows, and is gone when the log is closed', async () => {
  const folder = newFolder();
  const file = join(folder.path, 'long.log.db');
  try {
    const store = await SqliteEventStore.open({ file });
    for (let round = 0; round < 60; round++)
      await store.append(`stream-${round}`, notes(500, 'x'.repeat(600)), 'no-stream');
    expect(statSync(file).size).toBeGreaterThan(20_000_000);
    expect(statSync(`${file}-wal`).size).toBeLessThan(12_000_000);
    await store.close();
    expect(statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0).toBe(0);
  } finally {
    folder.remove();
  }
});
