import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { acquireKafka, type KafkaEngine } from '@linli/testing/engines';
import type { Tripwire } from './children/tripwire.ts';
import { newRelayedLog, type RelayedLog } from './relay-process.ts';
import { expectExactlyOnce, readTopic, report } from './relay-samples.ts';

/** Each transaction is of 25 events. A Produce is sent once the broker has begun the transaction, not before. */
const moments: Readonly<Record<string, Omit<Tripwire, 'signal'>>> = {
  'between two transactions': { api: 'AddPartitionsToTxn', moment: 'before-sent', transaction: 4 },
  'in a transaction that is begun and empty': { api: 'Produce', moment: 'before-sent', transaction: 4 },
  'with its events at the broker': { api: 'Produce', moment: 'answered', transaction: 4 },
  'before the commit is sent': { api: 'EndTxn', moment: 'before-sent', transaction: 4 },
  'after the commit, before it knows': { api: 'EndTxn', moment: 'answered', transaction: 4 },
  'before it has published anything': { api: 'InitProducerId', moment: 'answered', transaction: 1 },
};

interface Outcome {
  readonly ended: number | string;
  /** Records at the topic when it was dead, committed or not. */
  readonly left: number;
  readonly events: number;
  readonly relayed: RelayedLog;
}

describe('a relay that is killed', () => {
  let kafka: KafkaEngine;
  const logs: RelayedLog[] = [];
  const outcomes = new Map<string, Outcome>();

  // All at once, because each waits for the session of the dead to run out.
  beforeAll(async () => {
    kafka = await acquireKafka();
    await Promise.all(
      Object.entries(moments).map(async ([name, tripwire]) => {
        const relayed = await newRelayedLog(kafka.brokers);
        logs.push(relayed);
        await report(relayed.log, 500);
        const ended = await relayed.start({ ...tripwire, signal: 'SIGKILL' }).ended;
        const left = (await readTopic(relayed.connection, { uncommitted: true })).length;
        outcomes.set(name, { ended, left, events: 500, relayed });
      }),
    );
  }, 60_000);

  afterAll(async () => {
    await Promise.all(logs.map((relayed) => relayed.dispose()));
    await kafka.stop();
  });

  test.each([
    ['between two transactions', 75],
    ['in a transaction that is begun and empty', 75],
    ['with its events at the broker', 100],
    ['before the commit is sent', 100],
    ['after the commit, before it knows', 100],
    ['before it has published anything', 0],
  ])('%s leaves a topic that the next one completes: each event once, in order', async (name, left) => {
    const { ended, relayed, events, ...outcome } = outcomes.get(name) as Outcome;
    expect(ended).toBe('SIGKILL');
    expect(outcome.left).toBe(left);
    const next = relayed.start();
    await next.until(({ position }) => position === events);
    expect(await next.close()).toBe(0);
    expectExactlyOnce(await readTopic(relayed.connection), events, relayed.partitions);
  });
});

test('kill -9 again and again under load, at moments of chance: each event once at the topic, in order', async () => {
  const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
  console.log(`seed ${seed}; SEED=${seed} repeats it`);
  const kafka = await acquireKafka();
  try {
    await Promise.all([1, 2, 3].map((city) => storm(kafka.brokers, chance(seed * 10 + city))));
  } finally {
    await kafka.stop();
  }
}, 240_000);

async function storm(brokers: readonly string[], random: () => number): Promise<void> {
  const relayed = await newRelayedLog(brokers);
  const { log, connection, partitions } = relayed;
  const writing = new AbortController();
  const load = (async () => {
    while (!writing.signal.aborted) {
      await report(log, 5);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  })();
  try {
    for (let kill = 0; kill < 5; kill += 1) {
      const process = relayed.start();
      await process.until(({ role }) => role === 'leading');
      const at = (process.state()?.position ?? 0) + Math.floor(random() * 400);
      await process.until(({ position }) => position >= at);
      process.kill('SIGKILL');
      expect(await process.ended).toBe('SIGKILL');
    }
    writing.abort();
    await load;
    const head = await log.head();
    const last = relayed.start();
    await last.until(({ position }) => position === head);
    expect(await last.close()).toBe(0);
    expectExactlyOnce(await readTopic(connection), head, partitions);
  } finally {
    writing.abort();
    await load;
    await relayed.dispose();
  }
}

/** Numbers in [0, 1), the same for the same seed. */
function chance(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
