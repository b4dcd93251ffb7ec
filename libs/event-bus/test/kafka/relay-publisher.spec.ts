import { createRequire } from 'node:module';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { acquireKafka, type KafkaEngine } from '@linli/testing/engines';
import type { Kafka } from 'kafkajs';
import {
  createKafkaClient,
  type KafkaConnection,
  relayName,
  topicName,
} from '../../src/kafka/kafka-connection.ts';
import { isFenced, openPublisher, type Publisher } from '../../src/kafka/relay/publisher.ts';
import { ensureTopic } from '../../src/kafka/topics.ts';
import { newCity, readTopic } from './relay-samples.ts';

const kafkajsBroker = createRequire(import.meta.url)('kafkajs/src/broker') as {
  readonly prototype: { endTxn(): Promise<undefined> };
};

describe('the publisher', () => {
  let engine: KafkaEngine;
  let connection: KafkaConnection;
  const open: Publisher[] = [];

  beforeAll(async () => {
    engine = await acquireKafka();
  });

  afterAll(() => engine.stop());

  beforeEach(async () => {
    connection = newCity(engine.brokers);
    await ensureTopic({ connection, context: 'incidents', partitions: 3, replication: 1 });
  });

  afterEach(async () => {
    await Promise.all(open.splice(0).map((publisher) => publisher.close()));
  });

  async function publisher(kafka: Kafka = createKafkaClient(connection)): Promise<Publisher> {
    const topic = topicName(connection, 'incidents');
    const opened = await openPublisher({ kafka, topic, transactionalId: relayName(connection, 'incidents') });
    open.push(opened);
    return opened;
  }

  const messages = (...values: string[]) =>
    values.map((value, n) => ({ partition: n % 3, key: 'k', value, headers: {} }));
  const always = () => true;
  const readable = async () => (await readTopic(connection)).map(({ value }) => String(value)).sort();

  test('publishes batch after batch, each to the partitions that are named', async () => {
    const only = await publisher();
    await only.publish(messages('a', 'b', 'c', 'd'), always);
    await only.publish(messages('e'), always);
    expect((await readTopic(connection)).map(({ partition, value }) => [partition, String(value)])).toEqual([
      [0, 'a'],
      [0, 'd'],
      [0, 'e'],
      [1, 'b'],
      [2, 'c'],
    ]);
  });

  test('is refused by the broker once another has been opened, though it has noticed nothing', async () => {
    const first = await publisher();
    await first.publish(messages('a'), always);
    const second = await publisher();
    const refusal = await first.publish(messages('b'), always).catch((error: unknown) => error);
    expect(isFenced(refusal)).toBe(true);
    await second.publish(messages('c'), always);
    expect(await readable()).toEqual(['a', 'c']);
  });

  test('what may not be committed never becomes readable, and keeps no reader waiting', async () => {
    const only = await publisher();
    await expect(only.publish(messages('a', 'b'), () => false)).rejects.toThrow('lost before the commit');
    const other = createKafkaClient(connection).producer();
    await other.connect();
    await other.send({ topic: topicName(connection, 'incidents'), messages: messages('c') });
    await other.disconnect();
    expect(await readable()).toEqual(['c']);
  });

  test.each([
    [
      'passes over',
      (given: readonly { partition?: number }[]) => given.filter(({ partition }) => partition !== 1),
    ],
    ['writes twice', (given: readonly { partition?: number }[]) => given],
  ])('a batch of which the client %s a part is not committed', async (what, change) => {
    const only = await publisher(
      withSend((send) => async (record) => {
        const answers = await send({
          ...record,
          messages: change(record.messages) as typeof record.messages,
        });
        return what === 'writes twice' ? [...answers, ...(await send(record))] : answers;
      }),
    );
    await expect(only.publish(messages('a', 'b', 'c'), always)).rejects.toThrow('not those of the batch');
    await (await publisher()).publish(messages('d'), always);
    expect(await readable()).toEqual(['d']);
  });

  test('a commit that the broker answers and does not carry out is not taken for one', async () => {
    const only = await publisher();
    const answered = jest.spyOn(kafkajsBroker.prototype, 'endTxn').mockResolvedValue(undefined);
    try {
      await expect(only.publish(messages('a', 'b'), always)).rejects.toThrow(
        'not carried it out in partitions 0, 1',
      );
    } finally {
      answered.mockRestore();
    }
    await (await publisher()).publish(messages('c'), always);
    expect(await readable()).toEqual(['c']);
  });

  type Send = Awaited<ReturnType<ReturnType<Kafka['producer']>['transaction']>>['send'];

  /** A client whose transactions send otherwise, as kafkajs does while a partition changes its leader. */
  function withSend(change: (send: Send) => Send): Kafka {
    const kafka = createKafkaClient(connection);
    const create = kafka.producer.bind(kafka);
    kafka.producer = (config) => {
      const producer = create(config);
      const begin = producer.transaction;
      return Object.assign(producer, {
        transaction: async () => {
          const transaction = await begin();
          return { ...transaction, send: change(transaction.send) };
        },
      });
    };
    return kafka;
  }
});
