import assert from 'node:assert/strict';
import {
  ImmutableRewritten,
  type ParkedEvent,
  SchemaMismatch,
  UnknownGeneration,
  type ViewRef,
} from '../document-store.ts';
import type { ConformanceCase } from './harness.ts';
import {
  batch,
  doc,
  found,
  isInvalid,
  line,
  lineKey,
  momentOf,
  numberAt,
  numbers,
  opened,
  other,
  ref,
  schema,
  source,
} from './samples.ts';

const generation = (number: number): ViewRef => ({ view: 'board', generation: number });
const isUnknown = (error: unknown) => error instanceof UnknownGeneration;

function parkedEvent(position: number, more: Partial<ParkedEvent> = {}): ParkedEvent {
  return {
    source,
    position,
    streamId: 'incident-1',
    type: 'IncidentReported',
    state: 'poison',
    reason: 'TypeError: 坏 "event"',
    parkedAt: momentOf(position),
    attempts: 1,
    event: JSON.stringify({ position, data: { text: '😀' } }),
    ...more,
  };
}

/** Immutable rows, moments, parked events, generations. */
export const keeping: readonly ConformanceCase[] = [
  {
    name: 'a key of an immutable collection cannot be written again',
    async run(harness) {
      const store = await opened(harness);
      await store.commit(batch(0, [line(1), line(2)]));
      const again = batch(2, [line(3), { ...line(4), key: lineKey(1) }]);
      await assert.rejects(store.commit(again), (error) => {
        assert.ok(error instanceof ImmutableRewritten);
        assert.deepEqual([error.collection, error.key, error.position], ['lines', lineKey(1), 4]);
        return true;
      });
      assert.deepEqual(numbers(await found(store, {}, 'lines')), [1, 2]);
    },
  },
  {
    name: 'a row of an immutable collection cannot be removed',
    async run(harness) {
      const store = await opened(harness);
      await store.commit(batch(0, [line(1)]));
      await assert.rejects(
        store.commit(batch(1, [{ ...line(2), key: lineKey(1), body: null }])),
        (error) => error instanceof ImmutableRewritten,
      );
    },
  },
  {
    name: 'a moment gives the position of the last event recorded at or before it',
    async run(harness) {
      const store = await opened(harness);
      await store.commit(batch(0, [doc('a', 3, 1), doc('a', 8, 2)]));
      await store.commit(batch(8, [doc('a', 12, 3)]));
      const asked = [
        0,
        momentOf(3) - 1,
        momentOf(3),
        momentOf(8) - 1,
        momentOf(8),
        momentOf(11),
        momentOf(500),
      ];
      assert.deepEqual(
        await Promise.all(asked.map((moment) => store.positionAt(ref, source, moment))),
        [0, 0, 3, 3, 8, 8, 12],
      );
      assert.equal(await store.positionAt(ref, other, momentOf(500)), 0);
    },
  },
  {
    name: 'events of one millisecond belong to one moment, over two commits too',
    async run(harness) {
      const store = await opened(harness);
      const recordedAt = momentOf(5);
      await store.commit(batch(0, [], { to: 5, moments: [{ recordedAt, first: 4, position: 5 }] }));
      await store.commit(batch(5, [], { to: 9, moments: [{ recordedAt, first: 6, position: 7 }] }));
      assert.equal(await store.positionAt(ref, source, recordedAt - 1), 0);
      assert.equal(await store.positionAt(ref, source, recordedAt), 7);
      assert.deepEqual(
        await Promise.all([3, 4, 5, 6, 7, 9].map((position) => store.momentAt(ref, source, position))),
        [0, recordedAt, recordedAt, recordedAt, recordedAt, recordedAt],
      );
    },
  },
  {
    name: 'a position gives the moment of the last event at or before it',
    async run(harness) {
      const store = await opened(harness);
      const moments = [2, 5, 6, 90, 4_000].map((position) => ({
        recordedAt: momentOf(position * 3),
        position,
      }));
      await store.commit(batch(0, [], { to: 5_000, moments }));
      const asked = [0, 1, 2, 4, 5, 6, 89, 90, 3_999, 4_000, 5_000];
      const expected = [0, 0, 2, 2, 5, 6, 6, 90, 90, 4_000, 4_000].map(
        (position) => position && momentOf(position * 3),
      );
      assert.deepEqual(
        await Promise.all(asked.map((position) => store.momentAt(ref, source, position))),
        expected,
      );
    },
  },
  {
    name: 'moments of two sources are apart',
    async run(harness) {
      const store = await opened(harness);
      await store.commit(batch(0, [], { to: 5, moments: [{ recordedAt: 1_000, position: 5 }] }));
      await store.commit(batch(0, [], { source: other, to: 9, moments: [{ recordedAt: 500, position: 9 }] }));
      assert.equal(await store.positionAt(ref, source, 700), 0);
      assert.equal(await store.positionAt(ref, other, 700), 9);
      assert.equal(await store.momentAt(ref, other, 9), 500);
    },
  },
  {
    name: 'parked events are kept with the batch that parked them, whole and in order',
    async run(harness) {
      const store = await opened(harness);
      const first = parkedEvent(7, { streamId: 'incident-2' });
      await store.commit(batch(0, [], { to: 9, parked: [parkedEvent(9, { state: 'held' }), first] }));
      const third = parkedEvent(3, { source: other });
      await store.commit(batch(0, [], { to: 3, source: other, parked: [third] }));
      assert.deepEqual(await store.parked(ref), [first, parkedEvent(9, { state: 'held' }), third]);
    },
  },
  {
    name: 'a parked event can change its state and be let go, with the documents it leads to',
    async run(harness) {
      const store = await opened(harness);
      await store.commit(
        batch(0, [], { to: 9, parked: [parkedEvent(7), parkedEvent(8, { state: 'held' })] }),
      );
      const next = parkedEvent(8, { state: 'poison', attempts: 2 });
      await store.commit(
        batch(9, [doc('a', 7, 1)], {
          parked: [next],
          unparked: [{ source, position: 7 }],
          to: 9,
          moments: [],
        }),
      );
      assert.deepEqual(await store.parked(ref), [next]);
      assert.equal(await numberAt(store, 'a'), 1);
      assert.equal((await store.checkpoints(ref))[0]?.position, 9);
    },
  },
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
