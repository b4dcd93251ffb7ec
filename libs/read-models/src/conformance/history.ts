import assert from 'node:assert/strict';
import type { DocumentStore } from '../document-store.ts';
import type { ConformanceCase } from './harness.ts';
import {
  batch,
  doc,
  found,
  isConflict,
  keys,
  numberAt,
  numbers,
  opened,
  other,
  range,
  ref,
  source,
} from './samples.ts';

const at = (position: number) => ({ [source]: position });

async function numbersOf(
  store: DocumentStore,
  key: string,
  positions: readonly number[],
): Promise<unknown[]> {
  return Promise.all(positions.map((position) => numberAt(store, key, at(position))));
}

/** Small numbers that look random and are the same each time. */
function lengths(count: number): number[] {
  let state = 42;
  return range(1, count).map(() => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    // Mostly short, some long: as many classes of length as there are powers of two.
    return 1 + Math.floor(2 ** (((state >>> 8) / 2 ** 24) * 14));
  });
}

/** Documents, and every version of them that has ever been in force. */
export const history: readonly ConformanceCase[] = [
  {
    name: 'a fold is given the latest facets of its source, and nothing for keys that are not there',
    async run(harness) {
      const store = await opened(harness);
      await store.commit(batch(0, [doc('a', 1, 1), doc('b', 2, 1), doc('a', 3, 2)]));
      await store.commit(batch(0, [doc('a', 1, 77)], { source: other }));
      const facets = await store.load(ref, 'docs', source, ['a', 'missing', 'b'], 99_999);
      assert.deepEqual(Object.fromEntries(facets.map((facet) => [facet.key, facet.body])), {
        a: { n: 2 },
        b: { n: 1 },
      });
      assert.deepEqual(facets.find((facet) => facet.key === 'a')?.position, 3);
    },
  },
  {
    name: 'a fold is not given facets that lie beyond what it has folded',
    async run(harness) {
      const store = await opened(harness);
      await store.commit(batch(0, [doc('a', 1, 1), doc('b', 4, 1), doc('b', 5, null)]));
      await store.commit(batch(0, [], { source: other, to: 50 }));
      for (const key of ['a', 'b', 'missing']) {
        await assert.rejects(store.load(ref, 'docs', source, [key], 4), isConflict);
        assert.equal((await store.load(ref, 'docs', source, [key], 5)).length, key === 'a' ? 1 : 0);
      }
      assert.deepEqual(await store.load(ref, 'docs', 'unheard', ['a'], 0), []);
    },
  },
  {
    name: 'a document is there from its position on and not before',
    async run(harness) {
      const store = await opened(harness);
      await store.commit(batch(0, [doc('a', 10, 1)], { to: 20 }));
      assert.deepEqual(await numbersOf(store, 'a', [0, 9, 10, 11, 20]), [undefined, undefined, 1, 1, 1]);
    },
  },
  {
    name: 'every position has the version that was in force at it, over many commits',
    async run(harness) {
      const store = await opened(harness);
      const expected: unknown[] = [undefined];
      for (const n of range(1, 60)) {
        await store.commit(batch(n - 1, n % 7 === 0 ? [] : [doc('a', n, n)], { to: n }));
        expected.push(n % 7 === 0 ? expected[n - 1] : n);
      }
      assert.deepEqual(await numbersOf(store, 'a', range(0, 60)), expected);
    },
  },
  {
    name: 'every position has the version that was in force at it, within one commit',
    async run(harness) {
      const store = await opened(harness);
      await store.commit(
        batch(
          0,
          range(1, 60).map((n) => doc('a', n * 3, n)),
        ),
      );
      const expected = range(0, 180).map((position) => Math.floor(position / 3) || undefined);
      assert.deepEqual(await numbersOf(store, 'a', range(0, 180)), expected);
    },
  },
  {
    name: 'versions that held for one event and for thousands are found alike',
    async run(harness) {
      const store = await opened(harness);
      let position = 0;
      const starts = lengths(300).map((length) => (position += length));
      const versions = starts.map((start, n) => doc('a', start, n));
      await store.commit(batch(0, versions.slice(0, 120)));
      await store.commit(batch(starts[119] as number, versions.slice(120)));
      const expected = (asked: number) => {
        const index = starts.findLastIndex((start) => start <= asked);
        return index < 0 ? undefined : index;
      };
      const asked = starts.flatMap((start) => [start - 1, start]).concat(range(0, 400));
      assert.deepEqual(await numbersOf(store, 'a', asked), asked.map(expected));
    },
  },
  {
    name: 'positions of billions are kept exactly',
    async run(harness) {
      const store = await opened(harness);
      const big = 3_000_000_000;
      await store.commit(batch(0, [doc('a', 2, 1), doc('a', big, 2), doc('a', big + 1, 3)]));
      const asked = [2, 3, 2 ** 31, big - 1, big, big + 1, big * 2];
      assert.deepEqual(await numbersOf(store, 'a', asked), [1, 1, 1, 1, 2, 3, 3]);
      const list = await Promise.all(
        asked.map(async (position) => numbers(await found(store, { asOf: at(position) }))),
      );
      assert.deepEqual(list.flat(), [1, 1, 1, 1, 2, 3, 3]);
    },
  },
  {
    name: 'a list at a position holds what get gives at it, for every position',
    async run(harness) {
      const store = await opened(harness);
      const names = ['a', 'b', 'c', 'd', 'e'];
      let n = 0;
      for (const from of range(0, 15)) {
        const versions = range(1, 8).map((step) => {
          n += 1;
          return doc(names[(n * n + step) % 5] as string, n, n % 11 === 0 ? null : n);
        });
        await store.commit(batch(from * 8, versions));
      }
      for (const position of range(0, n)) {
        const listed = await found(store, { asOf: at(position) });
        const got = await Promise.all(names.map((key) => store.get(ref, 'docs', key, at(position))));
        assert.deepEqual(listed, got.flat(), `position ${position}`);
      }
    },
  },
  {
    name: 'a removed document is gone, and stays in its past',
    async run(harness) {
      const store = await opened(harness);
      await store.commit(batch(0, [doc('a', 5, 1)]));
      await store.commit(batch(5, [doc('a', 9, null)]));
      assert.equal(await numberAt(store, 'a'), undefined);
      assert.deepEqual(await found(store), []);
      assert.deepEqual(await store.load(ref, 'docs', source, ['a'], 99_999), []);
      assert.deepEqual(await numbersOf(store, 'a', [4, 5, 8, 9, 10]), [
        undefined,
        1,
        1,
        undefined,
        undefined,
      ]);
      assert.deepEqual(numbers(await found(store, { asOf: at(8) })), [1]);
    },
  },
  {
    name: 'a document made again after its removal is missing in between',
    async run(harness) {
      const store = await opened(harness);
      await store.commit(batch(0, [doc('a', 2, 1), doc('a', 4, null)]));
      await store.commit(batch(4, [doc('a', 6, 2), doc('a', 8, 3)]));
      const expected = [undefined, 1, 1, undefined, undefined, 2, 2, 3, 3];
      assert.deepEqual(await numbersOf(store, 'a', range(1, 9)), expected);
      const lists = await Promise.all(range(1, 9).map((position) => found(store, { asOf: at(position) })));
      assert.deepEqual(
        lists.map((list) => numbers(list)[0]),
        expected,
      );
    },
  },
  {
    name: 'a document that comes and goes within one commit was there between',
    async run(harness) {
      const store = await opened(harness);
      await store.commit(batch(0, [doc('a', 2, 1), doc('a', 3, null), doc('a', 5, 2), doc('a', 6, null)]));
      assert.equal(await numberAt(store, 'a'), undefined);
      assert.deepEqual(await numbersOf(store, 'a', range(1, 6)), [
        undefined,
        1,
        undefined,
        undefined,
        2,
        undefined,
      ]);
    },
  },
  {
    name: 'a version at the position of the one in force takes its place',
    async run(harness) {
      const store = await opened(harness);
      await store.commit(batch(0, [doc('a', 2, 1), doc('a', 5, 2)]));
      await store.commit(batch(5, [doc('a', 5, 3)]));
      assert.deepEqual(await numbersOf(store, 'a', [2, 4, 5, 6]), [1, 1, 3, 3]);
    },
  },
  {
    name: 'a version applied late to a document that nothing has touched since holds from its own position',
    async run(harness) {
      const store = await opened(harness);
      await store.commit(batch(0, [doc('a', 2, 1), doc('b', 50, 1)]));
      await store.commit(batch(50, [doc('a', 7, 2), doc('a', 9, 3), doc('c', 8, 1)]));
      assert.deepEqual(await numbersOf(store, 'a', [1, 2, 6, 7, 8, 9, 50]), [undefined, 1, 1, 2, 2, 3, 3]);
      assert.deepEqual(await numbersOf(store, 'c', [7, 8, 50]), [undefined, 1, 1]);
    },
  },
  {
    name: 'a version applied late to a document that has moved on takes the place of the one in force',
    async run(harness) {
      const store = await opened(harness);
      await store.commit(batch(0, [doc('a', 2, 1), doc('a', 20, 2)], { to: 30 }));
      await store.commit(batch(30, [doc('a', 7, 3)]));
      assert.deepEqual(await numbersOf(store, 'a', [2, 7, 19, 20, 30]), [1, 1, 1, 3, 3]);
      assert.equal((await store.get(ref, 'docs', 'a'))[0]?.position, 20);
    },
  },
  {
    name: 'a key written by two sources has two facets, in order of source',
    async run(harness) {
      const store = await opened(harness);
      await store.commit(batch(0, [doc('a', 9, 2)], { source: other }));
      await store.commit(batch(0, [doc('a', 4, 1)]));
      const facets = await store.get(ref, 'docs', 'a');
      assert.deepEqual(
        facets.map((facet) => [facet.source, facet.position]),
        [
          [source, 4],
          [other, 9],
        ],
      );
      assert.deepEqual(numbers(await found(store)), [1, 2]);
    },
  },
  {
    name: 'each source is asked at its own position, one that is left out for its latest',
    async run(harness) {
      const store = await opened(harness);
      await store.commit(
        batch(
          0,
          range(1, 10).map((n) => doc('a', n, n)),
        ),
      );
      await store.commit(
        batch(
          0,
          range(1, 10).map((n) => doc('a', n, 100 + n)),
          { source: other },
        ),
      );
      const ask = async (asOf: Record<string, number>) => {
        const got = await store.get(ref, 'docs', 'a', asOf);
        assert.deepEqual(await found(store, { asOf }), got);
        return numbers(got);
      };
      assert.deepEqual(await ask({ [source]: 3, [other]: 8 }), [3, 108]);
      assert.deepEqual(await ask({ [source]: 3 }), [3, 110]);
      assert.deepEqual(await ask({ [other]: 0 }), [10]);
      assert.deepEqual(await ask({ [source]: 0, [other]: 0 }), []);
      assert.deepEqual(await ask({ unheard: 5, [source]: 2, [other]: 2 }), [2, 102]);
    },
  },
  {
    name: 'a facet tells the position and the time of the version it shows',
    async run(harness) {
      const store = await opened(harness);
      await store.commit(batch(0, [doc('a', 2, 1), doc('a', 7, 2), doc('b', 8, 1)]));
      const [past] = await store.get(ref, 'docs', 'a', at(5));
      const listed = await found(store, { asOf: at(5) });
      assert.deepEqual(listed, [past]);
      assert.deepEqual(past, {
        key: 'a',
        source,
        position: 2,
        recordedAt: doc('a', 2, 1).recordedAt,
        body: { n: 1 },
      });
      assert.deepEqual(keys(await found(store, { asOf: at(8) })), ['a', 'b']);
    },
  },
];
