import assert from 'node:assert/strict';
import type { ConformanceCase } from './harness.ts';
import { conflicts, facts, note, range, revisions, wholeLog } from './samples.ts';

/** A command that has been recorded is answered from the log, however often and however it comes again. */
export const idempotency: readonly ConformanceCase[] = [
  {
    name: 'a repeated append answers with the result recorded then',
    async run(harness) {
      const store = await harness.open();
      const events = facts(3);
      const first = await store.append('a', events, 'no-stream');
      assert.deepEqual(await store.append('a', events, 'no-stream'), { ...first, outcome: 'repeated' });
    },
  },
  {
    name: 'a repeated append writes nothing',
    async run(harness) {
      const store = await harness.open();
      const events = facts(2);
      const { position } = await store.append('a', events, 'any');
      await store.append('a', events, 'any');
      assert.deepEqual(revisions(await store.readStream('a')), [0, 1]);
      assert.equal(await store.head(), position);
    },
  },
  {
    name: 'a repeated append is answered whatever revision it expects',
    async run(harness) {
      const store = await harness.open();
      const events = facts(1);
      await store.append('a', events, 'no-stream');
      for (const expected of ['no-stream', 'any', 0, 17] as const)
        assert.equal((await store.append('a', events, expected)).outcome, 'repeated');
    },
  },
  {
    name: 'a repeated append is answered when the stream has gone on',
    async run(harness) {
      const store = await harness.open();
      const events = facts(2);
      await note(store, 'b');
      const first = await store.append('a', events, 'no-stream');
      for (let more = 0; more < 5; more++) await store.append('a', facts(3), 'any');
      const again = await store.append('a', events, 'no-stream');
      assert.deepEqual(again, { ...first, outcome: 'repeated' });
    },
  },
  {
    name: 'the command id decides what is a repetition, not the events',
    async run(harness) {
      const store = await harness.open();
      await store.append('a', facts(2, { commandId: 'one' }), 'no-stream');
      const again = await store.append('a', facts(5, { commandId: 'one', type: 'Other' }), 'any');
      assert.deepEqual([again.outcome, again.revision], ['repeated', 1]);
      const other = await store.append('a', facts(1, { commandId: 'one ' }), 'any');
      assert.equal(other.outcome, 'recorded');
    },
  },
  {
    name: 'a command id counts within its stream',
    async run(harness) {
      const store = await harness.open();
      for (const stream of ['a', 'b'])
        assert.equal((await store.append(stream, facts(1, { commandId: 'one' }), 'any')).outcome, 'recorded');
    },
  },
  {
    name: 'of many appends of one command at once one is recorded and all are answered alike',
    async run(harness) {
      const store = await harness.open();
      const results = await Promise.all(
        range(1, 20).map(() => store.append('a', facts(2, { commandId: 'one' }), 'any')),
      );
      assert.equal(results.filter(({ outcome }) => outcome === 'recorded').length, 1);
      const [, last] = await store.readStream('a');
      assert.deepEqual(new Set(results.map(({ position }) => position)), new Set([last?.position]));
      assert.equal(await store.head(), last?.position);
      assert.equal((await wholeLog(store)).length, 2);
    },
  },
  {
    name: 'a command refused for its revision can come again with the right one',
    async run(harness) {
      const store = await harness.open();
      const events = facts(1);
      await note(store, 'a');
      await conflicts(store.append('a', events, 'no-stream'), 'a', 0);
      assert.equal((await store.append('a', events, 0)).outcome, 'recorded');
    },
  },
];
