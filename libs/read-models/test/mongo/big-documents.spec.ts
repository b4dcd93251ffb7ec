import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { batch, doc, numberAt, range, ref, schema } from '../../src/conformance/samples.ts';
import { type FacetVersion, InvalidRequest } from '../../src/document-store.ts';
import type { MongoDocumentStore } from '../../src/mongo/mongo-document-store.ts';
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

  test('of more than one message of the protocol takes is stored whole, as are all that it supersedes', async () => {
    const commit = (from: number, n: number) =>
      batch(
        from,
        range(1, 10).map((key) => big(`k${key}`, from + key, n, 6_000_000)),
      );
    await store.commit(commit(0, 1));
    await store.commit(commit(10, 2));
    for (const key of ['k1', 'k10']) {
      expect(await numberAt(store, key)).toBe(2);
      expect(await numberAt(store, key, { incidents: 10 })).toBe(1);
    }
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
  }, 60_000);
});
