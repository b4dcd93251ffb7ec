import { Kafka, logLevel, type RetryOptions } from 'kafkajs';
import type { KafkaAccess } from './city.ts';

/** A client from outside the city, which tries again as often as it is told and says nothing of it. */
export function kafkaClient(
  { brokers, username, password }: KafkaAccess,
  clientId: string,
  retry: RetryOptions,
): Kafka {
  return new Kafka({
    brokers: [...brokers],
    clientId,
    sasl: { mechanism: 'scram-sha-512', username, password },
    connectionTimeout: 1_000,
    requestTimeout: 5_000,
    retry,
    logLevel: logLevel.NOTHING,
  });
}
