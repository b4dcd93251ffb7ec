import assert from 'node:assert/strict';
import { SchemaMismatch, UnknownGeneration, type ViewRef } from '../document-store.ts';
import type { ConformanceCase } from './harness.ts';
import {
  batch,
  doc,
  found,
  isInvalid,
  line,
  momentOf,
  numberAt,
  numbers,
  opened,
  parkedEvent,
  ref,
  schema,
  source,
} from './samples.ts';

const generation = (number: number): ViewRef => ({ view: 'board', generation: number });
const isUnknown = (error: unknown) => error instanceof UnknownGeneration;

/** Generations of a view beside each other, and which of them readers are given. */
export const generations: readonly ConformanceCase[] = [
  {
    name: 'no generation is given to readers before one is activated',
    async run(harness) {
      const store = await opened(harness);
      const state = await store.state('board');
      assert.equal(state.active, undefined);
      assert.deepEqual(state.generations, [1]);
      assert.equal(state.schemas?.[1]?.version, 1);
      assert.deepEqual((await store.state('unheard')).generations, []);
    },
  },
  {
    name: 'a generation has its own documents, checkpoint, moments and parked events',
    async run(harness) {
      const store = await opened(harness);
      await store.ensure(generation(2), schema);
      await store.commit(batch(0, [doc('a', 5, 1)], { parked: [parkedEvent(4)] }));
      await store.commit(batch(0, [doc('a', 3, 9)], { ref: generation(2) }));
      assert.equal(await numberAt(store, 'a'), 1);
      assert.deepEqual(numbers(await store.get(generation(2), 'docs', 'a')), [9]);
      assert.equal((await store.checkpoints(generation(2)))[0]?.position, 3);
      assert.deepEqual(await store.parked(generation(2)), []);
      assert.equal(await store.positionAt(generation(2), source, momentOf(99)), 3);
    },
  },
  {
    name: 'the generation before the active one is kept to return to, older ones are dropped',
    async run(harness) {
      const store = await opened(harness);
      for (const number of [1, 2, 3]) {
        await store.ensure(generation(number), schema);
        await store.commit(batch(0, [doc('a', 1, number)], { ref: generation(number) }));
        await store.activate(generation(number));
      }
      const state = await store.state('board');
      assert.deepEqual([state.active, state.previous, state.generations], [3, 2, [2, 3]]);
      await assert.rejects(store.get(generation(1), 'docs', 'a'), isUnknown);
      assert.deepEqual(numbers(await store.get(generation(2), 'docs', 'a')), [2]);
    },
  },
  {
    name: 'readers can be returned to the generation before, and forth again',
    async run(harness) {
      const store = await opened(harness);
      await store.ensure(generation(2), schema);
      await store.activate(generation(1));
      await store.activate(generation(2));
      for (const [active, previous] of [
        [1, 2],
        [2, 1],
        [2, 1],
      ] as const) {
        await store.activate(generation(active));
        const state = await store.state('board');
        assert.deepEqual([state.active, state.previous, state.generations], [active, previous, [1, 2]]);
      }
    },
  },
  {
    name: 'a generation that is being filled outlives a switch between older ones',
    async run(harness) {
      const store = await opened(harness);
      for (const number of [2, 3]) await store.ensure(generation(number), schema);
      await store.activate(generation(1));
      await store.activate(generation(2));
      await store.activate(generation(1));
      assert.deepEqual((await store.state('board')).generations, [1, 2, 3]);
      await store.activate(generation(3));
      assert.deepEqual((await store.state('board')).generations, [1, 3]);
    },
  },
  {
    name: 'a dropped generation is unknown, and empty when it is made again',
    async run(harness) {
      const store = await opened(harness);
      await store.commit(batch(0, [doc('a', 1, 1), line(2)], { parked: [parkedEvent(2)] }));
      await store.drop(ref);
      await assert.rejects(store.checkpoints(ref), isUnknown);
      await assert.rejects(store.commit(batch(2, [doc('a', 3, 2)])), isUnknown);
      await store.ensure(ref, schema);
      assert.deepEqual(await found(store), []);
      assert.deepEqual(await store.checkpoints(ref), []);
      assert.deepEqual(await store.parked(ref), []);
      await store.commit(batch(0, [doc('a', 1, 7)]));
      assert.equal(await numberAt(store, 'a'), 7);
    },
  },
  {
    name: 'a generation that is there stays as it is, and is refused with another schema',
    async run(harness) {
      const store = await opened(harness);
      await store.commit(batch(0, [doc('a', 1, 1)]));
      await store.ensure(ref, schema);
      assert.equal(await numberAt(store, 'a'), 1);
      const [docs, lines] = schema.collections;
      await store.ensure(ref, { ...schema, collections: [lines, docs] as never });
      await assert.rejects(
        store.ensure(ref, { ...schema, version: 2 }),
        (error) => error instanceof SchemaMismatch,
      );
      await assert.rejects(
        store.ensure(ref, { ...schema, collections: [docs] as never }),
        (error) => error instanceof SchemaMismatch,
      );
    },
  },
  {
    name: 'views in one store do not meet',
    async run(harness) {
      const store = await opened(harness);
      const tree = { view: 'tree', generation: 1 };
      await store.ensure(tree, { ...schema, view: 'tree' });
      await store.commit(batch(0, [doc('a', 1, 1)]));
      await store.commit(batch(0, [doc('a', 1, 2)], { ref: tree }));
      await store.activate(tree);
      assert.equal((await store.state('board')).active, undefined);
      assert.equal(await numberAt(store, 'a'), 1);
      assert.deepEqual(numbers(await store.get(tree, 'docs', 'a')), [2]);
    },
  },
  {
    name: 'a generation or collection that is not there is named',
    async run(harness) {
      const store = await opened(harness);
      await assert.rejects(store.get(generation(9), 'docs', 'a'), isUnknown);
      await assert.rejects(store.activate(generation(9)), isUnknown);
      await assert.rejects(store.commit(batch(0, [], { ref: generation(9), to: 1 })), isUnknown);
      await assert.rejects(store.get(ref, 'nowhere', 'a'), isInvalid);
      await assert.rejects(store.commit(batch(0, [{ ...doc('a', 1, 1), collection: 'nowhere' }])), isInvalid);
      await assert.rejects(
        store.ensure(generation(5), {
          view: 'board',
          collections: [{ name: 'bad', fields: { 'a"b': 'text' }, indexes: [] }],
        }),
        isInvalid,
      );
    },
  },
];
