import { createCluster, transactionSteps } from './client-internals.ts';
import { kafkaFailure } from '../kafka-failure.ts';
import type { PartitionEnds } from './last-records.ts';
import { openPublisher, type Publisher, type PublisherOptions, transactionTimeoutMs } from './publisher.ts';
import { openTopicEnds } from './topic-ends.ts';
import { withAdmin } from '../topics.ts';

/** A publisher, and where the topic ends for as long as it has not written. */
export interface SettledPublisher {
  readonly publisher: Publisher;
  readonly ends: readonly PartitionEnds[];
  /** Partitions in which a transaction was found hanging, and has been committed. */
  readonly settled: readonly number[];
}

/**
 * Opens a publisher of a topic in which everything is decided, so that what can be read is all there is.
 *
 * A broker answers the opening once the transactions before have their markers in every partition, committed or aborted.
 * But it takes a partition without a leader for one that is deleted, and passes it over: a broker that is killed right
 * behind a commit and restarts leaves the partitions that it leads without the marker (Kafka 4.4, one copy). Nobody can
 * read these records, and the next marker in the partition decides them, whatever it was meant for. They would be
 * published again and become readable twice.
 *
 * So they are committed first, those of a transaction that was to be aborted too: whatever a relay has written to a
 * partition is the log's next part there, and a batch of which only some partitions have theirs is completed.
 *
 * Rejects when something remains undecided: a transaction of somebody else.
 */
export async function openSettled(options: PublisherOptions): Promise<SettledPublisher> {
  let publisher = await openPublisher(options);
  try {
    const { ends, hanging } = await readEnds(options);
    if (hanging.length === 0) return { publisher, ends, settled: [] };
    await publisher.close();
    await commitHanging(options, hanging);
    // Opened once the markers are there.
    publisher = await openPublisher(options);
    const now = await readEnds(options);
    if (now.hanging.length > 0)
      throw new Error(
        `a transaction of somebody else is under way in partitions ${now.hanging.join(', ')} of ${options.topic}`,
      );
    return { publisher, ends: now.ends, settled: hanging };
  } catch (error) {
    await publisher.close();
    throw error;
  }
}

/** Up to where everything is decided, and the partitions that hold more. */
async function readEnds({ kafka, topic }: PublisherOptions): Promise<{
  readonly ends: readonly PartitionEnds[];
  readonly hanging: readonly number[];
}> {
  const all = await openTopicEnds(kafka, topic, 'readUncommitted');
  const written = await all.read().finally(() => all.close());
  // Asked afterwards, so that it is no less than what was written then.
  const ends = await withAdmin(kafka, (admin) => admin.fetchTopicOffsets(topic));
  const hanging = ends
    .filter(({ partition, high }) => BigInt(high) < (written.get(partition) ?? 0n))
    .map(({ partition }) => partition)
    .sort((one, other) => one - other);
  return { ends, hanging };
}

/** Commits a transaction that adds nothing. */
async function commitHanging(
  { kafka, topic, transactionalId }: PublisherOptions,
  hanging: readonly number[],
): Promise<void> {
  const cluster = createCluster(kafka, 'readCommitted');
  const steps = transactionSteps({
    ...{ cluster, transactionalId, transactional: true, transactionTimeout: transactionTimeoutMs },
    logger: { debug: () => undefined },
  });
  try {
    await cluster.connect();
    await steps.initProducerId();
    steps.beginTransaction();
    await steps.addPartitionsToTransaction([
      { topic, partitions: hanging.map((partition) => ({ partition })) },
    ]);
    await steps.commit();
  } catch (error) {
    throw kafkaFailure(
      `what hangs in partitions ${hanging.join(', ')} of ${topic} could not be committed`,
      error,
    );
  } finally {
    await cluster.disconnect();
  }
}
