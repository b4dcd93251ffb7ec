import { describe, expect, test } from '@jest/globals';
import { facts, ids, note, range, wholeLog } from '../../src/conformance/samples.ts';
import { RevisionConflict, StoreUnavailable } from '../../src/event-store.ts';
import { refusals } from './stand-in/messages.ts';
import { withStandIn } from './stand-in/session.ts';

describe('on the KurrentDB protocol stand-in, a command', () => {
  test('is known by what stands in its stream, not by the ids of its events', () =>
    withStandIn(async ({ open }) => {
      const store = await open();
      const events = facts(2);
      const again = events.map((event) => ({
        ...event,
        metadata: { ...event.metadata, commandId: 'another' },
      }));
      await store.append('a', events, 'no-stream');
      // Left to itself the server would take both for repetitions, and answer that they are recorded.
      await expect(store.append('a', again, 'no-stream')).rejects.toThrow(RevisionConflict);
      expect((await store.append('a', again, 'any')).outcome).toBe('recorded');
      expect(ids(await wholeLog(store))).toEqual([...ids(events), ...ids(events)]);
    }));

  test('is known to a store that has not seen it, wherever it stands in the stream', () =>
    withStandIn(async ({ open }) => {
      const [first, second] = [await open(), await open()];
      const events = facts(2);
      await note(first, 'a');
      const answer = await first.append('a', events, 0);
      for (let n = 0; n < 20; n++) await note(first, 'a');
      expect(await second.append('a', events, 'any')).toEqual({ ...answer, outcome: 'repeated' });
    }));

  test('is known when another store has recorded it since the stream was last looked at', () =>
    withStandIn(async ({ open }) => {
      const [first, second] = [await open(), await open()];
      const events = facts(1);
      await note(second, 'a');
      const answer = await first.append('a', events, 0);
      expect(await second.append('a', events, 0)).toEqual({ ...answer, outcome: 'repeated' });
    }));

  test('that comes through several stores at once is recorded once, and all are answered alike', () =>
    withStandIn(async ({ open }) => {
      const stores = await Promise.all(range(1, 3).map(() => open()));
      const answers = await Promise.all(
        range(0, 29).map((n) => stores[n % 3]?.append('a', facts(2, { commandId: 'one' }), 'any')),
      );
      expect(answers.filter((answer) => answer?.outcome === 'recorded')).toHaveLength(1);
      expect(new Set(answers.map((answer) => answer?.position)).size).toBe(1);
    }));

  test('waits for nobody but those of its stream: writers of several stores all get through', () =>
    withStandIn(async ({ open }) => {
      const stores = await Promise.all(range(1, 3).map(() => open()));
      await Promise.all(range(0, 59).map((n) => note(stores[n % 3] as (typeof stores)[0], `s-${n % 4}`)));
      expect(await wholeLog(stores[0] as (typeof stores)[0])).toHaveLength(60);
    }));

  test('needs no read of its stream when that has been read before', () =>
    withStandIn(async ({ standIn, open }) => {
      const store = await open();
      for (let n = 0; n < 3; n++) await note(store, 'a');
      const other = await open();
      await other.readStream('a');
      const asked = standIn.asked.length;
      await other.append('a', facts(1), 2);
      const reads = standIn.asked.slice(asked).filter((options) => options.hasStream());
      expect(reads.filter((options) => Number(options.getStream()?.getRevision()) < 3)).toEqual([]);
    }));

  test('that is too big for the server is refused as wrong, and leaves nothing', () =>
    withStandIn(
      async ({ open }) => {
        const store = await open();
        const tooBig = facts(1, { data: 'x'.repeat(20_000) });
        await expect(store.append('a', tooBig, 'any')).rejects.toThrow(TypeError);
        await expect(store.append('a', tooBig, 'any')).rejects.toThrow(/MaxAppendSize/);
        expect(await wholeLog(store)).toEqual([]);
      },
      { maxAppendSize: 10_000 },
    ));

  test('that the server denies is refused at once', () =>
    withStandIn(async ({ standIn, open }) => {
      const store = await open();
      standIn.script = { append: () => ({ refusedWith: refusals.accessDenied() }) };
      await expect(note(store, 'a')).rejects.toThrow(/denies access/);
      expect(standIn.count('append')).toBe(1);
    }));

  test('to a stream that was deleted for good is refused at once', () =>
    withStandIn(async ({ standIn, open }) => {
      const store = await open();
      await note(store, 'a');
      standIn.log.tombstone('incidents:a');
      const append = note(store, 'a');
      await expect(append).rejects.toThrow(StoreUnavailable);
      await expect(append).rejects.toThrow(/deleted on the server for good/);
    }));

  test('to a stream whose events an operator has removed goes on behind them', () =>
    withStandIn(async ({ standIn, open }) => {
      const [store, other] = [await open(), await open()];
      const events = facts(1);
      await store.append('a', events, 'no-stream');
      await note(store, 'a');
      standIn.log.truncateBefore('incidents:a', 2n);
      expect((await note(other, 'a')).revision).toBe(2);
      await expect(store.append('a', events, 'any')).rejects.toThrow(/removed from the server/);
    }));
});
