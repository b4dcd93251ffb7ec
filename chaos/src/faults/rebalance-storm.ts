import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Stack } from '@linli/deploy';
import { Kafka, logLevel } from 'kafkajs';
import type { KafkaAccess } from '../city.ts';
import { startLike } from '../like-process.ts';
import { type Fault, hold } from './fault.ts';

const everyMs = 1_000;

/**
 * Members come and go every second: of the board's group, a stranger that takes partitions and does nothing with them;
 * and of all groups, a second operations centre on the same database, which works on what it is given until it is killed.
 */
export function rebalanceStorm(stack: Stack, kafka: KafkaAccess, log: string): Fault {
  return {
    name: 'rebalance storm: members join and leave each second, a second operations centre among them',
    kind: 'rebalance storm',
    touches: ['operations'],
    holdMs: 15_000,
    begin() {
      const over = new AbortController();
      const working = Promise.all([strangers(kafka, over.signal), twins(stack, log, over.signal)]);
      return Promise.resolve(async () => {
        over.abort();
        await working;
      });
    },
  };
}

async function strangers({ brokers, username, password }: KafkaAccess, over: AbortSignal): Promise<void> {
  const client = new Kafka({
    brokers: [...brokers],
    clientId: 'chaos-stranger',
    sasl: { mechanism: 'scram-sha-512', username, password },
    logLevel: logLevel.NOTHING,
  });
  while (!over.aborted) {
    const consumer = client.consumer({ groupId: await boardGroup(client), sessionTimeout: 10_000 });
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: ['linli.incidents'] });
      await consumer.run({ autoCommit: false, eachBatch: () => Promise.resolve() });
      await hold(everyMs, over);
    } catch {
      // The broker may be gone: the next one tries again.
      await hold(everyMs, over);
    } finally {
      await consumer.disconnect().catch(() => undefined);
    }
  }
}

/** The group of the board's projection, with the generation it has now. */
async function boardGroup(client: Kafka): Promise<string> {
  const admin = client.admin();
  await admin.connect();
  try {
    const { groups } = await admin.listGroups();
    const names = groups.map(({ groupId }) => groupId).filter((name) => name.startsWith(boardGroups));
    return names.sort().at(-1) ?? `${boardGroups}1`;
  } finally {
    await admin.disconnect();
  }
}

const boardGroups = 'linli.operations.incident-board.';

async function twins(stack: Stack, log: string, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    const twin = startTwin(stack.service('operations').pid, log);
    for (let second = 0; second < 5 && !over.aborted; second += 1) await hold(everyMs, over);
    if (twin === undefined) continue;
    const gone = once(twin, 'exit');
    twin.kill('SIGKILL');
    await gone;
  }
}

/** The same program with the same environment on another port. */
function startTwin(pid: number | undefined, log: string): ChildProcess | undefined {
  if (pid === undefined) return undefined;
  try {
    return startLike({ pid, log, env: { HTTP_PORT: '0' } });
  } catch {
    // The one it is made after has just been killed.
    return undefined;
  }
}
