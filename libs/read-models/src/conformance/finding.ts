import assert from 'node:assert/strict';
import type { Condition, DocumentStore } from '../document-store.ts';
import type { ConformanceCase } from './harness.ts';
import { batch, doc, found, isInvalid, keys, numbers, opened, range, source } from './samples.ts';

const at = (position: number) => ({ [source]: position });

const where = async (store: DocumentStore, ...conditions: readonly Condition[]) =>
  keys(await found(store, { where: conditions }));

const areas = ['42/01/', '42/01/05/', '42/01/05/011/', '42/010/', '42/02/', '43/'];

async function withAreas(store: DocumentStore): Promise<void> {
  await store.commit(
    batch(
      0,
      areas.map((area, n) => doc(`k${n}`, n + 1, n, { area })),
    ),
  );
}

/** Lists: which documents a question finds. */
export const finding: readonly ConformanceCase[] = [
  {
    name: 'documents are found by an equal value, by one of several, and by having none',
    async run(harness) {
      const store = await opened(harness);
      await store.commit(
        batch(0, [
          doc('a', 1, 1, { area: 'x/' }),
          doc('b', 2, 2, { area: 'y/' }),
          doc('c', 3, 3),
          doc('d', 4, 2),
        ]),
      );
      assert.deepEqual(await where(store, { field: 'area', op: 'eq', value: 'x/' }), ['a']);
      assert.deepEqual(await where(store, { field: 'area', op: 'eq', value: null }), ['c', 'd']);
      assert.deepEqual(await where(store, { field: 'rank', op: 'in', value: [1, 3, 9] }), ['a', 'c']);
      assert.deepEqual(await where(store, { field: 'rank', op: 'in', value: [] }), []);
      assert.deepEqual(await where(store, { field: 'key', op: 'eq', value: 'b' }), ['b']);
      assert.deepEqual(
        await where(store, { field: 'rank', op: 'eq', value: 2 }, { field: 'area', op: 'eq', value: 'y/' }),
        ['b'],
      );
    },
  },
  {
    name: 'ranges hold their ends as they say, and hold no document without the value',
    async run(harness) {
      const store = await opened(harness);
      await store.commit(
        batch(0, [...range(1, 5).map((n) => doc(`k${n}`, n, n)), doc('none', 6, 0, { rank: null })]),
      );
      assert.deepEqual(await where(store, { field: 'rank', op: 'gt', value: 3 }), ['k4', 'k5']);
      assert.deepEqual(await where(store, { field: 'rank', op: 'gte', value: 3 }), ['k3', 'k4', 'k5']);
      assert.deepEqual(await where(store, { field: 'rank', op: 'lt', value: 2 }), ['k1']);
      assert.deepEqual(await where(store, { field: 'rank', op: 'lte', value: 2 }), ['k1', 'k2']);
      assert.deepEqual(await where(store, { field: 'position', op: 'gte', value: 5 }), ['k5', 'none']);
    },
  },
  {
    name: 'a prefix finds all that begin with it and nothing else',
    async run(harness) {
      const store = await opened(harness);
      await withAreas(store);
      assert.deepEqual(await where(store, { field: 'area', op: 'prefix', value: '42/01/' }), [
        'k0',
        'k1',
        'k2',
      ]);
      assert.deepEqual(await where(store, { field: 'area', op: 'prefix', value: '42/01' }), [
        'k0',
        'k1',
        'k2',
        'k3',
      ]);
      assert.deepEqual(await where(store, { field: 'area', op: 'prefix', value: '42/01/05/011/' }), ['k2']);
      assert.deepEqual(await where(store, { field: 'area', op: 'prefix', value: '44' }), []);
      assert.equal((await where(store, { field: 'area', op: 'prefix', value: '' })).length, 6);
    },
  },
  {
    name: 'a prefix of any script ends where it ends, at the last code points too',
    async run(harness) {
      const store = await opened(harness);
      const texts = [
        '江欣苑',
        '江欣苑社区',
        '江欣',
        '江欿',
        '\u{d7ff}a',
        '\u{e000}b',
        '😀x',
        '\u{10ffff}',
        '\u{10ffff}a',
        '\u{10ffff}\u{10ffff}b',
      ];
      await store.commit(
        batch(
          0,
          texts.map((area, n) => doc(`k${n}`, n + 1, n, { area })),
        ),
      );
      const expected = (prefix: string) =>
        texts.flatMap((text, n) => (text.startsWith(prefix) ? [`k${n}`] : [])).sort();
      for (const prefix of ['江', '江欣', '江欣苑', '\u{d7ff}', '😀', '\u{10ffff}', '\u{10ffff}\u{10ffff}']) {
        assert.deepEqual(
          await where(store, { field: 'area', op: 'prefix', value: prefix }),
          expected(prefix),
          prefix,
        );
      }
    },
  },
  {
    name: 'conditions on the past hold for the values of the past',
    async run(harness) {
      const store = await opened(harness);
      await store.commit(batch(0, [doc('a', 1, 1, { area: 'x/' }), doc('b', 2, 2, { area: 'y/' })]));
      await store.commit(batch(2, [doc('a', 3, 3, { area: 'y/' }), doc('b', 4, 4, { area: 'x/' })]));
      const inX = async (position: number) =>
        keys(
          await found(store, { asOf: at(position), where: [{ field: 'area', op: 'prefix', value: 'x/' }] }),
        );
      assert.deepEqual(await Promise.all([1, 2, 3, 4].map(inX)), [['a'], ['a'], [], ['b']]);
      const few = { asOf: at(2), orderBy: { field: 'rank', direction: 'desc' }, limit: 1 } as const;
      assert.deepEqual(numbers(await found(store, few)), [2]);
    },
  },
  {
    name: 'what no index knows cannot be asked for',
    async run(harness) {
      const store = await opened(harness);
      await assert.rejects(found(store, { where: [{ field: 'colour', op: 'eq', value: 'red' }] }), isInvalid);
      await assert.rejects(found(store, { orderBy: { field: 'n"; DROP', direction: 'asc' } }), isInvalid);
      await assert.rejects(
        found(store, { where: [{ field: 'rank', op: 'eq', value: 1 }] }, 'lines'),
        isInvalid,
      );
      await assert.rejects(found(store, {}, 'nowhere'), isInvalid);
    },
  },
  {
    name: 'a limit is a positive whole number',
    async run(harness) {
      const store = await opened(harness);
      for (const limit of [0, -1, 1.5, NaN]) await assert.rejects(found(store, { limit }), isInvalid);
    },
  },
];
