import assert from 'node:assert/strict';
import {
  type DocumentStore,
  type Facet,
  SchemaMismatch,
  UnknownGeneration,
  type ViewRef,
} from '../document-store.ts';
import type { ConformanceCase, DocumentStoreHarness } from './harness.ts';
import { batch, doc, isInvalid, line, other, parkedEvent, range, ref, schema, source } from './samples.ts';

const next: ViewRef = { view: 'board', generation: 2 };

/** The sample view with a third collection, which generation 1 has not. */
const grown = {
  ...schema,
  collections: [...schema.collections, { name: 'more', fields: {}, indexes: [] }],
};
const both = ['docs', 'lines'];

/** Generation 1 as two sources have left it: documents that were changed, removed, made anew, and rows. */
async function elder(harness: DocumentStoreHarness): Promise<DocumentStore> {
  const store = await harness.open();
  await store.ensure(ref, schema);
  for (const from of [0, 20, 40]) {
    const versions = range(from + 1, from + 20).map((n) =>
      n % 5 === 0 ? line(n) : doc(`k${n % 7}`, n, n % 6 === 0 ? null : n, { area: `a${n % 3}` }),
    );
    await store.commit(batch(from, versions));
  }
  await store.commit(batch(0, [doc('k1', 3, 103), doc('only', 8, 108)], { source: other }));
  return store;
}

async function everything(
  store: DocumentStore,
  generation: ViewRef,
  names: readonly string[],
  upTo = 60,
): Promise<unknown[]> {
  const answers: (readonly Facet[])[] = [];
  for (const name of names) {
    for (const at of range(0, upTo)) {
      const asOf = { [source]: at, [other]: Math.min(8, at) };
      answers.push(await store.find(generation, name, { limit: 1_000, asOf }));
      if (at % 20 === 0) answers.push(await store.get(generation, name, 'k1', asOf));
    }
  }
  return answers;
}

