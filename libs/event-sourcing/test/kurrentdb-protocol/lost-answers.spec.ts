import { describe, expect, test } from '@jest/globals';
import { facts, ids, wholeLog } from '../../src/conformance/samples.ts';
import { RevisionConflict, StoreUnavailable } from '../../src/event-store.ts';
import { refusals } from './stand-in/messages.ts';
import type { AppendFate } from './stand-in/script.ts';
import { withStandIn } from './stand-in/session.ts';

/** Gives these fates to the first appends that arrive; those that follow are answered. */
function fates(...first: AppendFate[]): { append: () => AppendFate } {
  return { append: () => first.shift() ?? 'answered' };
}

describe('on the KurrentDB protocol stand-in, an append', () => {
  test('whose answer is lost is found in its stream, and answered as recorded', () =>
    withStandIn(async ({ standIn, open }) => {
      const store = await open();
      const events = facts(3);
      standIn.script = fates('unanswered');
      const answer = await store.append('a', events, 'no-stream');
      const stream = await store.readStream('a');
      expect(ids(stream)).toEqual(ids(events));
      expect(answer).toEqual({
        outcome: 'recorded',
        revision: 2,
        position: stream[2]?.position,
        positions: stream.map(({ position }) => position),
        recordedAt: stream[2]?.recordedAt,
      });
      expect(standIn.count('append')).toBe(1);
    }));

  test('that is lost on its way is sent again', () =>
    withStandIn(async ({ standIn, open }) => {
      const store = await open();
      const events = facts(2);
      standIn.script = fates('lost', 'lost');
      expect((await store.append('a', events, 'no-stream')).outcome).toBe('recorded');
      expect(ids(await wholeLog(store))).toEqual(ids(events));
      expect(standIn.count('append')).toBe(3);
    }));

  test.each(['any', 'no-stream'] as const)(
    'that arrives late, when it has been sent again already, is written once (%s)',
    (expected) =>
      withStandIn(async ({ standIn, open }) => {
        const store = await open();
        const events = facts(2);
        let arrive: () => void = () => undefined;
        standIn.script = fates({ lateUntil: new Promise((resolve) => (arrive = resolve)) });
        expect((await store.append('a', events, expected)).outcome).toBe('recorded');
        arrive();
        await store.append('b', facts(1), 'no-stream');
        expect(ids(await store.readStream('a'))).toEqual(ids(events));
      }),
  );

  test('that arrives late is refused when another writer has come in between', () =>
    withStandIn(async ({ standIn, open }) => {
      const [store, other] = [await open(), await open()];
      let arrive: () => void = () => undefined;
      const late = new Promise<void>((resolve) => (arrive = resolve));
      const interloper = facts(1, { type: 'Interloper' });
      let written: Promise<unknown> | undefined;
      standIn.script = {
        append: async () => {
          standIn.script = {};
          written = other.append('a', interloper, 'no-stream');
          await written;
          return { lateUntil: late };
        },
      };
      await expect(store.append('a', facts(2), 'no-stream')).rejects.toThrow(RevisionConflict);
      arrive();
      await store.append('b', facts(1), 'no-stream');
      expect(ids(await store.readStream('a'))).toEqual(ids(interloper));
    }));

  test('of which nobody can say what became says so, and the command finds out when it comes again', () =>
    withStandIn(async ({ standIn, open }) => {
      const store = await open({ patience: 400 });
      const events = facts(2);
      standIn.script = {
        append: () => {
          standIn.down();
          return 'unanswered';
        },
      };
      const append = store.append('a', events, 'no-stream');
      await expect(append).rejects.toThrow(StoreUnavailable);
      await expect(append).rejects.toThrow(/not known whether .* repeat the command/);
      standIn.script = {};
      standIn.up();
      expect((await store.append('a', events, 'no-stream')).outcome).toBe('repeated');
      expect(ids(await wholeLog(store))).toEqual(ids(events));
    }));

  test('that is given up half way is written whole when its command comes again, never in part', () =>
    withStandIn(async ({ standIn, open }) => {
      const store = await open({ patience: 4_000 });
      // More than a connection takes before the server has read any of it.
      const events = facts(2_000);
      await store.readStream('a');
      standIn.silent();
      await expect(store.append('a', events, 'no-stream')).rejects.toThrow(/not known whether/);
      standIn.up();
      await store.append('a', events, 'no-stream');
      expect(ids(await wholeLog(store))).toEqual(ids(events));
    }));

  test('that a commit timeout leaves in doubt is looked up and sent again', () =>
    withStandIn(async ({ standIn, open }) => {
      const store = await open();
      const events = facts(1);
      standIn.script = fates({ refusedWith: refusals.timeout() }, { refusedWith: refusals.notReady() });
      expect((await store.append('a', events, 'any')).outcome).toBe('recorded');
      expect(ids(await wholeLog(store))).toEqual(ids(events));
    }));

  test('that has met a follower goes to the leader it names', () =>
    withStandIn(async ({ standIn, open }) => {
      const store = await open();
      standIn.script = fates({ refusedWith: refusals.notLeader(standIn.port) });
      expect((await store.append('a', facts(1), 'any')).outcome).toBe('recorded');
    }));

  test('is answered without its time when the server goes away right after it has been recorded', () =>
    withStandIn(async ({ standIn, open }) => {
      const store = await open({ patience: 1_000 });
      await store.append('a', facts(1), 'no-stream');
      // Neither the subscription nor a read brings the event back.
      standIn.script = {
        message: (kind) => (kind === 'read of a stream' ? 'cut instead' : 'sent'),
        refuse: (kind) => (kind === 'subscription to $all' ? refusals.notReady() : undefined),
      };
      standIn.cut();
      const { outcome, revision, recordedAt } = await store.append('a', facts(1), 0);
      expect({ outcome, revision, recordedAt }).toEqual({
        outcome: 'recorded',
        revision: 1,
        recordedAt: undefined,
      });
    }));
});
