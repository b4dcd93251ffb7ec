import assert from 'node:assert/strict';
import { StoreUnavailable } from '@linli/event-sourcing';
import type { ConformanceCase } from './harness.ts';
import {
  batch,
  doc,
  found,
  isInvalid,
  keys,
  line,
  numberAt,
  numbers,
  opened,
  other,
  range,
  ref,
  source,
} from './samples.ts';

/** What documents may hold, and what outlives a restart. */
export const content: readonly ConformanceCase[] = [
  {
    name: 'everything stored is there after a restart',
    async run(harness) {
      const before = await opened(harness);
      await before.commit(
        batch(0, [doc('a', 1, 1), line(2), doc('a', 3, 2), doc('b', 4, 1), doc('b', 5, null)]),
      );
      await before.commit(batch(0, [doc('a', 1, 3)], { source: other }));
      await before.activate(ref);
      await before.close();
      const after = await harness.open();
      const state = await after.state('board');
      assert.equal(state.active, 1);
      assert.deepEqual(numbers(await after.get(ref, 'docs', 'a')), [2, 3]);
      assert.equal(await numberAt(after, 'b', { [source]: 4 }), 1);
      assert.deepEqual(numbers(await after.get(ref, 'docs', 'a', { [source]: 2, [other]: 0 })), [1]);
      assert.equal((await found(after, {}, 'lines')).length, 1);
      assert.deepEqual(
        (await after.checkpoints(ref)).map((entry) => entry.position),
        [5, 1],
      );
      await after.commit(batch(5, [doc('b', 6, 4)]));
      assert.equal(await numberAt(after, 'b'), 4);
    },
  },
  {
    name: 'a commit right after a restart knows the fields of its collections',
    async run(harness) {
      await (await opened(harness)).close();
      const store = await harness.open();
      await store.commit(batch(0, [doc('a', 1, 1, { area: 'x/' })]));
      assert.deepEqual(keys(await found(store, { where: [{ field: 'area', op: 'eq', value: 'x/' }] })), [
        'a',
      ]);
    },
  },
  {
    name: 'a closed store says that it is closed, and can be closed again',
    async run(harness) {
      const store = await opened(harness);
      await store.close();
      await store.close();
      for (const ask of [() => store.state('board'), () => store.commit(batch(0, [], { to: 1 }))]) {
        await assert.rejects(
          ask(),
          (error) => error instanceof StoreUnavailable && error.reason === 'closed',
        );
      }
    },
  },
  {
    name: 'a body of five million characters comes back as it was',
    async run(harness) {
      const store = await opened(harness);
      const body = JSON.stringify({ n: 1, text: '江欣苑😀"\\\u0000'.repeat(500_000) });
      await store.commit(batch(0, [{ ...doc('a', 1, 1), body }, doc('a', 2, 2)]));
      const [facet] = await store.get(ref, 'docs', 'a', { [source]: 1 });
      assert.ok(JSON.stringify(facet?.body) === body, 'the body differs');
    },
  },
  {
    name: 'keys, fields and bodies hold any text',
    async run(harness) {
      const store = await opened(harness);
      const texts = [
        '',
        ' ',
        '江欣苑社区',
        'e\u0301',
        'é',
        '😀👨‍👩‍👧',
        "Robert'); DROP TABLE",
        '"quoted"',
        'a\u0000b',
        '\u200f‏עברית',
        '%_*?',
        'line\nline',
      ];
      const versions = texts.map((text, n) => ({
        ...doc(text, n + 1, n, { area: text }),
        body: JSON.stringify({ text }),
      }));
      await store.commit(batch(0, versions));
      for (const text of texts) {
        const [facet] = await store.get(ref, 'docs', text);
        assert.deepEqual(facet?.body, { text });
        assert.equal(facet?.key, text);
        const byArea = await found(store, { where: [{ field: 'area', op: 'eq', value: text }] });
        assert.deepEqual(keys(byArea), [text]);
      }
      assert.equal((await store.load(ref, 'docs', source, texts, 99_999)).length, texts.length);
    },
  },
  {
    name: 'whole numbers are kept and ordered up to the largest that are exact',
    async run(harness) {
      const store = await opened(harness);
      const values = [
        Number.MAX_SAFE_INTEGER,
        -1,
        0,
        2 ** 31,
        -(2 ** 40),
        Number.MAX_SAFE_INTEGER - 1,
        1_777_000_000_000,
      ];
      await store.commit(
        batch(
          0,
          values.map((value, n) => doc(`k${n}`, n + 1, value)),
        ),
      );
      assert.deepEqual(
        numbers(await found(store, { orderBy: { field: 'rank', direction: 'asc' } })),
        values.toSorted((a, b) => a - b),
      );
      const largest = { field: 'rank', op: 'eq', value: Number.MAX_SAFE_INTEGER } as const;
      assert.deepEqual(keys(await found(store, { where: [largest] })), ['k0']);
    },
  },
  {
    name: 'a value of another type than its field is refused',
    async run(harness) {
      const store = await opened(harness);
      const wrong: readonly Record<string, string | number>[] = [
        { rank: 'ten' },
        { rank: 1.5 },
        { area: 7 },
        { rank: NaN },
      ];
      for (const fields of wrong) {
        await assert.rejects(store.commit(batch(0, [doc('a', 1, 1, fields)])), isInvalid);
      }
      assert.deepEqual(await found(store), []);
    },
  },
  {
    name: 'ten thousand documents are stored in one commit',
    async run(harness) {
      const store = await opened(harness);
      await store.commit(
        batch(
          0,
          range(1, 10_000).map((n) => doc(`k${n}`, n, n)),
        ),
      );
      await store.commit(
        batch(
          10_000,
          range(1, 10_000).map((n) => doc(`k${n}`, 10_000 + n, -n)),
        ),
      );
      const now = await store.find(ref, 'docs', { limit: 20_000 });
      assert.equal(now.length, 10_000);
      const halfway = await store.find(ref, 'docs', { limit: 20_000, asOf: { [source]: 15_000 } });
      assert.equal(halfway.length, 10_000);
      assert.equal(numbers(halfway).filter((n) => (n as number) < 0).length, 5_000);
      const loaded = await store.load(
        ref,
        'docs',
        source,
        range(1, 10_000).map((n) => `k${n}`),
        20_000,
      );
      assert.equal(loaded.length, 10_000);
    },
  },
  {
    name: 'a view without collections keeps a checkpoint',
    async run(harness) {
      const store = await harness.open();
      const reactor = { view: 'reactor.timer', generation: 1 };
      await store.ensure(reactor, { view: reactor.view, collections: [] });
      await store.commit(batch(0, [], { ref: reactor, to: 12 }));
      assert.equal((await store.checkpoints(reactor))[0]?.position, 12);
    },
  },
];