/** A generation that begins with what an elder one has. */
export const takingOver: readonly ConformanceCase[] = [
  {
    name: 'a generation takes over documents with their history, and its checkpoints begin at 0',
    async run(harness) {
      const store = await elder(harness);
      const before = await everything(store, ref, both);
      await store.takeOver(next, grown, 1, both);
      assert.deepEqual((await store.state('board')).taken, {
        2: { from: 1, collections: both, positions: { [source]: 60, [other]: 8 }, complete: true },
      });
      assert.deepEqual(await store.checkpoints(next), []);
      // Readers are given it once each source has been folded that far.
      await store.commit(batch(0, [], { ref: next, to: 60 }));
      await store.commit(batch(0, [], { ref: next, to: 8, source: other }));
      assert.deepEqual(await everything(store, next, both), before);
      assert.deepEqual(await store.find(next, 'more', { limit: 9 }), []);
      const one = { where: [{ field: 'area', op: 'eq', value: 'a1' }], limit: 99 } as const;
      assert.deepEqual(await store.find(next, 'docs', one), await store.find(ref, 'docs', one));
    },
  },
  {
    name: 'what was taken over is folded on, and the generation it was taken from stays as it is',
    async run(harness) {
      const store = await elder(harness);
      const before = await everything(store, ref, both);
      await store.takeOver(next, grown, 1, both);
      await store.commit(batch(0, [], { ref: next, to: 60 }));
      await store.commit(batch(0, [], { ref: next, to: 8, source: other }));
      const more = [
        doc('k1', 61, null),
        doc('k2', 62, 62),
        doc('fresh', 63, 63),
        line(64),
        doc('k1', 65, 65),
      ];
      await store.commit(batch(60, more, { ref: next }));
      assert.deepEqual(await everything(store, ref, both), before);
      await store.commit(batch(60, more));
      assert.deepEqual(await everything(store, next, both, 65), await everything(store, ref, both, 65));
    },
  },
  {
    name: 'only the collections that are named are taken over',
    async run(harness) {
      const store = await elder(harness);
      await store.takeOver(next, grown, 1, ['lines']);
      await store.commit(batch(0, [], { ref: next, to: 60 }));
      assert.deepEqual(await store.find(next, 'docs', { limit: 9 }), []);
      assert.equal((await store.find(next, 'lines', { limit: 99 })).length, 12);
    },
  },
  {
    name: 'nothing is taken over where an event is parked, or has been applied late',
    async run(harness) {
      const store = await elder(harness);
      await store.commit(batch(60, [], { to: 61, parked: [parkedEvent(61)] }));
      const empty = async (generation: ViewRef) => {
        assert.equal((await store.state('board')).taken, undefined);
        await store.commit(batch(0, [], { ref: generation, to: 61 }));
        assert.deepEqual(await store.find(generation, 'docs', { limit: 9 }), []);
      };
      await store.takeOver(next, grown, 1, both);
      await empty(next);
      await store.commit(
        batch(61, [doc('k1', 61, 61)], { to: 61, unparked: [{ source, position: 61 }], moments: [] }),
      );
      const third = { ...next, generation: 3 };
      await store.takeOver(third, grown, 1, both);
      await empty(third);
    },
  },
  {
    name: 'a generation that is there is not given anything, whoever asks',
    async run(harness) {
      const store = await elder(harness);
      await store.ensure(next, grown);
      await store.takeOver(next, grown, 1, both);
      await store.commit(batch(0, [doc('k1', 1, 1)], { ref: next }));
      assert.equal((await store.find(next, 'docs', { limit: 9 })).length, 1);
      assert.equal((await store.state('board')).taken, undefined);
    },
  },
  {
    name: 'a take-over that is asked for by several at once is made once',
    async run(harness) {
      const store = await elder(harness);
      const second = await harness.open();
      const before = await everything(store, ref, both);
      await Promise.all([store, second, store].map((each) => each.takeOver(next, grown, 1, both)));
      await second.commit(batch(0, [], { ref: next, to: 60 }));
      await second.commit(batch(0, [], { ref: next, to: 8, source: other }));
      await second.takeOver(next, grown, 1, both);
      assert.deepEqual(await everything(second, next, both), before);
    },
  },
  {
    name: 'a take-over is of one moment, whatever is committed meanwhile',
    async run(harness) {
      const store = await elder(harness);
      const many = range(1, 3_000).map((n) => doc(`m${n}`, 60 + n, n));
      await store.commit(batch(60, many));
      const writer = await harness.open();
      const before = await store.find(ref, 'docs', { limit: 9_999, asOf: { [source]: 3_060 } });
      const taking = store.takeOver(next, grown, 1, both);
      const beyond = range(1, 300).map((n) => doc(`m${n * 10}`, 3_060 + n, n % 2 === 0 ? null : -n));
      let from = 3_060;
      for (let n = 0; n < beyond.length; n += 30) {
        await writer.commit(batch(from, beyond.slice(n, n + 30)));
        from += 30;
      }
      await taking;
      const at = (await store.state('board')).taken?.[2]?.positions[source] as number;
      await store.commit(batch(0, [], { ref: next, to: at }));
      await store.commit(batch(0, [], { ref: next, to: 8, source: other }));
      const asOf = (position: number) => ({ [source]: position, [other]: 8 });
      assert.deepEqual(await store.find(next, 'docs', { limit: 9_999, asOf: { [source]: 3_060 } }), before);
      for (const position of [40, 3_060, at]) {
        assert.deepEqual(
          await store.find(next, 'docs', { limit: 9_999, asOf: asOf(position) }),
          await store.find(ref, 'docs', { limit: 9_999, asOf: asOf(position) }),
        );
      }
    },
  },
  {
    name: 'what cannot be taken over is named',
    async run(harness) {
      const store = await elder(harness);
      await assert.rejects(store.takeOver(next, grown, 1, ['more']), isInvalid);
      await assert.rejects(store.takeOver(next, { ...grown, version: 2 }, 1, both), isInvalid);
      await assert.rejects(
        store.takeOver(next, grown, 9, both),
        (error) => error instanceof UnknownGeneration && error.ref.generation === 9,
      );
      assert.deepEqual((await store.state('board')).generations, [1]);
      await store.ensure(next, schema);
      await assert.rejects(store.takeOver(next, grown, 1, both), (error) => error instanceof SchemaMismatch);
    },
  },
];
