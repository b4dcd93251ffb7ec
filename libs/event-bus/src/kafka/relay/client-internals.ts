import { createRequire } from 'node:module';
import type { Kafka } from 'kafkajs';

/** A client's way to the brokers: the part that is used here of what kafkajs 2.2.4 builds its clients on. */
export interface Cluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  addTargetTopic(topic: string): Promise<void>;
  findTopicPartitionMetadata(topic: string): readonly { readonly partitionId: number }[];
  fetchTopicsOffset(
    topics: readonly {
      readonly topic: string;
      readonly fromBeginning: boolean;
      readonly partitions: readonly { readonly partition: number }[];
    }[],
  ): Promise<
    readonly {
      readonly topic: string;
      readonly partitions: readonly { readonly partition: number; readonly offset: string }[];
    }[]
  >;
}

/** The transactions of one transactional id, step by step. */
export interface TransactionSteps {
  initProducerId(): Promise<void>;
  beginTransaction(): void;
  addPartitionsToTransaction(
    topics: readonly {
      readonly topic: string;
      readonly partitions: readonly { readonly partition: number }[];
    }[],
  ): Promise<void>;
  commit(): Promise<void>;
}

interface TransactionStepsOptions {
  readonly cluster: Cluster;
  readonly logger: { debug(): void };
  readonly transactional: true;
  readonly transactionalId: string;
  /** Milliseconds. */
  readonly transactionTimeout: number;
}

const isolationLevels = { readUncommitted: 0, readCommitted: 1 };

/** Not connected yet. Its offsets are those of what is written, or of what is decided. */
export function createCluster(kafka: Kafka, isolation: keyof typeof isolationLevels): Cluster {
  const name = Object.getOwnPropertySymbols(kafka).find(
    ({ description }) => description === 'private:Kafka:createCluster',
  );
  if (name === undefined) throw new Error('this is not the client of kafkajs 2.2.4');
  const create = (kafka as unknown as Record<symbol, (options: object) => Cluster>)[name];
  return create?.({
    allowAutoTopicCreation: false,
    isolationLevel: isolationLevels[isolation],
  }) as Cluster;
}

/** kafkajs' own transactions begin at the broker only with a message. */
export const transactionSteps = createRequire(import.meta.url)('kafkajs/src/producer/eosManager') as (
  options: TransactionStepsOptions,
) => TransactionSteps;
