import { createRequire } from 'node:module';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { InMemoryEventStore } from '@linli/event-sourcing';
import { freePort, type KafkaEngine, type PrivateServer, startKafka } from '@linli/testing/engines';
import { startProxy, type TcpProxy } from '@linli/testing/faults';
import kafkajs from 'kafkajs';
import {
  createKafkaClient,
  type KafkaConnection,
  type KafkaJournal,
  relayName,
  topicName,
} from '../../src/kafka/kafka-connection.ts';
import { startRelay } from '../../src/kafka/relay/relay.ts';
import type { PlacedMessage } from '../../src/kafka/relay/publisher.ts';
import { withAdmin } from '../../src/kafka/topics.ts';
import { until } from '../sample-logs.ts';
import { newRelayedLog, type RelayedLog } from './relay-process.ts';
import { expectExactlyOnce, newCity, readTopic, report, untilPublished, written } from './relay-samples.ts';

// A broker takes many seconds to come back on a busy machine.
jest.setTimeout(240_000);

const kafkajsBroker = createRequire(import.meta.url)('kafkajs/src/broker') as {
  readonly prototype: { addPartitionsToTxn(): Promise<undefined> };
};

describe('a relay whose broker fails', () => {
  let kafka: KafkaEngine & PrivateServer;
  let proxy: TcpProxy;
  let relayed: RelayedLog | undefined;

  beforeAll(async () => {
    const port = await freePort();
    proxy = await startProxy({ target: { host: '127.0.0.1', port } });
    kafka = await startKafka({ port, advertised: `127.0.0.1:${proxy.port}` });
  });

  afterEach(async () => {
    proxy.heal();
    await relayed?.dispose();
    relayed = undefined;
  });

  afterAll(async () => {
    await kafka.stop();
    await proxy.close();
  });

  /** Publishes under a steady load that goes on while `fault` does its worst, and until two hundred events later. */
  async function publishThrough(
    fault: (more: (count: number) => Promise<void>) => Promise<void>,
  ): Promise<void> {
    relayed = await newRelayedLog(kafka.brokers);
    const { log, connection, partitions } = relayed;
    const writing = new AbortController();
    const load = (async () => {
      while (!writing.signal.aborted) {
        await report(log, 5);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    })();
    const relay = relayed.start();
    try {
      await relay.until(({ position }) => position > 100);
      const more = async (count: number) => {
        const enough = (await log.head()) + count;
        await relay.until(({ position }) => position > enough);
      };
      await fault(more);
      await more(200);
    } finally {
      writing.abort();
      await load;
    }
    const head = await log.head();
    await relay.until(({ position, failure }) => position === head && failure === undefined);
    // An unhandled rejection anywhere would have ended it with another code.
    expect(await relay.close()).toBe(0);
    expectExactlyOnce(await readTopic(connection), head, partitions);
  }

  test('kill -9 of the broker and its restart, three times: each event once, in order', () =>
    publishThrough(async (more) => {
      for (let n = 0; n < 3; n += 1) {
        await kafka.kill();
        await kafka.start();
        await more(50);
      }
    }));

  // The commit is answered and not yet carried out: a broker that restarts then has been seen to leave it at that.
  test('kill -9 of the broker right behind the last commit, and its restart, again and again: each event once, in order', async () => {
    relayed = await newRelayedLog(kafka.brokers);
    const { log, connection, partitions } = relayed;
    for (let n = 0; n < 4; n += 1) {
      await report(log, 75);
      const { pid } = kafka;
      const relay = relayed.start({
        ...{ api: 'EndTxn', moment: 'answered', transaction: 3 },
        ...{ signal: 'SIGKILL', pid },
      });
      await until(() => !isAlive(pid));
      await kafka.kill();
      await kafka.start();
      const head = await log.head();
      await relay.until(({ position }) => position === head);
      expectExactlyOnce(await readTopic(connection), head, partitions);
      expect(await relay.close()).toBe(0);
    }
  });

  test('what a broker has left undecided is committed before anything is published, and not published again', async () => {
    const partitions = 4;
    const connection = newCity(kafka.brokers);
    const log = new InMemoryEventStore();
    const publishAll = async (journal?: KafkaJournal) => {
      const relay = await startRelay({
        ...{ connection, context: 'incidents', log, partitions, replication: 1 },
        ...(journal && { journal }),
      });
      await untilPublished(relay, await log.head());
      await relay.close();
    };
    await report(log, 40);
    await publishAll();

    await report(log, 40);
    const { events } = await log.readAll({ after: 40, limit: 20 });
    await leaveHanging(
      connection,
      events.map((event) => written(event, 40, partitions)).filter(({ partition }) => partition % 2 === 1),
    );
    const told: string[] = [];
    await publishAll((level, message) => void (level === 'warn' && told.push(message)));
    expectExactlyOnce(await readTopic(connection), 80, partitions);
    expect(told).toEqual([expect.stringContaining('left undecided in partitions 1, 3')]);
    await log.close();
  });

  /** Writes the messages in a transaction of the relay that the broker then knows nothing of. */
  async function leaveHanging(connection: KafkaConnection, messages: PlacedMessage[]): Promise<void> {
    await withAdmin(createKafkaClient(connection), (admin) =>
      admin.alterConfigs({
        validateOnly: false,
        resources: [
          {
            ...{ type: kafkajs.ConfigResourceTypes.BROKER, name: '1' },
            configEntries: [{ name: 'transaction.partition.verification.enable', value: 'false' }],
          },
        ],
      }),
    );
    for (const partition of new Set(messages.map((message) => message.partition)))
      // The broker refuses it until it has heard of its setting.
      await until(() =>
        writeUnregistered(
          connection,
          messages.filter((message) => message.partition === partition),
        ).then(
          () => true,
          (error: { type?: string }) => {
            if (error.type !== 'INVALID_TXN_STATE') throw error;
            return false;
          },
        ),
      );
  }

  async function writeUnregistered(connection: KafkaConnection, messages: PlacedMessage[]): Promise<void> {
    const unregistered = jest
      .spyOn(kafkajsBroker.prototype, 'addPartitionsToTxn')
      .mockResolvedValue(undefined);
    const producer = createKafkaClient(connection).producer({
      transactionalId: relayName(connection, 'incidents'),
    });
    try {
      await producer.connect();
      await (await producer.transaction()).send({ topic: topicName(connection, 'incidents'), messages });
    } finally {
      await producer.disconnect();
      unregistered.mockRestore();
    }
  }

  test('connections cut again and again: each event once, in order', () =>
    publishThrough(async (more) => {
      for (let n = 0; n < 20; n += 1) {
        await more(30);
        proxy.cut();
      }
    }));

  test('a network that swallows everything for a while, and then delivers it: each event once, in order', () =>
    publishThrough(async () => {
      const { log } = relayed as RelayedLog;
      proxy.halfOpen();
      const head = await log.head();
      await until(async () => (await log.head()) > head + 2_000);
      proxy.heal();
    }));

  test('a broker that is not there yet is waited for, which shows in the state; meanwhile closing does not hang', async () => {
    proxy.refuse();
    const log = new InMemoryEventStore();
    await report(log, 50);
    const connection = newCity(kafka.brokers);
    const options = { connection, context: 'incidents' as const, log, partitions: 4, replication: 1 };
    const impatient = await startRelay(options);
    const patient = await startRelay(options);
    try {
      await until(() => (patient.state().failure?.attempts ?? 0) >= 2);
      expect(patient.state()).toMatchObject({ role: 'standby', position: 0, head: 50 });
      await impatient.close();
      proxy.heal();
      await untilPublished(patient, 50);
      await until(() => patient.state().failure === undefined);
    } finally {
      await patient.close();
      await log.close();
    }
    expectExactlyOnce(await readTopic(connection), 50, 4);
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
