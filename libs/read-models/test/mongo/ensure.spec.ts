import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { batch, doc, line, range, ref, schema } from '../../src/conformance/samples.ts';
import { SchemaMismatch } from '../../src/document-store.ts';
import { type Database, makeDatabase } from './mongo-harness.ts';

interface View {
  readonly _id: string;
  readonly generations: readonly { readonly id: string; readonly generation: number }[];
  readonly making: readonly unknown[];
  readonly dropped: readonly unknown[];
}

describe('a generation', () => {
  let database: Database;

  beforeEach(async () => {
    database = await makeDatabase();
  });

  afterEach(() => database.remove());

  const collections = () =>
    database.look(async (db) => (await db.listCollections().toArray()).map(({ name }) => name).sort());
  const view = () => database.look((db) => db.collection<View>('views').findOne({ _id: 'board' }));

  test('that many processes make at once is made once, and what the others have made is removed', async () => {
    const stores = await Promise.all(range(1, 6).map(() => database.open()));
    await Promise.all(stores.map((store) => store.ensure(ref, schema)));
    const stored = await view();
    expect(stored).toMatchObject({ generations: [{ generation: 1 }], making: [], dropped: [] });
    const base = `board.1.${stored?.generations[0]?.id}.`;
    const parts = ['checkpoints', 'current.docs', 'current.lines', 'moments', 'parked', 'past.docs'];
    expect(await collections()).toEqual([...parts.map((part) => `${base}${part}`), 'views'].sort());
    // All mean the same one.
    await Promise.all(
      stores.map((store, n) => store.commit(batch(0, [doc('a', 1, n)], { source: `incidents/${n}` }))),
    );
    for (const store of stores) expect((await store.get(ref, 'docs', 'a')).length).toBe(6);
  });

  test('has its collections and indexes before anybody is told of it', async () => {
    const store = await database.open();
    const indexes = await database.look(async (db) => {
      const ensured = store.ensure(ref, schema);
      let id: string | undefined;
      while (id === undefined) {
        id = (await db.collection<View>('views').findOne({ _id: 'board' }))?.generations[0]?.id;
      }
      const of = async (part: string) =>
        Object.fromEntries(
          (await db.collection(`board.1.${id}.${part}`).indexes()).map(({ name, key }) => [name, key]),
        );
      const found = [await of('current.docs'), await of('past.docs'), await of('moments')];
      await ensured;
      return found;
    });
    expect(indexes).toEqual([
      {
        _id_: { _id: 1 },
        'by-area': { 'fields.area': 1, _id: 1 },
        'by-rank': { 'fields.rank': 1, _id: 1 },
        'by-area-rank': { 'fields.area': 1, 'fields.rank': 1, _id: 1 },
        'by-position': { position: 1, _id: 1 },
      },
      { _id_: { _id: 1 }, 'by-slot': { slot: 1, to: 1 } },
      { _id_: { _id: 1 }, 'by-time': { source: 1, at: 1, _id: 1 } },
    ]);
  });

  test('that two versions make at once with different schemas is one of them, and the other is refused', async () => {
    const stores = await Promise.all(range(1, 4).map(() => database.open()));
    const results = await Promise.allSettled(
      stores.map((store, n) => store.ensure(ref, { ...schema, version: n % 2 })),
    );
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused.length).toBe(2);
    for (const { reason } of refused) expect(reason).toBeInstanceOf(SchemaMismatch);
    expect((await view())?.generations.length).toBe(1);
  });

  test('whose maker died on the way is made by the next, and what was left lying is removed in time', async () => {
    const store = await database.open();
    const left = { generation: 1, id: 'abandoned', since: new Date(Date.now() - 3_600_000) };
    const underWay = { generation: 1, id: 'under-way', since: new Date() };
    await database.look(async (db) => {
      for (const { id } of [left, underWay]) await db.createCollection(`board.1.${id}.current.docs`);
      await db
        .collection<View & { revision: number }>('views')
        .insertOne({ _id: 'board', revision: 1, generations: [], making: [left, underWay], dropped: [] });
    });
    await store.ensure(ref, schema);
    await store.commit(batch(0, [doc('a', 1, 1), line(2)]));
    const names = await collections();
    expect(names.filter((name) => name.includes('abandoned'))).toEqual([]);
    // Whoever makes these may still be at it.
    expect(names.filter((name) => name.includes('under-way'))).toEqual(['board.1.under-way.current.docs']);
    expect((await view())?.making.length).toBe(1);
  });

  test('that is dropped by one process is unknown to the others, and gone with all its collections', async () => {
    const [one, two] = [await database.open(), await database.open()];
    await one.ensure(ref, schema);
    await two.ensure(ref, schema);
    await two.commit(batch(0, [doc('a', 1, 1)]));
    await one.drop(ref);
    for (const ask of [
      () => two.get(ref, 'docs', 'a'),
      () => two.find(ref, 'docs', { limit: 1 }),
      () => two.find(ref, 'docs', { limit: 1, asOf: { incidents: 1 } }),
      () => two.load(ref, 'docs', 'incidents', ['a'], 1),
      () => two.checkpoints(ref),
      () => two.positionAt(ref, 'incidents', 1),
      () => two.momentAt(ref, 'incidents', 1),
      () => two.parked(ref),
      () => two.commit(batch(1, [doc('a', 2, 1)])),
      () => two.commit(batch(0, [doc('a', 2, 1)], { source: 'new' })),
      () => two.activate(ref),
    ]) {
      await expect(ask()).rejects.toMatchObject({ name: 'UnknownGeneration' });
    }
    expect(await collections()).toEqual(['owners', 'views']);
    // Its number comes back as something else.
    await one.ensure(ref, schema);
    await one.commit(batch(0, [doc('b', 1, 2)]));
    expect((await two.find(ref, 'docs', { limit: 9 })).map(({ key }) => key)).toEqual(['b']);
  });
});
