import { topicOf } from '@linli/contracts';
import type { Admin } from 'kafkajs';
import type { ServiceAccess } from './access.ts';

export interface TopicShape {
  readonly prefix: string;
  readonly partitions: number;
  readonly replication: number;
}

/** Events are kept for ever, each of them, so that any consumer can begin at the beginning. */
const kept = [
  { name: 'cleanup.policy', value: 'delete' },
  { name: 'retention.ms', value: '-1' },
  { name: 'retention.bytes', value: '-1' },
];

/**
 * Makes the topics of the table that are missing and answers their names. One that is there is left as it is: another
 * number of partitions would scatter the events of a stream.
 */
export async function makeTopics(
  admin: Admin,
  table: readonly ServiceAccess[],
  { prefix, partitions, replication }: TopicShape,
): Promise<readonly string[]> {
  const present = new Set(await admin.listTopics());
  const missing = table
    .flatMap(({ publishes }) => (publishes === undefined ? [] : [`${prefix}${topicOf(publishes)}`]))
    .filter((topic) => !present.has(topic));
  if (missing.length > 0) {
    await admin.createTopics({
      waitForLeaders: true,
      topics: missing.map((topic) => ({
        topic,
        numPartitions: partitions,
        replicationFactor: replication,
        configEntries: kept,
      })),
    });
  }
  return missing;
}
