import assert from 'node:assert/strict';
import type { RecordedEvent } from '@linli/contracts';
import type { EventStore } from '../event-store.ts';
import type { ConformanceCase } from './harness.ts';
import {
  ascendingPositions,
  facts,
  followUntil,
  inTime,
  isMisuse,
  isUnavailable,
  isWholeLog,
  note,
  positions,
  range,
  wholeLog,
} from './samples.ts';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Collects until an event of type `End` comes. */
const untilEnd = (store: EventStore, after = 0, batchSize = 500) =>
  followUntil(store, { after, batchSize }, (events) => events.at(-1)?.type === 'End');

/** From a position on, for ever: first what is there, then what comes. */
export const following: readonly ConformanceCase[] = [
  {
    name: 'a follower gets what is there and then what comes',
    async run(harness) {
      const store = await harness.open();
      await store.append('a', facts(3), 'any');
      const followed = untilEnd(store);
      for (let n = 0; n < 5; n++) {
        await note(store, 'a');
        await turn();
      }
      await note(store, 'a', { type: 'End' });
      await isWholeLog(store, 9, (await followed).events);
    },
  },
  {
    name: 'a follower begins after the position given',
    async run(harness) {
      const store = await harness.open();
      await store.append('a', facts(5), 'any');
      await note(store, 'a', { type: 'End' });
      const known = positions(await store.readStream('a'));
      assert.deepEqual(positions((await untilEnd(store, known[2])).events), known.slice(3));
    },
  },
  {
    name: 'a follower who begins at the head gets only what comes',
    async run(harness) {
      const store = await harness.open();
      const { position: head } = await store.append('a', facts(5), 'any');
      const followed = untilEnd(store, head);
      await turn();
      const first = await note(store, 'b');
      const second = await note(store, 'b', { type: 'End' });
      assert.deepEqual(positions((await followed).events), [first.position, second.position]);
    },
  },
  {
    name: 'a follower of an empty log gets its first event',
    async run(harness) {
      const store = await harness.open();
      const followed = untilEnd(store);
      await turn();
      const { position } = await note(store, 'a', { type: 'End' });
      assert.deepEqual(positions((await followed).events), [position]);
    },
  },
  {
    name: 'between catching up and the tail nothing is lost and nothing repeated',
    async run(harness) {
      const store = await harness.open();
      await store.append('a', facts(200), 'any');
      const followed = untilEnd(store, 0, 10);
      for (let n = 0; n < 300; n++) {
        await note(store, `s-${n % 7}`);
        if (n % 10 === 0) await turn();
      }
      await note(store, 'a', { type: 'End' });
      await isWholeLog(store, 501, (await followed).events);
    },
  },
  {
    name: 'a follower at the tail loses nothing however appends fall',
    async run(harness) {
      const store = await harness.open();
      const followed = untilEnd(store, 0, 3);
      for (let n = 0; n < 60; n++) {
        await Promise.all(range(0, n % 4).map((stream) => note(store, `s-${stream}`)));
        for (let turns = n % 3; turns > 0; turns--) await turn();
      }
      await note(store, 'a', { type: 'End' });
      const { events } = await followed;
      ascendingPositions(events);
      assert.deepEqual(events, await wholeLog(store));
    },
  },
  {
    name: 'several followers get the same, each from its own position',
    async run(harness) {
      const store = await harness.open();
      await store.append('a', facts(20), 'any');
      const known = positions(await store.readStream('a'));
      const followers = [0, 0, 7, 20].map((skipped, n) => ({
        skipped,
        followed: untilEnd(store, known[skipped - 1], n + 1),
      }));
      for (let n = 0; n < 30; n++) await note(store, `s-${n % 3}`);
      await note(store, 'a', { type: 'End' });
      const log = await wholeLog(store);
      assert.equal(log.length, 51);
      for (const { skipped, followed } of followers)
        assert.deepEqual((await followed).events, log.slice(skipped));
    },
  },
  {
    name: 'a page of a follower is at most as long as asked for',
    async run(harness) {
      const store = await harness.open();
      await store.append('a', facts(25), 'any');
      await note(store, 'a', { type: 'End' });
      const { pages } = await untilEnd(store, 0, 4);
      assert.ok(pages.every((page) => page.events.length <= 4));
    },
  },
  {
    name: 'pages of a follower go forward and say how far they reach',
    async run(harness) {
      const store = await harness.open();
      await store.append('a', facts(25), 'any');
      await note(store, 'a', { type: 'End' });
      const log = positions(await wholeLog(store));
      assert.equal(log.length, 26);
      let reached = 0;
      for (const page of (await untilEnd(store, 0, 4)).pages) {
        assert.ok(page.position > reached && page.position <= page.head);
        const between = log.filter((position) => position > reached && position <= page.position);
        assert.deepEqual(positions(page.events), between);
        reached = page.position;
      }
      assert.ok(reached >= (await store.head()));
    },
  },
  {
    name: 'a filtered follower gets matching events only',
    async run(harness) {
      const store = await harness.open();
      const filter = { streamPrefix: 'incident-', types: ['Kept', 'End'] };
      const followed = followUntil(store, { after: 0, filter }, (events) => events.at(-1)?.type === 'End');
      const matching: number[] = [];
      for (let n = 0; n < 10; n++)
        for (const stream of ['incident-1', 'other'])
          for (const type of ['Kept', 'Skipped']) {
            const { position } = await note(store, stream, { type });
            if (stream === 'incident-1' && type === 'Kept') matching.push(position);
          }
      const end = await note(store, 'incident-1', { type: 'End' });
      assert.deepEqual(positions((await followed).events), [...matching, end.position]);
    },
  },
  {
    name: 'a filtered follower is told of progress past events it does not get',
    async run(harness) {
      const store = await harness.open();
      await store.append('a', facts(50), 'any');
      const controller = new AbortController();
      const events: RecordedEvent[] = [];
      let head = Infinity;
      let told = 0;
      let check: () => void = () => undefined;
      const reached = new Promise<void>((resolve) => (check = () => told >= head && resolve()));
      const filter = { types: ['Never'] };
      const following = (async () => {
        for await (const page of store.follow({ after: 0, filter, signal: controller.signal })) {
          events.push(...page.events);
          told = page.position;
          check();
        }
      })();
      head = (await store.append('a', facts(10), 'any')).position;
      check();
      await inTime(reached);
      controller.abort();
      await inTime(following);
      assert.deepEqual(events, []);
    },
  },
  {
    name: 'a slow follower loses nothing',
    async run(harness) {
      const store = await harness.open();
      const followed = followUntil(
        store,
        { after: 0, batchSize: 5 },
        (events) => events.at(-1)?.type === 'End',
        async () => {
          for (let turns = 0; turns < 5; turns++) await turn();
        },
      );
      for (let n = 0; n < 100; n++) await note(store, 'a');
      await note(store, 'a', { type: 'End' });
      await isWholeLog(store, 101, (await followed).events);
    },
  },
  {
    name: 'aborting ends a follower who waits',
    async run(harness) {
      const store = await harness.open();
      const { position } = await note(store, 'a');
      const controller = new AbortController();
      const got: number[] = [];
      let atTail: () => void = () => undefined;
      const reached = new Promise<void>((resolve) => (atTail = resolve));
      const following = (async () => {
        for await (const page of store.follow({ after: 0, signal: controller.signal })) {
          got.push(...positions(page.events));
          atTail();
        }
      })();
      await inTime(reached);
      await turn();
      controller.abort();
      await inTime(following);
      assert.deepEqual(got, [position]);
    },
  },
  {
    name: 'aborting ends a follower in the middle of catching up',
    async run(harness) {
      const store = await harness.open();
      await store.append('a', facts(100), 'any');
      const controller = new AbortController();
      let pages = 0;
      const following = (async () => {
        for await (const _ of store.follow({ after: 0, batchSize: 10, signal: controller.signal }))
          if (++pages === 2) controller.abort();
      })();
      await inTime(following);
      assert.equal(pages, 2);
    },
  },
  {
    name: 'a follower whose signal has been aborted before gets nothing',
    async run(harness) {
      const store = await harness.open();
      await note(store, 'a');
      let pages = 0;
      const following = (async () => {
        for await (const _ of store.follow({ after: 0, signal: AbortSignal.abort() })) pages++;
      })();
      await inTime(following);
      assert.equal(pages, 0);
    },
  },
  {
    name: 'a follower who leaves can go on later where it was',
    async run(harness) {
      const store = await harness.open();
      await store.append('a', facts(10), 'any');
      const first = await followUntil(store, { after: 0, batchSize: 4 }, (events) => events.length >= 4);
      await note(store, 'a', { type: 'End' });
      const rest = await untilEnd(store, first.pages.at(-1)?.position);
      await isWholeLog(store, 11, [...first.events, ...rest.events]);
    },
  },
  {
    name: 'closing the store ends its followers with an error',
    async run(harness) {
      const store = await harness.open();
      await note(store, 'a');
      let atTail: () => void = () => undefined;
      const reached = new Promise<void>((resolve) => (atTail = resolve));
      const following = (async () => {
        for await (const _ of store.follow({ after: 0, signal: new AbortController().signal })) atTail();
      })();
      const ended = isUnavailable(following, ['closed']);
      await inTime(reached);
      await turn();
      await store.close();
      await inTime(ended);
    },
  },
  {
    name: 'following with options that make no sense is refused',
    async run(harness) {
      const store = await harness.open();
      const { signal } = new AbortController();
      for (const options of [{ after: -1 }, { after: 0.5 }, { after: 0, batchSize: 0 }])
        await isMisuse(
          (async () => {
            for await (const _ of store.follow({ ...options, signal })) return;
          })(),
        );
    },
  },
];
