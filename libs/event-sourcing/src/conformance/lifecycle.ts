import assert from 'node:assert/strict';
import type { ConformanceCase } from './harness.ts';
import {
  ascendingPositions,
  conflicts,
  facts,
  followUntil,
  ids,
  isUnavailable,
  note,
  range,
  revisions,
  wholeLog,
} from './samples.ts';

/** Time, closing, and what outlives a restart, a crash and an outage. */
export const lifecycle: readonly ConformanceCase[] = [
  {
    name: 'recorded time is the time of the clock given',
    needs: ['clock'],
    async run(harness) {
      let now = 1_750_000_000_000;
      const store = await harness.open({ now: () => now });
      await store.append('a', facts(2), 'any');
      now += 5;
      await note(store, 'b');
      assert.deepEqual(
        (await wholeLog(store)).map((event) => event.recordedAt),
        [1_750_000_000_000, 1_750_000_000_000, 1_750_000_000_005],
      );
    },
  },
  {
    name: 'recorded time never goes backwards when the clock does',
    needs: ['clock'],
    async run(harness) {
      const clock = [5_000, 4_000, 4_500, 6_000, 1];
      const store = await harness.open({ now: () => clock.shift() ?? 0 });
      for (const stream of ['a', 'b', 'a', 'c', 'a']) await note(store, stream);
      assert.deepEqual(
        (await wholeLog(store)).map((event) => event.recordedAt),
        [5_000, 5_000, 5_000, 6_000, 6_000],
      );
    },
  },
  {
    name: 'a closed store refuses every call and says that it is closed',
    async run(harness) {
      const store = await harness.open();
      await note(store, 'a');
      await store.close();
      await isUnavailable(note(store, 'a'), ['closed']);
      await isUnavailable(store.readStream('a'), ['closed']);
      await isUnavailable(store.readAll({ after: 0, limit: 1 }), ['closed']);
      await isUnavailable(store.head(), ['closed']);
    },
  },
  {
    name: 'closing twice is closing once',
    async run(harness) {
      const store = await harness.open();
      await Promise.all([store.close(), store.close()]);
      await store.close();
    },
  },
  {
    name: 'appends under way when the store is closed are answered',
    async run(harness) {
      const store = await harness.open();
      const appends = range(1, 50).map((n) => note(store, `s-${n}`));
      await store.close();
      const answered = (await Promise.all(appends)).map(({ position }) => position);
      assert.equal(new Set(answered).size, 50);
    },
  },
  {
    name: 'after a restart the log is what it was',
    needs: ['restart'],
    async run(harness) {
      const store = await harness.open();
      for (let n = 0; n < 20; n++) await store.append(`s-${n % 3}`, facts(2), 'any');
      const before = await wholeLog(store);
      await store.close();
      const again = await harness.open();
      assert.equal(before.length, 40);
      assert.deepEqual(await wholeLog(again), before);
      assert.equal(await again.head(), before.at(-1)?.position);
    },
  },
  {
    name: 'after a restart positions and revisions go on',
    needs: ['restart'],
    async run(harness) {
      const store = await harness.open();
      await store.append('a', facts(3), 'any');
      await store.close();
      const again = await harness.open();
      const { revision, position } = await again.append('a', facts(2), 2);
      assert.equal(revision, 4);
      const log = await wholeLog(again);
      assert.deepEqual(revisions(log), range(0, 4));
      assert.equal(ascendingPositions(log).at(-1), position);
    },
  },
  {
    name: 'after a restart a stale revision is still refused',
    needs: ['restart'],
    async run(harness) {
      const store = await harness.open();
      await store.append('a', facts(3), 'any');
      await store.close();
      const again = await harness.open();
      await conflicts(again.append('a', facts(1), 'no-stream'), 'a', 2);
      await conflicts(again.append('a', facts(1), 1), 'a', 2);
    },
  },
  {
    name: 'after a restart a repeated command is still known',
    needs: ['restart'],
    async run(harness) {
      const store = await harness.open();
      const events = facts(2);
      const first = await store.append('a', events, 'no-stream');
      const { position } = await note(store, 'a');
      await store.close();
      const again = await harness.open();
      assert.deepEqual(await again.append('a', events, 'no-stream'), { ...first, outcome: 'repeated' });
      assert.equal(await again.head(), position);
    },
  },
  {
    name: 'after a restart recorded time goes on from where it was, whatever the clock says',
    needs: ['restart', 'clock'],
    async run(harness) {
      const store = await harness.open({ now: () => 9_000 });
      await note(store, 'a');
      await store.close();
      const again = await harness.open({ now: () => 1_000 });
      await note(again, 'a');
      assert.deepEqual(
        (await wholeLog(again)).map((event) => event.recordedAt),
        [9_000, 9_000],
      );
    },
  },
  {
    name: 'after a restart a follower goes on from its checkpoint',
    needs: ['restart'],
    async run(harness) {
      const store = await harness.open();
      const before = facts(10);
      await store.append('a', before, 'any');
      const first = await followUntil(store, { after: 0, batchSize: 4 }, (events) => events.length >= 4);
      await store.close();
      const again = await harness.open();
      const after = facts(3);
      await again.append('a', after, 'any');
      const checkpoint = first.pages.at(-1)?.position ?? 0;
      const rest = await followUntil(
        again,
        { after: checkpoint },
        (events) => events.at(-1)?.id === after[2]?.id,
      );
      assert.deepEqual(ids([...first.events, ...rest.events]), ids([...before, ...after]));
    },
  },
  {
    name: 'what has been acknowledged is there after a crash',
    needs: ['crash'],
    async run(harness) {
      const store = await harness.open();
      for (let n = 0; n < 10; n++) {
        const appends = range(0, n).map((stream) => store.append(`s-${stream}`, facts(1), 'any'));
        await Promise.all(appends);
      }
      const { position } = await store.append('last', facts(3), 'no-stream');
      const found = await harness.openAfterCrash();
      assert.equal(await found.head(), position);
      assert.deepEqual(await wholeLog(found), await wholeLog(store));
    },
  },
  {
    name: 'after a crash commands are still known and appends go on',
    needs: ['crash'],
    async run(harness) {
      const store = await harness.open();
      const events = facts(2);
      const first = await store.append('a', events, 'no-stream');
      const found = await harness.openAfterCrash();
      assert.deepEqual(await found.append('a', events, 'no-stream'), { ...first, outcome: 'repeated' });
      const { revision, position } = await found.append('a', facts(1), 1);
      assert.equal(revision, 2);
      assert.ok(position > first.position);
    },
  },
  {
    name: 'an append during an outage is refused and leaves nothing',
    needs: ['outage'],
    async run(harness) {
      const store = await harness.open();
      const events = facts(2);
      const { position } = await store.append('a', events, 'no-stream');
      await harness.outage(async () => {
        await isUnavailable(store.append('a', facts(3), 1), ['full', 'broken']);
      });
      assert.equal(await store.head(), position);
      assert.deepEqual(ids(await wholeLog(store)), ids(events));
    },
  },
  {
    name: 'after an outage the same command goes through, once',
    needs: ['outage'],
    async run(harness) {
      const store = await harness.open();
      const events = facts(2);
      await harness.outage(async () => {
        await isUnavailable(store.append('a', events, 'no-stream'), ['full', 'broken']);
      });
      assert.equal((await store.append('a', events, 'no-stream')).outcome, 'recorded');
      assert.equal((await store.append('a', events, 'no-stream')).outcome, 'repeated');
      assert.deepEqual(ids(await wholeLog(store)), ids(events));
    },
  },
];
