import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { batch, doc, line, range, ref, schema, source } from '../../src/conformance/samples.ts';
import type { Query } from '../../src/document-store.ts';
import { describe as describeGeneration, type StoredGeneration } from '../../src/mongo/collections.ts';
import { currentStages } from '../../src/mongo/find-stages.ts';
import { type Database, makeDatabase } from './mongo-harness.ts';

/** What the stand-in for MongoDB tells of its plans; a planner it has not, and orders by index only now and then. */
describe('a list', () => {
  let database: Database;
  let generation: StoredGeneration;

  beforeAll(async () => {
    database = await makeDatabase();
    const store = await database.open();
    await store.ensure(ref, schema);
    const versions = range(1, 60).flatMap((n) => [
      doc(`k${n % 9}`, n, n, { area: `42/0${n % 7}/` }),
      line(n, `42/0${n % 7}/`),
    ]);
    await store.commit(batch(0, versions));
    const view = await database.look((db) =>
      db.collection<{ _id: string; generations: { id: string }[] }>('views').findOne({ _id: 'board' }),
    );
    generation = describeGeneration(view?.generations[0]?.id as string, ref, schema);
  });

  afterAll(() => database.remove());

  const lists: readonly (readonly [string, string, Omit<Query, 'limit'>, string])[] = [
    ['below an area', 'docs', { where: [{ field: 'area', op: 'prefix', value: '42/01' }] }, 'by-area'],
    ['of ranks', 'docs', { where: [{ field: 'rank', op: 'gte', value: 7 }] }, 'by-rank'],
    [
      'of the lines of a moment, the newest first',
      'lines',
      { orderBy: { field: 'position', direction: 'desc' }, asOf: { [source]: 30 } },
      'by-position',
    ],
  ];

  test.each(lists)('%s is served by an index', async (_, name, query, index) => {
    const collection = generation.collections.get(name);
    if (!collection) throw new Error(`there is no collection ${name}`);
    const stages = currentStages(collection, { ...query, limit: 5 }, new Set([source]));
    const plan = JSON.stringify(
      await database.look((db) => db.collection(collection.current).aggregate(stages).explain()),
    );
    expect(plan).toContain(`"indexName":"${index}"`);
    expect(plan).not.toContain('COLLSCAN');
  });
});
