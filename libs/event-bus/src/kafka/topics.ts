import { setTimeout } from 'node:timers/promises';
import type { ContextName } from '@linli/contracts';
import kafkajs, { type Admin, type Kafka } from 'kafkajs';
import { kafkaFailure } from './kafka-failure.ts';
import { createKafkaClient, type KafkaConnection, type KafkaJournal, topicName } from './kafka-connection.ts';

// Node's ESM loader does not see these among the names that kafkajs exports.
const { ConfigResourceTypes, KafkaJSAggregateError } = kafkajs;

export interface TopicOptions {
  readonly connection: KafkaConnection;
  readonly context: ContextName;
  readonly partitions: number;
  readonly replication: number;
  readonly journal?: KafkaJournal;
}

/** The topic is there, but events must not be published to it; the message lists every reason and what to do. */
export class UnfitTopic extends Error {
  override readonly name = 'UnfitTopic';
  readonly topic: string;
  constructor(topic: string, reasons: readonly string[]) {
    super(`topic ${topic} cannot hold a context's events: ${reasons.join('; ')}`);
    this.topic = topic;
  }
}

/**
 * Creates the topic of a context when it is missing, kept for ever and never compacted, and checks it when it is there.
 * Rejects with `UnfitTopic` for another number of partitions or a retention that would delete events, and with the
 * client's error when the broker cannot be reached or refuses.
 */
export async function ensureTopic(options: TopicOptions): Promise<void> {
  const { connection, journal } = options;
  await ensureTopicBy(createKafkaClient(connection, journal), options);
}

/** As `ensureTopic`, with a client that is there already. */
export async function ensureTopicBy(kafka: Kafka, options: TopicOptions): Promise<void> {
  const { connection, context, partitions, journal } = options;
  const topic = topicName(connection, context);
  await withAdmin(kafka, async (admin) => {
    if (!(await admin.listTopics()).includes(topic) && (await create(admin, topic, options)))
      journal?.('info', `created topic ${topic} with ${partitions} partitions`);
    const reasons = await onceKnown(() => whyUnfit(admin, topic, partitions)).catch((error: unknown) => {
      throw kafkaFailure(`topic ${topic} could not be checked`, error);
    });
    if (reasons.length > 0) throw new UnfitTopic(topic, reasons);
  });
}

/** Runs with an admin client that is connected for as long. */
export async function withAdmin<Result>(
  kafka: Kafka,
  act: (admin: Admin) => Promise<Result>,
): Promise<Result> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    return await act(admin);
  } finally {
    await admin.disconnect();
  }
}

function settings(replication: number): Record<string, string> {
  return {
    'cleanup.policy': 'delete',
    'retention.ms': '-1',
    'retention.bytes': '-1',
    // Three copies go on with one of them away; with fewer, asking for two would stop everything when one is.
    'min.insync.replicas': replication >= 3 ? '2' : '1',
    'unclean.leader.election.enable': 'false',
    // Timestamps are those of recording, whatever they are: by default a broker refuses what is an hour ahead of it.
    'message.timestamp.type': 'CreateTime',
    'message.timestamp.after.max.ms': '9223372036854775807',
    'message.timestamp.before.max.ms': '9223372036854775807',
    // Room for one big event: the default of 1 MiB would hold the relay at it for ever.
    'max.message.bytes': String(8 * 1024 * 1024),
  };
}

/** False when somebody else has been quicker. */
async function create(
  admin: Admin,
  topic: string,
  { partitions, replication }: TopicOptions,
): Promise<boolean> {
  try {
    return await admin.createTopics({
      // kafkajs would wait for a leader, but reject when the broker it asks has not heard of the topic yet.
      waitForLeaders: false,
      topics: [
        {
          topic,
          numPartitions: partitions,
          replicationFactor: replication,
          configEntries: Object.entries(settings(replication)).map(([name, value]) => ({ name, value })),
        },
      ],
    });
  } catch (error) {
    // The client's own message says only that topics could not be created.
    const causes = error instanceof KafkaJSAggregateError ? error.errors : [error];
    const reasons = causes.map((cause) => (cause instanceof Error ? cause.message : String(cause)));
    throw new Error(`topic ${topic} could not be created: ${reasons.join('; ')}`, { cause: error });
  }
}

/** Repeats the question while brokers learn of a topic that has just been created, for some seconds at most. */
async function onceKnown<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await ask();
    } catch (error) {
      const { type = '' } = error as { type?: string };
      const unknown = type === 'UNKNOWN_TOPIC_OR_PARTITION' || type === 'LEADER_NOT_AVAILABLE';
      if (!unknown || attempts === 100) throw error;
      await setTimeout(100);
    }
  }
}

async function whyUnfit(admin: Admin, topic: string, partitions: number): Promise<string[]> {
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
  const found = topics.find(({ name }) => name === topic)?.partitions.length ?? 0;
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: ConfigResourceTypes.TOPIC, name: topic }],
  });
  const configured = new Map(
    resources.flatMap(({ configEntries }) =>
      configEntries.map(({ configName, configValue }) => [configName, configValue] as const),
    ),
  );
  const reasons: string[] = [];
  if (found !== partitions)
    reasons.push(
      `it has ${found} partitions and ${partitions} are configured; set the number of partitions to ${found}, since a stream must never change its partition`,
    );
  for (const retention of ['retention.ms', 'retention.bytes']) {
    const value = configured.get(retention);
    if (value !== '-1')
      reasons.push(`${retention}=${value} would delete events; alter the topic to ${retention}=-1`);
  }
  const policy = configured.get('cleanup.policy') ?? '';
  if (policy.includes('compact'))
    reasons.push(
      `cleanup.policy=${policy} would keep only the last event of each stream; alter the topic to cleanup.policy=delete`,
    );
  return reasons;
}
