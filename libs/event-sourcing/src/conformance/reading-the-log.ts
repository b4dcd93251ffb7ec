import assert from 'node:assert/strict';
import type { RecordedEvent } from '@linli/contracts';
import type { EventFilter, EventStore } from '../event-store.ts';
import type { ConformanceCase } from './harness.ts';
import { ascendingPositions, facts, ids, isMisuse, note, positions, wholeLog } from './samples.ts';

/** All pages of a filtered log, and that each of them moves on and keeps its limit. */
async function filtered(store: EventStore, filter: EventFilter, limit = 1_000): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for (let after = 0; ;) {
    const page = await store.readAll({ after, filter, limit });
    assert.ok(page.events.length <= limit, 'a page is at most as long as its limit');
    events.push(...page.events);
    if (page.position >= page.head) return events;
    assert.ok(page.position > after, 'a page must move on while it is before the head');
    after = page.position;
  }
}

const streamsOf = (events: readonly RecordedEvent[]) => events.map((event) => event.streamId);
const typesOf = (events: readonly RecordedEvent[]) => events.map((event) => event.type);

/** The whole log in pages, filtered or not. */
export const readingTheLog: readonly ConformanceCase[] = [
  {
    name: 'an empty log has an empty page and head 0',
    async run(harness) {
      const store = await harness.open();
      assert.deepEqual(await store.readAll({ after: 0, limit: 10 }), { events: [], position: 0, head: 0 });
      assert.equal(await store.head(), 0);
    },
  },
  {
    name: 'the log comes in the order it was appended in, over all streams',
    async run(harness) {
      const store = await harness.open();
      const streams = ['b', 'a', 'c', 'a', 'b'];
      for (const stream of streams) await note(store, stream);
      const events = await wholeLog(store);
      assert.deepEqual(streamsOf(events), streams);
      ascendingPositions(events);
    },
  },
  {
    name: 'a page begins after the position given',
    async run(harness) {
      const store = await harness.open();
      const events = facts(5);
      await store.append('a', events, 'any');
      const [, second] = await store.readStream('a');
      const page = await store.readAll({ after: second?.position ?? 0, limit: 10 });
      assert.deepEqual(ids(page.events), ids(events.slice(2)));
    },
  },
  {
    name: 'a page begins after any number, whether an event stands there or not',
    async run(harness) {
      const store = await harness.open();
      const events = facts(3);
      await store.append('a', events, 'any');
      for (const { id, position } of await wholeLog(store))
        assert.deepEqual(ids((await store.readAll({ after: position - 1, limit: 1 })).events), [id]);
      const { events: first } = await store.readAll({ after: 1, filter: { types: ['Noted'] }, limit: 10 });
      assert.equal(first.at(-1)?.id, events[2]?.id);
    },
  },
  {
    name: 'a page is exactly as long as its limit while there are events',
    async run(harness) {
      const store = await harness.open();
      const events = facts(10);
      await store.append('a', events, 'any');
      for (const limit of [1, 4, 10])
        assert.deepEqual(ids((await store.readAll({ after: 0, limit })).events), ids(events.slice(0, limit)));
    },
  },
  {
    name: 'a page says how far it has looked and where the log ends',
    async run(harness) {
      const store = await harness.open();
      await store.append('a', facts(10), 'any');
      const known = positions(await store.readStream('a'));
      const { position, head } = await store.readAll({ after: known[1] ?? 0, limit: 3 });
      assert.deepEqual({ position, head }, { position: known[4], head: known[9] });
    },
  },
  {
    name: 'pages of any size put together are the log, each event once',
    async run(harness) {
      const store = await harness.open();
      const appended = Array.from({ length: 12 }, () => facts(3));
      for (const [batch, events] of appended.entries())
        await store.append(`s-${(batch * 7) % 5}`, events, 'any');
      for (const limit of [1, 2, 5, 7, 36, 1_000]) {
        const log = await wholeLog(store, limit);
        assert.deepEqual(ids(log), ids(appended.flat()));
        ascendingPositions(log);
      }
    },
  },
  {
    name: 'behind the head there is nothing, and the position does not go back',
    async run(harness) {
      const store = await harness.open();
      await store.append('a', facts(3), 'any');
      const head = await store.head();
      for (const after of [head, head + 6])
        assert.deepEqual(await store.readAll({ after, limit: 10 }), { events: [], position: after, head });
    },
  },
  {
    name: 'reading the log with options that make no sense is refused',
    async run(harness) {
      const store = await harness.open();
      for (const options of [
        { after: -1, limit: 1 },
        { after: 0.5, limit: 1 },
        { after: 0, limit: 0 },
        { after: 0, limit: Number.NaN },
      ])
        await isMisuse(store.readAll(options));
    },
  },
  {
    name: 'a type filter keeps the events of these types only',
    async run(harness) {
      const store = await harness.open();
      for (const type of ['A', 'B', 'C', 'AB', 'A', 'a']) await note(store, 's', { type });
      assert.deepEqual(typesOf(await filtered(store, { types: ['A'] })), ['A', 'A']);
      assert.deepEqual(typesOf(await filtered(store, { types: ['C', 'A'] })), ['A', 'C', 'A']);
    },
  },
  {
    name: 'a filter of no types keeps nothing and still moves on',
    async run(harness) {
      const store = await harness.open();
      const { position: head } = await store.append('a', facts(3), 'any');
      const page = await store.readAll({ after: 0, limit: 10, filter: { types: [] } });
      assert.deepEqual(page, { events: [], position: head, head });
    },
  },
  {
    name: 'a prefix filter keeps streams that begin with it, not those that hold it elsewhere',
    async run(harness) {
      const store = await harness.open();
      for (const stream of ['incident-1', 'x-incident-1', 'incident', 'incident-2', 'policy'])
        await note(store, stream);
      assert.deepEqual(streamsOf(await filtered(store, { streamPrefix: 'incident-' })), [
        'incident-1',
        'incident-2',
      ]);
    },
  },
  {
    name: 'a prefix filter takes every character literally and minds case',
    async run(harness) {
      const store = await harness.open();
      for (const stream of ['a_1', 'ab1', 'A_1', 'a%1', 'a*1', 'a[1', 'ä1']) await note(store, stream);
      for (const prefix of ['a_', 'a%', 'a*', 'a[', 'A', 'ä'])
        assert.equal((await filtered(store, { streamPrefix: prefix })).length, 1, prefix);
      assert.equal((await filtered(store, { streamPrefix: '' })).length, 7);
    },
  },
  {
    name: 'both filters hold together',
    async run(harness) {
      const store = await harness.open();
      for (const stream of ['a-1', 'b-1', 'a-2'])
        for (const type of ['X', 'Y']) await note(store, stream, { type });
      const kept = await filtered(store, { streamPrefix: 'a-', types: ['Y'] });
      assert.deepEqual(
        kept.map(({ streamId, type }) => [streamId, type]),
        [
          ['a-1', 'Y'],
          ['a-2', 'Y'],
        ],
      );
    },
  },
  {
    name: 'a filtered page counts matching events towards its limit, and the next one goes on behind it',
    async run(harness) {
      const store = await harness.open();
      const matching: number[] = [];
      for (let index = 0; index < 30; index++) {
        const type = index % 3 === 0 ? 'A' : 'B';
        const { position } = await note(store, 's', { type });
        if (type === 'A') matching.push(position);
      }
      for (const limit of [1, 2, 3, 10, 11])
        assert.deepEqual(positions(await filtered(store, { types: ['A'] }, limit)), matching);
    },
  },
  {
    name: 'a filter that matches nothing still reaches the head',
    async run(harness) {
      const store = await harness.open();
      for (let batch = 0; batch < 10; batch++) await store.append('a', facts(100), 'any');
      assert.deepEqual(await filtered(store, { types: ['Never'] }, 5), []);
      assert.deepEqual(await filtered(store, { streamPrefix: 'b' }, 5), []);
    },
  },
  {
    name: 'one match far behind many others is found',
    async run(harness) {
      const store = await harness.open();
      for (let batch = 0; batch < 7; batch++) await store.append('a', facts(1_000), 'any');
      const { position } = await note(store, 'b', { type: 'Rare' });
      await store.append('a', facts(10), 'any');
      assert.deepEqual(positions(await filtered(store, { types: ['Rare'] }, 1)), [position]);
    },
  },
];
