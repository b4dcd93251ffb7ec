import assert from 'node:assert/strict';
import type { ConformanceCase } from './harness.ts';
import { ascendingPositions, facts, isMisuse, note, range, revisions } from './samples.ts';

/** One stream, either way, from anywhere, as many as asked for. */
export const readingStreams: readonly ConformanceCase[] = [
  {
    name: 'an unknown stream is empty, either way',
    async run(harness) {
      const store = await harness.open();
      await note(store, 'a');
      assert.deepEqual(await store.readStream('b'), []);
      assert.deepEqual(await store.readStream('b', { direction: 'backwards' }), []);
    },
  },
  {
    name: 'forwards begins at a revision, that one included',
    async run(harness) {
      const store = await harness.open();
      await store.append('a', facts(6), 'no-stream');
      assert.deepEqual(revisions(await store.readStream('a', { from: 2 })), [2, 3, 4, 5]);
    },
  },
  {
    name: 'backwards begins at the end and comes in reverse order',
    async run(harness) {
      const store = await harness.open();
      await store.append('a', facts(4), 'no-stream');
      await note(store, 'b');
      assert.deepEqual(revisions(await store.readStream('a', { direction: 'backwards' })), [3, 2, 1, 0]);
    },
  },
  {
    name: 'backwards begins at a revision, that one included',
    async run(harness) {
      const store = await harness.open();
      await store.append('a', facts(6), 'no-stream');
      const read = await store.readStream('a', { direction: 'backwards', from: 2 });
      assert.deepEqual(revisions(read), [2, 1, 0]);
    },
  },
  {
    name: 'a limit forwards is kept exactly',
    async run(harness) {
      const store = await harness.open();
      await store.append('a', facts(6), 'no-stream');
      for (const limit of [1, 3, 6, 7])
        assert.deepEqual(revisions(await store.readStream('a', { limit })), range(0, Math.min(limit, 6) - 1));
      assert.deepEqual(revisions(await store.readStream('a', { from: 2, limit: 2 })), [2, 3]);
    },
  },
  {
    name: 'a limit backwards is kept exactly',
    async run(harness) {
      const store = await harness.open();
      await store.append('a', facts(6), 'no-stream');
      const read = (from: number | undefined, limit: number) =>
        store.readStream('a', { direction: 'backwards', limit, ...(from !== undefined && { from }) });
      assert.deepEqual(revisions(await read(undefined, 1)), [5]);
      assert.deepEqual(revisions(await read(3, 2)), [3, 2]);
      assert.deepEqual(revisions(await read(1, 5)), [1, 0]);
    },
  },
  {
    name: 'from behind the end there is nothing forwards and everything backwards',
    async run(harness) {
      const store = await harness.open();
      await store.append('a', facts(3), 'no-stream');
      assert.deepEqual(await store.readStream('a', { from: 3 }), []);
      assert.deepEqual(
        revisions(await store.readStream('a', { from: 99, direction: 'backwards' })),
        [2, 1, 0],
      );
    },
  },
  {
    name: 'a stream holds its own events only, however alike the names',
    async run(harness) {
      const store = await harness.open();
      for (const stream of ['a', 'a-1', 'A', 'a ', 'aa', 'ä']) await note(store, stream, { data: stream });
      for (const stream of ['a', 'a-1', 'A', 'a ', 'aa', 'ä'])
        assert.deepEqual(
          (await store.readStream(stream)).map(({ streamId, data }) => [streamId, data]),
          [[stream, stream]],
        );
    },
  },
  {
    name: 'what an append has answered, a read that follows holds',
    async run(harness) {
      const store = await harness.open();
      for (let revision = 0; revision < 20; revision++) {
        const { position } = await note(store, 'a');
        assert.equal((await store.readStream('a')).length, revision + 1);
        assert.equal((await store.readAll({ after: 0, limit: 100 })).events.at(-1)?.position, position);
        assert.equal(await store.head(), position);
      }
    },
  },
  {
    name: 'reading a stream with options that make no sense is refused',
    async run(harness) {
      const store = await harness.open();
      for (const options of [{ from: -1 }, { from: 0.5 }, { limit: 0 }, { limit: -1 }, { limit: Number.NaN }])
        await isMisuse(store.readStream('a', options));
    },
  },
  {
    name: 'a stream of 100,000 events is read whole and in order',
    async run(harness) {
      const store = await harness.open();
      for (let batch = 0; batch < 50; batch++) await store.append('a', facts(2_000), 'any');
      const events = await store.readStream('a');
      assert.equal(events.length, 100_000);
      assert.ok(events.every((event, index) => event.revision === index));
      ascendingPositions(events);
      const backwards = await store.readStream('a', { direction: 'backwards', limit: 99_999 });
      assert.equal(backwards.length, 99_999);
      assert.ok(backwards.every((event, index) => event.revision === 99_999 - index));
    },
  },
];
