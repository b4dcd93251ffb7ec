import assert from 'node:assert/strict';
import { CheckpointConflict } from '../document-store.ts';
import type { ConformanceCase } from './harness.ts';
import {
  batch,
  doc,
  found,
  isConflict,
  isInvalid,
  keys,
  line,
  lineKey,
  momentOf,
  numberAt,
  numbers,
  opened,
  other,
  range,
  ref,
  source,
} from './samples.ts';

const parkedAt7 = {
  source,
  position: 7,
  streamId: 'incident-1',
  type: 'IncidentReported',
  state: 'poison' as const,
  reason: 'TypeError: no',
  parkedAt: momentOf(7),
  attempts: 1,
  event: '{"position":7}',
};

/** The checkpoint, and a commit being whole or not at all. */
export const commits: readonly ConformanceCase[] = [
  {
    name: 'a generation has no checkpoint before its first commit',
    async run(harness) {
      const store = await opened(harness);
      assert.deepEqual(await store.checkpoints(ref), []);
    },
  },
  {
    name: 'a commit moves the checkpoint of its source to where it reaches',
    async run(harness) {
      const store = await opened(harness);
      await store.commit(batch(0, [doc('a', 3, 1)], { to: 5 }));
      assert.deepEqual(await store.checkpoints(ref), [{ source, position: 5, recordedAt: momentOf(5) }]);
    },
  },
  {
    name: 'a commit without documents moves the checkpoint',
    async run(harness) {
      const store = await opened(harness);
      await store.commit(batch(0, [], { to: 40 }));
      assert.equal((await store.checkpoints(ref))[0]?.position, 40);
    },
  },
  {
    name: 'a checkpoint at 0 is told from none',
    async run(harness) {
      const store = await opened(harness);
      await store.commit(batch(0, [], { to: 0, recordedAt: 0 }));
      assert.deepEqual(await store.checkpoints(ref), [{ source, position: 0, recordedAt: 0 }]);
    },
  },
  {
    name: 'two sources have checkpoints of their own',
    async run(harness) {
      const store = await opened(harness);
      await store.commit(batch(0, [doc('a', 3, 1)]));
      await store.commit(batch(0, [doc('b', 9, 1)], { source: other }));
      await store.commit(batch(3, [doc('a', 4, 2)]));
      const checkpoints = (await store.checkpoints(ref)).map((entry) => [entry.source, entry.position]);
      assert.deepEqual(checkpoints.sort(), [
        [source, 4],
        [other, 9],
      ]);
    },
  },
  {
    name: 'a commit folded on another checkpoint is refused and told both',
    async run(harness) {
      const store = await opened(harness);
      await store.commit(batch(0, [doc('a', 5, 1)]));
      for (const from of [0, 4, 6]) {
        await assert.rejects(store.commit(batch(from, [doc('a', 9, 2)])), (error) => {
          assert.ok(error instanceof CheckpointConflict);
          assert.deepEqual([error.source, error.expected, error.actual], [source, from, 5]);
          return true;
        });
      }
    },
  },
  {
    name: 'a batch that is delivered again changes nothing',
    async run(harness) {
      const store = await opened(harness);
      const commit = batch(0, [doc('a', 1, 1), line(2)]);
      await store.commit(commit);
      await assert.rejects(store.commit(commit), isConflict);
      assert.deepEqual(numbers(await found(store)), [1]);
      assert.equal((await found(store, {}, 'lines')).length, 1);
    },
  },
  {
    name: 'a refused commit leaves no document, history, moment or parked event',
    async run(harness) {
      const store = await opened(harness);
      await store.commit(batch(0, [doc('a', 5, 1)]));
      const refused = batch(4, [doc('a', 6, 2), doc('b', 7, 2), line(8)], { parked: [parkedAt7] });
      await assert.rejects(store.commit(refused), isConflict);
      assert.deepEqual(keys(await found(store)), ['a']);
      assert.equal(await numberAt(store, 'a'), 1);
      assert.deepEqual(await found(store, {}, 'lines'), []);
      assert.deepEqual(await store.parked(ref), []);
      assert.equal(await store.positionAt(ref, source, momentOf(99)), 5);
    },
  },
  {
    name: 'of commits folded on one checkpoint at once exactly one is applied',
    async run(harness) {
      const store = await opened(harness);
      const results = await Promise.allSettled(
        range(1, 8).map((n) => store.commit(batch(0, [doc('a', 1, n), doc('b', 2, n)]))),
      );
      assert.equal(results.filter((result) => result.status === 'fulfilled').length, 1);
      const applied = results.findIndex((result) => result.status === 'fulfilled') + 1;
      assert.equal(await numberAt(store, 'a'), applied);
    },
  },
  {
    name: 'commits are applied in the order in which they were asked for',
    async run(harness) {
      const store = await opened(harness);
      await Promise.all(
        range(1, 50).map((n) => store.commit(batch(n - 1, n % 3 === 0 ? [] : [doc('a', n, n)], { to: n }))),
      );
      assert.equal((await store.checkpoints(ref))[0]?.position, 50);
      assert.equal(await numberAt(store, 'a'), 50);
    },
  },
  {
    name: 'a commit that would move the checkpoint back is refused',
    async run(harness) {
      const store = await opened(harness);
      await store.commit(batch(0, [], { to: 10 }));
      await assert.rejects(store.commit(batch(10, [], { to: 9 })), isInvalid);
      assert.equal((await store.checkpoints(ref))[0]?.position, 10);
    },
  },
  {
    name: 'a commit that fails at its last version leaves nothing of the others',
    async run(harness) {
      const store = await opened(harness);
      await store.commit(batch(0, [doc('a', 1, 1), line(2)]));
      const failing = batch(2, [doc('a', 3, 2), doc('b', 4, 2), { ...line(5), key: lineKey(2) }]);
      await assert.rejects(store.commit(failing));
      assert.equal(await numberAt(store, 'a'), 1);
      assert.equal(await numberAt(store, 'b'), undefined);
      assert.equal((await store.checkpoints(ref))[0]?.position, 2);
      assert.equal(await numberAt(store, 'a', { [source]: 3 }), 1);
    },
  },
  {
    name: 'a version ahead of the checkpoint of its commit is refused',
    async run(harness) {
      const store = await opened(harness);
      await assert.rejects(store.commit(batch(0, [doc('a', 9, 1)], { to: 8 })), isInvalid);
      assert.equal(await numberAt(store, 'a'), undefined);
    },
  },
  {
    name: 'a reader never sees half a commit',
    async run(harness) {
      const store = await opened(harness);
      const names = range(1, 60).map((n) => `d${n}`);
      let writing = true;
      const write = async () => {
        for (const n of range(1, 40)) {
          await store.commit(
            batch(
              n - 1,
              names.map((key) => doc(key, n, n)),
            ),
          );
        }
        writing = false;
      };
      const read = async () => {
        while (writing) {
          const seen = new Set(numbers(await found(store)));
          assert.ok(seen.size < 2, `a reader saw the numbers ${[...seen].join(', ')} together`);
        }
      };
      await Promise.all([write(), read(), read()]);
    },
  },
];
