import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { acquireKafka, type KafkaEngine } from '@linli/testing/engines';
import type { Tripwire } from './children/tripwire.ts';
import { newRelayedLog, type RelayedLog } from './relay-process.ts';
import { expectExactlyOnce, readTopic, report } from './relay-samples.ts';

describe('two relays of one log', () => {
  let kafka: KafkaEngine;

  beforeAll(async () => {
    kafka = await acquireKafka();
  });

  afterAll(() => kafka.stop());

  async function withLog(act: (relayed: RelayedLog) => Promise<void>): Promise<void> {
    const relayed = await newRelayedLog(kafka.brokers);
    try {
      await act(relayed);
      expectExactlyOnce(await readTopic(relayed.connection), await relayed.log.head(), relayed.partitions);
    } finally {
      await relayed.dispose();
    }
  }

  test('started together: one leads and publishes, the other stands by', () =>
    withLog(async ({ log, start }) => {
      await report(log, 300);
      const relays = [start(), start()];
      const roles = () => relays.map((relay) => relay.state()?.role);
      await Promise.race(relays.map((relay) => relay.until(({ position }) => position === 300)));
      await Promise.all(relays.map((relay) => relay.until(({ head }) => head === 300)));
      expect(roles().sort()).toEqual(['leading', 'standby']);
      await report(log, 300);
      await Promise.race(relays.map((relay) => relay.until(({ position }) => position === 600)));
      expect(roles().sort()).toEqual(['leading', 'standby']);
      expect(await Promise.all(relays.map((relay) => relay.close()))).toEqual([0, 0]);
    }));

  test('a second that joins takes nothing over, and leads as soon as the first has been closed', () =>
    withLog(async ({ log, start }) => {
      await report(log, 100);
      const first = start();
      await first.until(({ position }) => position === 100);
      const second = start();
      await second.until(({ role, head }) => role === 'standby' && head === 100);
      const joined = Date.now();
      await second.until(({ aliveAt }) => aliveAt > joined);
      await report(log, 100);
      await first.until(({ position }) => position === 200);
      expect(first.state()?.role).toBe('leading');
      expect(second.state()).toMatchObject({ role: 'standby', position: 0 });

      expect(await first.close()).toBe(0);
      await second.until(({ role }) => role === 'leading');
      await report(log, 100);
      await second.until(({ position }) => position === 300);
      expect(await second.close()).toBe(0);
    }));

  /** In the fifth transaction of 25 events. */
  const frozen: readonly [string, Omit<Tripwire, 'signal'>][] = [
    ['before it sends the events', { api: 'Produce', moment: 'before-sent', transaction: 5 }],
    ['with its events at the broker', { api: 'Produce', moment: 'answered', transaction: 5 }],
    ['before it sends the commit', { api: 'EndTxn', moment: 'before-sent', transaction: 5 }],
    ['after the commit, before it knows', { api: 'EndTxn', moment: 'answered', transaction: 5 }],
  ];

  // All at once, because each waits for the session of the frozen to run out.
  test('the leader frozen past its session, at any point of a transaction: the other takes over; woken, the old one stands by, and nothing is lost or doubled', async () => {
    await Promise.all(frozen.map(([, tripwire]) => freezeAndWake({ ...tripwire, signal: 'SIGSTOP' })));
  }, 120_000);

  const freezeAndWake = (tripwire: Tripwire) =>
    withLog(async ({ log, start }) => {
      await report(log, 400);
      const first = start(tripwire);
      await first.untilFrozen();
      const second = start();
      await second.until(({ role, position }) => role === 'leading' && position === 400);

      first.kill('SIGCONT');
      await report(log, 100);
      const woken = Date.now();
      await first.until(({ role, aliveAt }) => role === 'standby' && aliveAt > woken);
      await second.until(({ position }) => position === 500);
      await report(log, 100);
      await second.until(({ position }) => position === 600);
      expect(second.roles()).toEqual(['standby', 'resuming', 'leading']);
      expect(first.roles()).toEqual(['standby', 'resuming', 'leading', 'standby']);
      expect(await Promise.all([first.close(), second.close()])).toEqual([0, 0]);
    });
});
