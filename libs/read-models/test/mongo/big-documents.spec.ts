import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { StoreUnavailable } from '@linli/event-sourcing';
import { startMongo } from '@linli/testing/engines';
import { batch, doc, numberAt, range, ref, schema } from '../../src/conformance/samples.ts';
import { type FacetVersion, InvalidRequest } from '../../src/document-store.ts';
import type { MongoDocumentStore } from '../../src/mongo/mongo-document-store.ts';
import { countCommands } from './count-commands.ts';
import { type Database, makeDatabase } from './mongo-harness.ts';

const big = (key: string, position: number, n: number, bytes: number): FacetVersion => ({
  ...doc(key, position, n),
  body: JSON.stringify({ n, text: 'x'.repeat(bytes) }),
});

describe('a commit', () => {
  let database: Database;
  let store: MongoDocumentStore;

  beforeEach(async () => {
    database = await makeDatabase();
    store = await database.open();
    await store.ensure(ref, schema);
  });

  afterEach(() => database.remove());

  test('of more than one command takes is cut into several, in one transaction', async () => {
    const { store: counted, commands } = countCommands(await database.open('&monitorCommands=true'));
    const versions = range(1, 3).map((key) => big(`k${key}`, key, 1, 6_000_000));
    await counted.commit(batch(0, versions));
    const [, ...inTransaction] = commands.slice(commands.indexOf('update'));
    expect(inTransaction.filter((name) => name === 'insert').length).toBeGreaterThan(3);
    expect(commands.filter((name) => name === 'commitTransaction').length).toBe(1);
    for (const key of ['k1', 'k2', 'k3']) expect(await numberAt(store, key)).toBe(1);
  }, 120_000);

  test('that supersedes a big document keeps it whole', async () => {
    await store.commit(batch(0, [big('k', 1, 1, 5_000_000)]));
    await store.commit(batch(1, [big('k', 2, 2, 5_000_001)]));
    const [before] = await store.get(ref, 'docs', 'k', { incidents: 1 });
    expect((before?.body as { text: string }).text.length).toBe(5_000_000);
    expect(await numberAt(store, 'k')).toBe(2);
  }, 120_000);

  test('that no transaction of the server can hold leaves nothing, and is told as what it is', async () => {
    // The stand-in of the tests holds some twenty megabytes.
    const server = await startMongo();
    const small = await makeDatabase(server.url);
    const crowded = await small.open();
    await crowded.ensure(ref, schema);
    const versions = range(1, 12).map((key) => big(`k${key}`, key, 1, 15_000_000));
    const commit = crowded.commit(batch(0, versions));
    await expect(commit).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(commit).rejects.toThrow('too large for one transaction');
    expect(await crowded.checkpoints(ref)).toEqual([]);
    expect(await crowded.find(ref, 'docs', { limit: 1 })).toEqual([]);
    await crowded.commit(batch(0, [doc('k1', 1, 1)]));
    await small.remove();
    await server.stop();
  }, 120_000);

  test('with a document that MongoDB cannot take is refused before anything is sent, and says which it is', async () => {
    const tooBig = store.commit(batch(0, [doc('small', 1, 1), big('k', 2, 1, 17_000_000)]));
    await expect(tooBig).rejects.toBeInstanceOf(InvalidRequest);
    await expect(tooBig).rejects.toThrow(/^docs k: a document of 170000\d\d bytes/);
    expect(await store.checkpoints(ref)).toEqual([]);
    // Three bytes a character, and still it fits.
    await store.commit(
      batch(0, [{ ...doc('k', 1, 1), body: JSON.stringify({ n: 1, text: '江'.repeat(5_400_000) }) }]),
    );
    expect(await numberAt(store, 'k')).toBe(1);
  }, 120_000);
});
