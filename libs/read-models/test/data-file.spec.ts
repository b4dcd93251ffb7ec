import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { open, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { formatVersion, UnusableDataFile } from '../src/sqlite/data-file.ts';
import { SqliteDocumentStore } from '../src/sqlite/sqlite-document-store.ts';
import { batch, doc, opened, ref, schema, source } from '../src/conformance/samples.ts';
import { makeFolder, sqliteEngine } from './sqlite-harness.ts';

describe('the data file of read models', () => {
  let folder: Awaited<ReturnType<typeof makeFolder>>;
  let file: string;

  beforeEach(async () => {
    folder = await makeFolder();
    file = join(folder.path, 'views.sqlite');
  });

  afterEach(() => folder.remove());

  const problem = async (): Promise<UnusableDataFile> => {
    const opening = SqliteDocumentStore.open({ file });
    const error = await opening.then(
      (store) => store.close().then(() => new Error('it was opened')),
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(UnusableDataFile);
    return error as UnusableDataFile;
  };

  async function fill(): Promise<void> {
    const store = await SqliteDocumentStore.open({ file });
    await store.ensure(ref, schema);
    const versions = Array.from({ length: 2_000 }, (_, n) =>
      doc(`k${n}`, n + 1, n, { area: 'x'.repeat(200) }),
    );
    await store.commit(batch(0, versions));
    await store.close();
  }

  test('is made with its folder when it is not there', async () => {
    file = join(folder.path, 'deep/er/views.sqlite');
    await (await SqliteDocumentStore.open({ file })).close();
    expect((await stat(file)).size).toBeGreaterThan(0);
  });

  test('of a newer format is left alone, with what to do', async () => {
    await fill();
    const db = new DatabaseSync(file);
    db.exec(`PRAGMA user_version = ${formatVersion + 1}`);
    db.close();
    const before = await readFile(file);
    const error = await problem();
    expect(error.reason).toBe('newer-format');
    expect(error.message).toContain(`format ${formatVersion + 1}`);
    expect(error.message).toContain(`delete ${file}`);
    expect((await readFile(file)).equals(before)).toBe(true);
  });

  test('that is no database is told as damaged, with what to do', async () => {
    await writeFile(file, 'this is no database, however long it may be. '.repeat(100));
    const error = await problem();
    expect(error.reason).toBe('damaged');
    expect(error.message).toContain('built from the logs');
  });

  test('cut short is told as damaged when it is opened or read', async () => {
    await fill();
    const { size } = await stat(file);
    const handle = await open(file, 'r+');
    await handle.truncate(Math.floor(size / 3));
    await handle.close();
    const read = async () => {
      const store = await SqliteDocumentStore.open({ file });
      try {
        await store.find(ref, 'docs', { limit: 5_000, orderBy: { field: 'rank', direction: 'desc' } });
      } finally {
        await store.close();
      }
    };
    await expect(read()).rejects.toBeInstanceOf(UnusableDataFile);
  });

  test('of another program is not touched', async () => {
    const db = new DatabaseSync(file);
    db.exec('CREATE TABLE theirs (x)');
    db.close();
    const error = await problem();
    expect(error.reason).toBe('foreign');
    const again = new DatabaseSync(file);
    expect(again.prepare('SELECT name FROM sqlite_schema').all()).toHaveLength(1);
    again.close();
  });

  test('serves two stores at once, of which the second sees what the first has stored', async () => {
    const [one, two] = [await SqliteDocumentStore.open({ file }), await SqliteDocumentStore.open({ file })];
    await one.ensure(ref, schema);
    await two.ensure(ref, schema);
    await one.commit(batch(0, [doc('a', 1, 1)]));
    await two.commit(batch(1, [doc('a', 2, 2)]));
    expect((await one.get(ref, 'docs', 'a'))[0]?.body).toEqual({ n: 2 });
    await Promise.all([one.close(), two.close()]);
  });

  test('gives the room of a dropped generation back to the next one', async () => {
    await fill();
    const { size } = await stat(file);
    for (let round = 0; round < 4; round += 1) {
      const store = await SqliteDocumentStore.open({ file });
      await store.drop(ref);
      await store.close();
      await fill();
    }
    expect((await stat(file)).size).toBeLessThan(size * 2.5);
  });
});

test('a store whose thread is gone says so, to those who wait and to those who come', async () => {
  const harness = await sqliteEngine().makeHarness();
  const store = await opened(harness);
  await store.commit(batch(0, [doc('a', 1, 1)]));
  await store.close();
  await expect(store.load(ref, 'docs', source, ['a'], 1)).rejects.toMatchObject({
    name: 'StoreUnavailable',
    reason: 'closed',
  });
  await harness.dispose();
});
