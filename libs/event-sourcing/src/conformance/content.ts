import assert from 'node:assert/strict';
import type { EventStore } from '../event-store.ts';
import type { ConformanceCase } from './harness.ts';
import { facts, note, range, wholeLog } from './samples.ts';

/** What comes back when this is recorded, by stream and by log. */
async function roundTrip(store: EventStore, data: unknown): Promise<unknown> {
  const before = await store.head();
  await note(store, 'content', { data });
  const [byStream] = await store.readStream('content', { direction: 'backwards', limit: 1 });
  const [byLog] = (await store.readAll({ after: before, limit: 1 })).events;
  assert.deepEqual(byStream, byLog);
  return byLog?.data;
}

/** Bytes in, the same bytes out. */
export const content: readonly ConformanceCase[] = [
  {
    name: 'id, type, version and data come back as they were appended',
    async run(harness) {
      const store = await harness.open();
      const [event] = facts(1, { type: 'IncidentReported', data: { grid: 'G0431', photos: [1, 2] } });
      assert.ok(event);
      const { position } = await store.append('a', [{ ...event, version: 3 }], 'no-stream');
      const [{ recordedAt: _, ...read } = assert.fail()] = await store.readStream('a');
      assert.deepEqual(read, { ...event, version: 3, streamId: 'a', revision: 0, position });
    },
  },
  {
    name: 'metadata comes back whole',
    async run(harness) {
      const store = await harness.open();
      const metadata = {
        commandId: 'one',
        correlationId: 'chain-1',
        causationId: 'event-0',
        actor: 'policy:deadlines',
        tenant: 'wuhan',
        areaPath: '42/01/05/011/010/A1/B07/U021/G0431/',
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      };
      await store.append('a', facts(2, { commandId: 'one', metadata }), 'any');
      for (const event of await wholeLog(store)) assert.deepEqual(event.metadata, metadata);
      for (const event of await store.readStream('a')) assert.deepEqual(event.metadata, metadata);
    },
  },
  {
    name: 'metadata that was left out stays out',
    async run(harness) {
      const store = await harness.open();
      await note(store, 'a');
      const [event] = await store.readStream('a');
      assert.deepEqual(Object.keys(event?.metadata ?? {}).sort(), [
        'actor',
        'commandId',
        'correlationId',
        'tenant',
      ]);
    },
  },
  {
    name: 'an event of 1 MB comes back whole',
    async run(harness) {
      const store = await harness.open();
      const text = 'x'.repeat(500_000) + '邻里'.repeat(83_334);
      assert.deepEqual(await roundTrip(store, { text }), { text });
    },
  },
  {
    name: 'a log of big events is read whole, in as many pages as it takes',
    async run(harness) {
      const store = await harness.open();
      const text = 'x'.repeat(1_000_000);
      for (let n = 0; n < 24; n++) await note(store, 'a', { data: { n, text } });
      const events = await wholeLog(store);
      assert.deepEqual(
        events.map((event) => (event.data as { n: number; text: string }).n),
        range(0, 23),
      );
      assert.ok(events.every((event) => (event.data as { text: string }).text.length === 1_000_000));
      assert.equal((await store.readStream('a')).length, 24);
    },
  },
  {
    name: 'Unicode comes back character for character',
    async run(harness) {
      const store = await harness.open();
      for (const text of [
        '江欣苑社区 乱搭乱建',
        '𠀀𪚥 rare characters',
        '👩‍👩‍👧‍👦 🏳️‍🌈 🇨🇳',
        'e\u0301 is not é, nor \u212b Å',
        'שלום \u202eعربي\u202c',
        '\u2028 and \u2029 and \ufeff',
        '\ufffd is a character too',
        'a lone surrogate \ud83d stays',
        '',
      ])
        assert.deepEqual(await roundTrip(store, { [`key ${text}`]: text }), { [`key ${text}`]: text });
    },
  },
  {
    name: 'control characters in data come back, NUL among them',
    async run(harness) {
      const store = await harness.open();
      const text = String.fromCharCode(...range(0, 31), 127, ...range(128, 159));
      assert.deepEqual(await roundTrip(store, { text }), { text });
    },
  },
  {
    name: 'Unicode in stream ids, types and metadata comes back and is found',
    async run(harness) {
      const store = await harness.open();
      const stream = '事件-👮-e\u0301';
      await note(store, stream, { type: '已登记', metadata: { actor: '网格员-1' } });
      await note(store, '事件-👮-é');
      const [event] = await store.readStream(stream);
      assert.deepEqual([event?.streamId, event?.type, event?.metadata.actor], [stream, '已登记', '网格员-1']);
      const { events } = await store.readAll({ after: 0, limit: 9, filter: { streamPrefix: '事件-👮-e' } });
      assert.equal(events.length, 1);
    },
  },
  {
    name: 'numbers come back exactly, to the ends of the safe range',
    async run(harness) {
      const store = await harness.open();
      const numbers = [
        0,
        1,
        -1,
        2 ** 31,
        2 ** 32 + 1,
        Number.MAX_SAFE_INTEGER,
        Number.MIN_SAFE_INTEGER,
        16_777_217,
        0.1,
        1 / 3,
        Number.MAX_VALUE,
        Number.MIN_VALUE,
        114.226_371,
        1e21,
      ];
      assert.deepEqual(await roundTrip(store, numbers), numbers);
    },
  },
  {
    name: 'nothings keep their kind, and deep data its depth',
    async run(harness) {
      const store = await harness.open();
      const nothings = { none: null, no: false, zero: 0, text: '', list: [], object: {} };
      assert.deepEqual(await roundTrip(store, nothings), nothings);
      assert.equal(await roundTrip(store, null), null);
      const deep = range(1, 500).reduce<unknown>((inner) => ({ inner: [inner] }), 'bottom');
      assert.deepEqual(await roundTrip(store, deep), deep);
    },
  },
  {
    name: 'keys that JavaScript finds special are data like any other',
    async run(harness) {
      const store = await harness.open();
      const data = JSON.parse('{"__proto__":{"admin":true},"constructor":1,"toString":"x"}') as object;
      const read = (await roundTrip(store, data)) as Record<string, unknown>;
      assert.deepEqual(Object.keys(read), ['__proto__', 'constructor', 'toString']);
      assert.equal(read['admin'], undefined);
    },
  },
  {
    name: 'what a caller does to its objects changes nothing in the log',
    async run(harness) {
      const store = await harness.open();
      const data = { list: [1] };
      const appended = note(store, 'a', { data });
      data.list.push(2);
      await appended;
      data.list.push(3);
      const [read] = await store.readStream('a');
      (read?.data as typeof data).list.push(4);
      assert.deepEqual((await store.readStream('a'))[0]?.data, { list: [1] });
    },
  },
];
