import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { acquireKafka, type KafkaEngine } from '@linli/testing/engines';
import kafkajs from 'kafkajs';
import { createKafkaClient, type KafkaConnection } from '../../src/kafka/kafka-connection.ts';
import { ensureTopic, UnfitTopic, withAdmin } from '../../src/kafka/topics.ts';
import { newCity } from './relay-samples.ts';

describe('the topic of a context', () => {
  let kafka: KafkaEngine;
  let connection: KafkaConnection;
  let topic: string;

  beforeAll(async () => {
    kafka = await acquireKafka();
  });

  afterAll(() => kafka.stop());

  beforeEach(() => {
    connection = newCity(kafka.brokers);
    topic = `${connection.prefix}linli.incidents`;
  });

  const ensure = (partitions = 3) =>
    ensureTopic({ connection, context: 'incidents', partitions, replication: 1 });

  async function create(numPartitions: number, configured: Record<string, string>): Promise<void> {
    const configEntries = Object.entries(configured).map(([name, value]) => ({ name, value }));
    await withAdmin(createKafkaClient(connection), (admin) =>
      admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions, configEntries }] }),
    );
  }

  test('is created with the stated partitions, kept for ever, never compacted, with the time of recording', async () => {
    await ensure();
    await withAdmin(createKafkaClient(connection), async (admin) => {
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
      expect(topics[0]?.partitions).toHaveLength(3);
      const { resources } = await admin.describeConfigs({
        includeSynonyms: false,
        resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: topic }],
      });
      const configured = Object.fromEntries(
        (resources[0]?.configEntries ?? []).map(({ configName, configValue }) => [configName, configValue]),
      );
      expect(configured).toMatchObject({
        'cleanup.policy': 'delete',
        'retention.ms': '-1',
        'retention.bytes': '-1',
        'min.insync.replicas': '1',
        'unclean.leader.election.enable': 'false',
        'message.timestamp.type': 'CreateTime',
      });
    });
  });

  test('is left as it is when it is there, and may be asked for by several at once', async () => {
    await Promise.all([ensure(), ensure(), ensure()]);
    await ensure();
  });

  test.each([
    ['another number of partitions', 2, {}, /has 2 partitions and 3 are configured; set .* to 2/],
    ['a retention by time', 3, { 'retention.ms': '604800000' }, /retention.ms=604800000 would delete events/],
    [
      'a retention by size',
      3,
      { 'retention.bytes': '1000000' },
      /retention.bytes=1000000 would delete events/,
    ],
    ['compaction', 3, { 'cleanup.policy': 'compact' }, /cleanup.policy=compact would keep only the last/],
  ])('is refused with %s, saying what to do', async (_name, numPartitions, configured, message) => {
    await create(numPartitions, { 'retention.ms': '-1', 'retention.bytes': '-1', ...configured });
    const refused = ensure();
    await expect(refused).rejects.toThrow(UnfitTopic);
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toThrow(topic);
  });

  test('every reason is told at once', async () => {
    await create(1, { 'retention.ms': '1000', 'cleanup.policy': 'compact,delete' });
    await expect(ensure()).rejects.toThrow(/1 partitions.*retention.ms=1000.*cleanup.policy=compact,delete/);
  });
});
