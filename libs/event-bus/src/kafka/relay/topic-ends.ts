import type { Kafka } from 'kafkajs';
import { createCluster } from './client-internals.ts';

/** Where the partitions of a topic end, as often as it is asked. */
export interface TopicEnds {
  /** The offset behind the last record of each partition. Rejects as the client does; nothing is tried again. */
  read(): Promise<ReadonlyMap<number, bigint>>;
  /** Never rejects. */
  close(): Promise<void>;
}

/** With `readCommitted` a partition ends before its first record that is neither committed nor aborted. */
export async function openTopicEnds(
  kafka: Kafka,
  topic: string,
  isolation: 'readCommitted' | 'readUncommitted',
): Promise<TopicEnds> {
  const cluster = createCluster(kafka, isolation);
  const close = () => cluster.disconnect().catch(() => undefined);
  try {
    await cluster.connect();
    await cluster.addTargetTopic(topic);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    async read() {
      const partitions = cluster
        .findTopicPartitionMetadata(topic)
        .map(({ partitionId }) => ({ partition: partitionId }));
      const [found] = await cluster.fetchTopicsOffset([{ topic, fromBeginning: false, partitions }]);
      return new Map(found?.partitions.map(({ partition, offset }) => [partition, BigInt(offset)]));
    },
    close,
  };
}
