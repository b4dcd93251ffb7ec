import assert from 'node:assert/strict';
import type { EventStore } from '../event-store.ts';
import type { ConformanceCase } from './harness.ts';
import { ascendingPositions, facts, positions, range, wholeLog } from './samples.ts';

/** Many writers at once, `appends` each of `size` events, over so many streams that they meet. */
async function storm(store: EventStore, appends: number, size: number): Promise<void> {
  const writer = async (name: number) => {
    for (let round = 0; round < appends; round++)
      await store.append(`s-${(name + round) % 5}`, facts(size, { data: { name, round } }), 'any');
  };
  await Promise.all(range(1, 8).map(writer));
}

/** Calls `look` again and again while `work` runs, at least once more after it. */
async function during(work: Promise<void>, look: () => Promise<void>): Promise<void> {
  let running = true;
  const finished = work.finally(() => (running = false));
  const looking = (async () => {
    while (running) {
      await look();
      // Lets timers and sockets in between: an in-memory store would otherwise keep the loop to itself.
      await new Promise((resolve) => setImmediate(resolve));
    }
    await look();
  })();
  await Promise.all([finished, looking]);
}

/** What readers see while writers append. */
export const concurrency: readonly ConformanceCase[] = [
  {
    name: 'appends at once get positions of their own',
    async run(harness) {
      const store = await harness.open();
      const results = await Promise.all(range(1, 100).map((n) => store.append(`s-${n}`, facts(1), 'any')));
      const log = await wholeLog(store);
      assert.equal(log.length, 100);
      assert.deepEqual(
        results.map(({ position }) => position).sort((a, b) => a - b),
        ascendingPositions(log),
      );
    },
  },
  {
    name: 'positions of appends at once have no gaps',
    needs: ['counted positions'],
    async run(harness) {
      const store = await harness.open();
      await Promise.all(range(1, 100).map((n) => store.append(`s-${n}`, facts(1), 'any')));
      assert.deepEqual(positions(await wholeLog(store)), range(1, 100));
    },
  },
  {
    name: 'events of one append stand next to each other among appends at once',
    async run(harness) {
      const store = await harness.open();
      await storm(store, 10, 4);
      const events = await wholeLog(store);
      for (let first = 0; first < events.length; first += 4)
        assert.equal(new Set(events.slice(first, first + 4).map((e) => e.metadata.commandId)).size, 1);
    },
  },
  {
    name: 'nobody ever sees a part of an append',
    async run(harness) {
      const store = await harness.open();
      const heads = new Set<number>();
      await during(storm(store, 25, 5), async () => {
        heads.add(await store.head());
        assert.equal((await store.readStream('s-1')).length % 5, 0);
        assert.equal((await store.readAll({ after: 0, limit: 10_000 })).events.length % 5, 0);
      });
      const ends = (await wholeLog(store))
        .filter((_, index) => index % 5 === 4)
        .map(({ position }) => position);
      for (const head of heads)
        assert.ok(head === 0 || ends.includes(head), 'the head is the end of an append');
    },
  },
  {
    name: 'a reader who pages through a log that grows sees every position in turn',
    async run(harness) {
      const store = await harness.open();
      const seen: number[] = [];
      let after = 0;
      await during(storm(store, 25, 3), async () => {
        for (let page = await store.readAll({ after, limit: 7 }); page.position > after;) {
          seen.push(...positions(page.events));
          after = page.position;
          page = await store.readAll({ after, limit: 7 });
        }
      });
      const log = await wholeLog(store);
      assert.equal(log.length, 600);
      assert.deepEqual(seen, ascendingPositions(log));
    },
  },
  {
    name: 'a checkpoint kept as the position of a page skips nothing that was appended at the same time',
    async run(harness) {
      const store = await harness.open();
      let checkpoint = 0;
      const absorbed: string[] = [];
      await during(storm(store, 25, 1), async () => {
        const page = await store.readAll({ after: checkpoint, limit: 10 });
        absorbed.push(...page.events.map((event) => event.id));
        checkpoint = page.position;
      });
      while (checkpoint < (await store.head())) {
        const page = await store.readAll({ after: checkpoint, limit: 10 });
        absorbed.push(...page.events.map((event) => event.id));
        assert.ok(page.position > checkpoint);
        checkpoint = page.position;
      }
      const recorded = (await wholeLog(store)).map((event) => event.id);
      assert.equal(recorded.length, 200);
      assert.deepEqual(absorbed, recorded);
    },
  },
  {
    name: 'nothing is ever added to what a page has covered',
    async run(harness) {
      const store = await harness.open();
      const covered = new Map<number, readonly number[]>();
      await during(storm(store, 15, 2), async () => {
        const page = await store.readAll({ after: 0, limit: 10_000 });
        covered.set(page.position, positions(page.events));
      });
      const all = positions(await wholeLog(store));
      for (const [position, seen] of covered)
        assert.deepEqual(
          seen,
          all.filter((one) => one <= position),
        );
    },
  },
  {
    name: 'the order of a stream is the order of the log',
    async run(harness) {
      const store = await harness.open();
      await storm(store, 20, 2);
      const next = new Map<string, number>();
      for (const { streamId, revision } of await wholeLog(store)) {
        assert.equal(revision, next.get(streamId) ?? 0);
        next.set(streamId, revision + 1);
      }
    },
  },
  {
    name: 'the head is never behind an append that has been answered, nor does it go back',
    async run(harness) {
      const store = await harness.open();
      let answered = 0;
      const writing = (async () => {
        for (let n = 0; n < 100; n++) answered = (await store.append(`s-${n % 7}`, facts(2), 'any')).position;
      })();
      let last = 0;
      await during(writing, async () => {
        const known = answered;
        const head = await store.head();
        assert.ok(head >= known && head >= last);
        last = (await store.readAll({ after: head, limit: 1 })).head;
        assert.ok(last >= head);
      });
    },
  },
];
