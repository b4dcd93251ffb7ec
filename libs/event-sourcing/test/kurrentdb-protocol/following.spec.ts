import { describe, expect, test } from '@jest/globals';
import { facts, followUntil, ids, note, wholeLog } from '../../src/conformance/samples.ts';
import type { EventStore } from '../../src/event-store.ts';
import { withStandIn } from './stand-in/session.ts';

/** What a follower gets up to an event of type `End`. */
function untilEnd(store: EventStore): ReturnType<typeof followUntil> {
  const followed = followUntil(store, { after: 0, batchSize: 7 }, (events) => events.at(-1)?.type === 'End');
  // Awaited by the test, unless that fails before.
  followed.catch(() => undefined);
  return followed;
}

/** What a store notes down, message by message. */
function journal() {
  const lines: string[] = [];
  const note = (_details: object, message: string) => void lines.push(message);
  return { lines, info: note, warn: note };
}

describe('on the KurrentDB protocol stand-in, a follower', () => {
  test('loses nothing and gets nothing twice when its connection is cut again and again', () =>
    withStandIn(async ({ standIn, open }) => {
      const [reader, writer] = [await open(), await open()];
      const followed = untilEnd(reader);
      for (let n = 0; n < 40; n++) {
        await writer.append(`s-${n % 3}`, facts(2), 'any');
        if (n % 4 === 0) standIn.cut();
      }
      await note(writer, 'a', { type: 'End' });
      const { events } = await followed;
      expect(ids(events)).toEqual(ids(await wholeLog(writer)));
      expect(events).toHaveLength(81);
      expect(standIn.count('subscription to $all')).toBeGreaterThan(2);
    }));

  test('gets what was written while its subscription stood still', () =>
    withStandIn(async ({ standIn, open }) => {
      const [reader, writer] = [await open(), await open()];
      standIn.script = {
        message: (kind, number) =>
          kind === 'subscription to $all' && number % 5 === 4 ? 'cut instead' : 'sent',
      };
      const followed = untilEnd(reader);
      for (let n = 0; n < 30; n++) await note(writer, `s-${n % 3}`);
      await note(writer, 'a', { type: 'End' });
      expect(ids((await followed).events)).toEqual(ids(await wholeLog(writer)));
    }));

  test('gets each event once, though the server sends it twice', () =>
    withStandIn(async ({ standIn, open }) => {
      standIn.script = {
        message: (kind, number) => (kind === 'subscription to $all' && number > 0 ? 'sent twice' : 'sent'),
      };
      const store = await open();
      for (let n = 0; n < 10; n++) await note(store, `s-${n % 3}`);
      await note(store, 'a', { type: 'End' });
      expect(ids((await untilEnd(store)).events)).toEqual(ids(await wholeLog(store)));
    }));

  test('waits while the server is away, says so once, and goes on when it is back', () =>
    withStandIn(async ({ standIn, open }) => {
      const kept = journal();
      const [reader, writer] = [await open({ journal: kept, patience: 400 }), await open()];
      await note(writer, 'a');
      const followed = untilEnd(reader);
      standIn.down();
      await expect(reader.head()).rejects.toThrow(/cannot be reached|cannot answer now/);
      standIn.up();
      await note(writer, 'a', { type: 'End' });
      expect((await followed).events).toHaveLength(2);
      expect(kept.lines[0]).toMatch(/^kurrentdb:\/\/127\.0\.0\.1:\d+ incidents: .*; trying again$/);
      expect(kept.lines.slice(1)).toEqual(['the log is followed again']);
    }));

  test('is sent the events of its log only: the server is asked to leave out all others', () =>
    withStandIn(async ({ standIn, open }) => {
      const [store, other] = [await open(), await open({ log: 'incidents3' })];
      const followed = untilEnd(store);
      for (let n = 0; n < 20; n++) {
        await note(store, 's');
        await note(other, 's');
      }
      await note(store, 's', { type: 'End' });
      const { events } = await followed;
      expect(new Set(events.map(({ streamId }) => streamId))).toEqual(new Set(['s']));
      expect(events).toHaveLength(21);
      expect(standIn.log.events.some(({ streamId }) => streamId.startsWith('$'))).toBe(true);
      const subscriptions = standIn.asked.filter((options) => options.hasSubscription());
      for (const options of subscriptions)
        expect(options.getFilter()?.getStreamIdentifier()?.getRegex()).toMatch(/^\^incidents3?\\u003a/);
    }));
});
