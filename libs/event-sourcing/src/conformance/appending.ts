import assert from 'node:assert/strict';
import type { ExpectedRevision } from '../event-store.ts';
import type { ConformanceCase } from './harness.ts';
import {
  ascendingPositions,
  conflicts,
  facts,
  ids,
  isMisuse,
  note,
  positions,
  range,
  revisions,
  wholeLog,
} from './samples.ts';

/** Revisions, expectations, and an append being whole or not at all. */
export const appending: readonly ConformanceCase[] = [
  {
    name: 'a new stream begins at revision 0',
    async run(harness) {
      const store = await harness.open();
      assert.equal((await store.append('a', facts(1), 'no-stream')).revision, 0);
      assert.deepEqual(revisions(await store.readStream('a')), [0]);
    },
  },
  {
    name: 'revisions of a stream are dense over several appends',
    async run(harness) {
      const store = await harness.open();
      for (const count of [1, 3, 2]) await store.append('a', facts(count), 'any');
      assert.deepEqual(revisions(await store.readStream('a')), range(0, 5));
    },
  },
  {
    name: 'positions begin at 1 and are dense over all streams',
    needs: ['counted positions'],
    async run(harness) {
      const store = await harness.open();
      for (const stream of ['a', 'b', 'a', 'c', 'b', 'b', 'a', 'd']) await note(store, stream);
      assert.deepEqual(positions(await wholeLog(store)), range(1, 8));
    },
  },
  {
    name: 'positions increase from above 0 on, over all streams',
    async run(harness) {
      const store = await harness.open();
      const answered: number[] = [];
      for (const stream of ['a', 'b', 'a', 'c', 'b', 'b', 'a', 'd'])
        answered.push((await note(store, stream)).position);
      assert.deepEqual(ascendingPositions(await wholeLog(store)), answered);
    },
  },
  {
    name: 'an append answers with the revision and position of its last event',
    async run(harness) {
      const store = await harness.open();
      await note(store, 'b');
      const { outcome, revision, position } = await store.append('a', facts(3), 'no-stream');
      assert.deepEqual({ outcome, revision }, { outcome: 'recorded', revision: 2 });
      assert.equal((await store.readStream('a')).at(-1)?.position, position);
      assert.equal((await wholeLog(store)).at(-1)?.position, position);
    },
  },
  {
    name: 'an append answers with the positions of all its events where they cannot be counted back from the last',
    async run(harness) {
      const store = await harness.open();
      await note(store, 'b');
      const { position, positions: answered } = await store.append('a', facts(3), 'no-stream');
      assert.deepEqual(
        answered ?? range(position - 2, position),
        ascendingPositions(await store.readStream('a')),
      );
    },
  },
  {
    name: 'an append tells the time its readers see, if it tells one',
    async run(harness) {
      const store = await harness.open({ now: () => 1_700_000_000_123 });
      const { recordedAt } = await note(store, 'a');
      const [event] = await store.readStream('a');
      if (recordedAt !== undefined) assert.equal(recordedAt, event?.recordedAt);
    },
  },
  {
    name: 'each stream counts its own revisions',
    async run(harness) {
      const store = await harness.open();
      await store.append('a', facts(2), 'no-stream');
      assert.equal((await store.append('b', facts(1), 'no-stream')).revision, 0);
      assert.equal((await store.append('a', facts(1), 1)).revision, 2);
    },
  },
  {
    name: 'events of one append keep their order',
    async run(harness) {
      const store = await harness.open();
      const events = ['First', 'Second', 'Third'].flatMap((type) => facts(1, { type, commandId: 'one' }));
      await store.append('a', events, 'no-stream');
      assert.deepEqual(
        (await store.readStream('a')).map((event) => event.type),
        ['First', 'Second', 'Third'],
      );
    },
  },
  {
    name: 'an append of 1,000 events is whole',
    async run(harness) {
      const store = await harness.open();
      assert.equal((await store.append('a', facts(1_000), 'no-stream')).revision, 999);
      assert.deepEqual(revisions(await store.readStream('a')), range(0, 999));
    },
  },
  {
    name: 'no-stream is refused for a stream that exists',
    async run(harness) {
      const store = await harness.open();
      await store.append('a', facts(2), 'no-stream');
      await conflicts(store.append('a', facts(1), 'no-stream'), 'a', 1);
    },
  },
  {
    name: 'any revision is accepted where none is expected',
    async run(harness) {
      const store = await harness.open();
      assert.equal((await store.append('a', facts(1), 'any')).revision, 0);
      assert.equal((await store.append('a', facts(1), 'any')).revision, 1);
    },
  },
  {
    name: 'the exact revision is accepted',
    async run(harness) {
      const store = await harness.open();
      await store.append('a', facts(2), 'no-stream');
      assert.equal((await store.append('a', facts(1), 1)).revision, 2);
    },
  },
  {
    name: 'a stale revision is refused with the actual one',
    async run(harness) {
      const store = await harness.open();
      await store.append('a', facts(3), 'no-stream');
      await conflicts(store.append('a', facts(1), 1), 'a', 2);
      await conflicts(store.append('a', facts(1), 0), 'a', 2);
    },
  },
  {
    name: 'a revision that the stream has not reached is refused',
    async run(harness) {
      const store = await harness.open();
      await store.append('a', facts(1), 'no-stream');
      await conflicts(store.append('a', facts(1), 1), 'a', 0);
    },
  },
  {
    name: 'a revision of a stream that does not exist is refused',
    async run(harness) {
      const store = await harness.open();
      await conflicts(store.append('a', facts(1), 0), 'a', -1);
    },
  },
  {
    name: 'of many appends at one expected revision exactly one wins',
    async run(harness) {
      const store = await harness.open();
      await store.append('a', facts(1), 'no-stream');
      const attempts = await Promise.allSettled(range(1, 20).map(() => store.append('a', facts(2), 0)));
      assert.equal(attempts.filter(({ status }) => status === 'fulfilled').length, 1);
      assert.deepEqual(revisions(await store.readStream('a')), [0, 1, 2]);
    },
  },
  {
    name: 'of many appends that expect no stream exactly one wins',
    async run(harness) {
      const store = await harness.open();
      const attempts = await Promise.allSettled(
        range(1, 20).map(() => store.append('a', facts(1), 'no-stream')),
      );
      assert.equal(attempts.filter(({ status }) => status === 'fulfilled').length, 1);
      assert.deepEqual(revisions(await store.readStream('a')), [0]);
    },
  },
  {
    name: 'a refused append leaves none of its events',
    async run(harness) {
      const store = await harness.open();
      await store.append('a', facts(1), 'no-stream');
      await conflicts(store.append('a', facts(3, { type: 'Refused' }), 'no-stream'), 'a', 0);
      assert.deepEqual(
        (await wholeLog(store)).map((event) => event.type),
        ['Noted'],
      );
      assert.deepEqual(revisions(await store.readStream('a')), [0]);
    },
  },
  {
    name: 'a refused append takes no revision',
    async run(harness) {
      const store = await harness.open();
      await store.append('a', facts(1), 'no-stream');
      await conflicts(store.append('a', facts(2), 5), 'a', 0);
      assert.equal((await note(store, 'a')).revision, 1);
    },
  },
  {
    name: 'a refused append takes no position',
    needs: ['counted positions'],
    async run(harness) {
      const store = await harness.open();
      await store.append('a', facts(1), 'no-stream');
      await conflicts(store.append('a', facts(2), 5), 'a', 0);
      assert.equal((await note(store, 'a')).position, 2);
    },
  },
  {
    name: 'a refused append disturbs no append beside it',
    async run(harness) {
      const store = await harness.open();
      await note(store, 'a');
      const beside = [facts(2), facts(2)] as const;
      const [before, refused, after] = await Promise.allSettled([
        store.append('b', beside[0], 'no-stream'),
        store.append('a', facts(2), 7),
        store.append('c', beside[1], 'no-stream'),
      ]);
      assert.deepEqual([before.status, refused.status, after.status], ['fulfilled', 'rejected', 'fulfilled']);
      const log = await wholeLog(store);
      ascendingPositions(log);
      assert.deepEqual(ids(log.slice(1)).sort(), ids(beside.flat()).sort());
    },
  },
  {
    name: 'an append without events is refused',
    async run(harness) {
      const store = await harness.open();
      await isMisuse(store.append('a', [], 'any'));
      assert.equal(await store.head(), 0);
    },
  },
  {
    name: 'events of two commands in one append are refused',
    async run(harness) {
      const store = await harness.open();
      await isMisuse(store.append('a', [...facts(1), ...facts(1)], 'any'));
      assert.equal(await store.head(), 0);
    },
  },
  {
    name: 'data that JSON cannot hold is refused, and the appends beside it are recorded',
    async run(harness) {
      const store = await harness.open();
      const beside = note(store, 'b');
      await isMisuse(note(store, 'a', { data: { amount: 1n } }));
      await isMisuse(note(store, 'a', { data: undefined }));
      await beside;
      assert.deepEqual(
        (await wholeLog(store)).map((event) => event.streamId),
        ['b'],
      );
    },
  },
  {
    name: 'a stream id that is empty, endless or holds control characters is refused',
    async run(harness) {
      const store = await harness.open();
      for (const streamId of ['', 'x'.repeat(10_000), 'a\nb', 'a\u0000', 'a\ud800'])
        await isMisuse(note(store, streamId));
      assert.equal(await store.head(), 0);
    },
  },
  {
    name: 'an expected revision that is none is refused',
    async run(harness) {
      const store = await harness.open();
      for (const expected of [-1, 0.5, Number.NaN, '0' as unknown as ExpectedRevision])
        await isMisuse(store.append('a', facts(1), expected));
      assert.equal(await store.head(), 0);
    },
  },
];
