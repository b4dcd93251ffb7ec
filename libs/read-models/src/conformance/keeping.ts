import assert from 'node:assert/strict';
import { ImmutableRewritten } from '../document-store.ts';
import type { ConformanceCase } from './harness.ts';
import {
  batch,
  doc,
  found,
  line,
  lineKey,
  momentOf,
  numberAt,
  numbers,
  opened,
  parkedEvent,
  other,
  ref,
  source,
} from './samples.ts';

/** Immutable rows, moments and parked events. */
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
];
