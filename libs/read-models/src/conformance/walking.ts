import assert from 'node:assert/strict';
import type { DocumentStore, Facet, Query } from '../document-store.ts';
import type { ConformanceCase } from './harness.ts';
import { batch, doc, found, keys, line, numbers, opened, other, range, ref, source } from './samples.ts';

const at = (position: number) => ({ [source]: position });

/** Reads a whole list page by page. */
async function walk(
  store: DocumentStore,
  query: Partial<Query>,
  limit: number,
  collection = 'docs',
): Promise<Facet[]> {
  const all: Facet[] = [];
  for (;;) {
    const last = all.at(-1);
    const field = query.orderBy?.field ?? 'key';
    const after = last && { value: valueOf(last, field), key: last.key, source: last.source };
    const page = await found(store, { ...query, limit, ...(after && { after }) }, collection);
    all.push(...page);
    if (page.length < limit) return all;
    assert.ok(all.length < 10_000, 'the cursor does not come to an end');
  }
}

function valueOf(facet: Facet, field: string): string | number | null {
  if (field === 'key') return facet.key;
  if (field === 'position') return facet.position;
  return (facet.body as { n: number | null; area?: string | null })[field === 'rank' ? 'n' : 'area'] ?? null;
}

/** Lists: their order, their ends, and the way through them. */
export const walking: readonly ConformanceCase[] = [
  {
    name: 'a list is ordered by key unless it is told otherwise, and by code point',
    async run(harness) {
      const store = await opened(harness);
      const names = ['b', 'a', 'B', 'é', '\uff5e', '😀', 'z', 'a0', 'a'.repeat(3)];
      await store.commit(
        batch(
          0,
          names.map((key, n) => doc(key, n + 1, n)),
        ),
      );
      const expected = ['B', 'a', 'a0', 'aaa', 'b', 'z', 'é', '\uff5e', '😀'];
      assert.deepEqual(keys(await found(store)), expected);
      assert.deepEqual(
        keys(await found(store, { orderBy: { field: 'key', direction: 'desc' } })),
        expected.toReversed(),
      );
    },
  },
  {
    name: 'nothing is less than every value, in both directions',
    async run(harness) {
      const store = await opened(harness);
      await store.commit(
        batch(0, [
          doc('a', 1, 2),
          doc('b', 2, 0, { rank: null }),
          doc('c', 3, 1),
          doc('d', 4, 0, { rank: null }),
        ]),
      );
      const by = async (direction: 'asc' | 'desc') =>
        keys(await found(store, { orderBy: { field: 'rank', direction } }));
      assert.deepEqual(await by('asc'), ['b', 'd', 'c', 'a']);
      assert.deepEqual(await by('desc'), ['a', 'c', 'd', 'b']);
    },
  },
  {
    name: 'ties are broken by key, then source, in the direction of the list',
    async run(harness) {
      const store = await opened(harness);
      await store.commit(batch(0, [doc('b', 1, 5), doc('a', 2, 5)], { source: other }));
      await store.commit(batch(0, [doc('a', 1, 5), doc('c', 2, 5)]));
      const by = async (direction: 'asc' | 'desc') =>
        (await found(store, { orderBy: { field: 'rank', direction } })).map(
          (facet) => `${facet.key} ${facet.source}`,
        );
      const expected = [`a ${source}`, `a ${other}`, `b ${other}`, `c ${source}`];
      assert.deepEqual(await by('asc'), expected);
      assert.deepEqual(await by('desc'), expected.toReversed());
    },
  },
  {
    name: 'a cursor walks every list once, whatever its order and the size of its pages',
    async run(harness) {
      const store = await opened(harness);
      for (const from of [source, other]) {
        const versions = range(1, 40).map((n) => doc(`k${(n * 7) % 29}`, n, n % 4 === 0 ? null : n % 6));
        await store.commit(
          batch(
            0,
            versions.map((version) => nullRank(version)),
            { source: from },
          ),
        );
      }
      for (const field of ['key', 'rank', 'position']) {
        for (const direction of ['asc', 'desc'] as const) {
          for (const asOf of [undefined, { [source]: 25, [other]: 40 }, { [source]: 13, [other]: 7 }]) {
            const query = { orderBy: { field, direction }, ...(asOf && { asOf }) };
            const whole = await found(store, query);
            for (const limit of [1, 2, 3, 7]) {
              assert.deepEqual(await walk(store, query, limit), whole, `${field} ${direction} ${limit}`);
            }
          }
        }
      }
    },
  },
  {
    name: 'a cursor with a position keeps its list while the view moves on',
    async run(harness) {
      const store = await opened(harness);
      await store.commit(
        batch(
          0,
          range(1, 30).map((n) => doc(`k${n}`, n, n)),
        ),
      );
      const query = { orderBy: { field: 'rank', direction: 'desc' }, asOf: at(30) } as const;
      const whole = await found(store, query);
      const first = await found(store, { ...query, limit: 10 });
      await store.commit(
        batch(
          30,
          range(1, 30).map((n) => doc(`k${n}`, 30 + n, n % 3 === 0 ? null : 1_000 - n)),
        ),
      );
      const last = first.at(-1) as Facet;
      const rest = await found(store, {
        ...query,
        after: { value: valueOf(last, 'rank'), key: last.key, source: last.source },
      });
      assert.deepEqual([...first, ...rest], whole);
    },
  },
  {
    name: 'the limit cuts what is in force and what is superseded together',
    async run(harness) {
      const store = await opened(harness);
      await store.commit(
        batch(
          0,
          range(1, 20).map((n) => doc(`k${String(n).padStart(2, '0')}`, n, n)),
        ),
      );
      await store.commit(
        batch(
          20,
          range(1, 10).map((n) => doc(`k${String(n * 2).padStart(2, '0')}`, 20 + n, 0)),
        ),
      );
      const page = await found(store, {
        asOf: at(20),
        limit: 5,
        orderBy: { field: 'rank', direction: 'asc' },
      });
      assert.deepEqual(numbers(page), [1, 2, 3, 4, 5]);
    },
  },
  {
    name: 'a line is there at its position and after it, and not before',
    async run(harness) {
      const store = await opened(harness);
      await store.commit(
        batch(
          0,
          range(1, 30).map((n) => line(n, n % 2 === 0 ? 'x/' : 'y/')),
        ),
      );
      const newest = async (position: number) =>
        numbers(
          await found(
            store,
            {
              asOf: at(position),
              orderBy: { field: 'position', direction: 'desc' },
              where: [{ field: 'area', op: 'prefix', value: 'x/' }],
              limit: 3,
            },
            'lines',
          ),
        );
      assert.deepEqual(await Promise.all([1, 2, 9, 30].map(newest)), [[], [2], [8, 6, 4], [30, 28, 26]]);
      const query = { orderBy: { field: 'position', direction: 'asc' }, asOf: at(17) } as const;
      assert.deepEqual(numbers(await walk(store, query, 4, 'lines')), range(1, 17));
      assert.deepEqual(await store.get(ref, 'lines', 'line-000018', at(17)), []);
    },
  },
];

/** `doc` with `n` null is a removal; here it is a document whose rank is null. */
function nullRank(version: ReturnType<typeof doc>): ReturnType<typeof doc> {
  return version.body === null
    ? { ...version, fields: { rank: null, area: null }, body: '{"n":null}' }
    : version;
}
