import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { batch, doc, range, ref, schema } from '../../src/conformance/samples.ts';
import type { AsOf } from '../../src/document-store.ts';
import type { MongoDocumentStore } from '../../src/mongo/mongo-document-store.ts';
import { type Database, makeDatabase } from './mongo-harness.ts';

const sources = ['incidents/0', 'incidents/1', 'incidents/2'];
const keys = range(1, 12).map((n) => `k${String(n).padStart(2, '0')}`);

describe('what is asked at a position while others write', () => {
  let database: Database;
  let writers: readonly MongoDocumentStore[];
  let reader: MongoDocumentStore;

  beforeEach(async () => {
    database = await makeDatabase();
    [reader, ...writers] = [
      await database.open(),
      await database.open(),
      await database.open(),
      await database.open(),
    ];
    for (const store of [reader, ...writers]) await store.ensure(ref, schema);
  });

  afterEach(() => database.remove());

  /** Every commit of a source writes every key at one position, so that a reader knows what it has to see. */
  async function write(rounds: number): Promise<void> {
    await Promise.all(
      sources.map(async (source, n) => {
        for (const round of range(1, rounds)) {
          const versions = keys.map((key) => doc(key, round, round, { area: `${round % 3}/` }));
          await (writers[n] as MongoDocumentStore).commit(batch(round - 1, versions, { source }));
        }
      }),
    );
  }

  const numbersBy = (
    facets: readonly { readonly key: string; readonly source: string; readonly body: unknown }[],
  ) => facets.map(({ key, source, body }) => [key, source, (body as { n: number }).n]);

  function expected(asOf: AsOf): unknown[] {
    return keys.flatMap((key) =>
      sources.flatMap((source) => ((asOf[source] ?? 0) > 0 ? [[key, source, asOf[source]]] : [])),
    );
  }

  test('is what it was then, in lists and documents, however close behind the writers it is', async () => {
    let writing = true;
    const written = write(30).finally(() => {
      writing = false;
    });
    let asked = 0;
    const read = async (back: number) => {
      while (writing) {
        const stored = new Map(
          (await reader.checkpoints(ref)).map((entry) => [entry.source, entry.position]),
        );
        const asOf = Object.fromEntries(
          sources.map((source) => [source, Math.max(0, (stored.get(source) ?? 0) - back)]),
        );
        expect(numbersBy(await reader.find(ref, 'docs', { limit: 99, asOf }))).toEqual(expected(asOf));
        expect(numbersBy(await reader.get(ref, 'docs', 'k07', asOf))).toEqual(
          expected(asOf).filter((row) => (row as string[])[0] === 'k07'),
        );
        asked += 1;
      }
    };
    await Promise.all([written, read(0), read(0), read(1), read(17)]);
    expect(asked).toBeGreaterThan(20);
  }, 120_000);
});
