import { type Admin, type Kafka, logLevel } from 'kafkajs';
import { createKafkaClient, type KafkaConnection } from '../kafka-connection.ts';

/** The brokers do not let this principal in, or not to what it asks for. Time does not heal it: someone has to allow it. */
export class KafkaAccessRefused extends Error {
  override readonly name = 'KafkaAccessRefused';
}

export interface Wanted {
  readonly connection: KafkaConnection;
  readonly topics: readonly string[];
  readonly group: string;
}

/** The refusal behind an error of the client, in words that say which right is missing; undefined for any other error. */
export function refusalOf(
  error: unknown,
  { connection, topics, group }: Wanted,
): KafkaAccessRefused | undefined {
  const who = `the principal ${connection.sasl?.username ?? 'ANONYMOUS'}`;
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (cause.name === 'KafkaJSSASLAuthenticationError')
      return new KafkaAccessRefused(`the brokers refuse the credentials of ${who}`, { cause: error });
    switch ((cause as { type?: string }).type) {
      case 'TOPIC_AUTHORIZATION_FAILED':
        return new KafkaAccessRefused(
          `${who} may not read ${topics.length > 1 ? 'one of the topics' : 'the topic'} ${topics.join(', ')}: ` +
            'it needs the right READ there',
          { cause: error },
        );
      case 'GROUP_AUTHORIZATION_FAILED':
        return new KafkaAccessRefused(
          `${who} may not use the consumer group ${group}: it needs the right READ on that group`,
          { cause: error },
        );
    }
  }
  return undefined;
}

/**
 * Whether the group is refused to us. The client drops what the brokers say when they are asked for a group's coordinator
 * and reports that there is none; only its log for debugging has the reason.
 */
export async function groupRefusal(wanted: Wanted): Promise<KafkaAccessRefused | undefined> {
  let refused = false;
  const client: Kafka = createKafkaClient(wanted.connection, (_level, message) => {
    if (message.includes('Not authorized to access group')) refused = true;
  });
  client.logger().setLogLevel(logLevel.DEBUG);
  const admin: Admin = client.admin();
  try {
    await admin.connect();
    await admin.fetchOffsets({ groupId: wanted.group, topics: [...wanted.topics] });
  } catch {
    // What the log has said is the answer.
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
  return refused
    ? refusalOf(Object.assign(new Error('refused'), { type: 'GROUP_AUTHORIZATION_FAILED' }), wanted)
    : undefined;
}
