import { Kafka, logLevel, Partitioners, type Admin } from 'kafkajs';

const REFUSALS: Readonly<Record<string, string>> = {
  GROUP_AUTHORIZATION_FAILED: 'Not authorized to access group',
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: 'Transactional Id authorization failed',
};

/** Somebody at the broker who tries things and tells what comes of them; nothing is tried again. */
export class BrokerClient {
  readonly #kafka: Kafka;
  #admin: Admin | undefined;
  #refusal: string | undefined;

  constructor(broker: string, username: string, password: string) {
    this.#kafka = new Kafka({
      brokers: [broker],
      clientId: username,
      sasl: { mechanism: 'scram-sha-512', username, password },
      retry: { retries: 1, initialRetryTime: 50 },
      logLevel: logLevel.DEBUG,
      // Why there is no coordinator for a name, the client keeps to its log.
      logCreator:
        () =>
        ({ log }) => {
          this.#refusal ??= Object.keys(REFUSALS).find((code) =>
            String(log['error']).includes(REFUSALS[code]!),
          );
        },
    });
  }

  async admin(): Promise<Admin> {
    if (this.#admin === undefined) {
      const admin = this.#kafka.admin();
      await admin.connect();
      this.#admin = admin;
    }
    return this.#admin;
  }

  async publish(topic: string): Promise<void> {
    const producer = this.#kafka.producer({
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
    });
    try {
      await producer.connect();
      await producer.send({ topic, messages: [{ key: 'stream', value: '{}' }] });
    } finally {
      await producer.disconnect();
    }
  }

  async beginTransaction(transactionalId: string): Promise<void> {
    const producer = this.#kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      transactionalId,
      createPartitioner: Partitioners.DefaultPartitioner,
    });
    try {
      await producer.connect();
      await this.#telling(producer.transaction().then((transaction) => transaction.abort()));
    } finally {
      await producer.disconnect();
    }
  }

  /** Joins the group and reads the topic from its beginning, to the end it has now. */
  async read(topic: string, groupId: string): Promise<void> {
    const consumer = this.#kafka.consumer({ groupId, allowAutoTopicCreation: false, retry: { retries: 20 } });
    try {
      await consumer.connect();
      await consumer.subscribe({ topic, fromBeginning: true });
      await new Promise<void>((resolve, reject) => {
        consumer.on(consumer.events.CRASH, ({ payload }) => {
          if (!payload.restart) reject(payload.error);
        });
        consumer.on(consumer.events.FETCH, () => resolve());
        consumer.run({ autoCommit: false, eachBatch: async () => {} }).catch(reject);
      });
    } finally {
      await consumer.disconnect();
    }
  }

  async joinGroup(groupId: string): Promise<void> {
    const admin = await this.admin();
    await this.#telling(admin.fetchOffsets({ groupId }));
  }

  async makeTopic(topic: string): Promise<void> {
    const admin = await this.admin();
    await admin.createTopics({ topics: [{ topic, numPartitions: 1, replicationFactor: 1 }] }).then((made) => {
      if (!made) throw Object.assign(new Error('there already'), { type: 'TOPIC_ALREADY_EXISTS' });
    });
  }

  /** Puts the reason from the log to an error that has lost it. */
  async #telling(attempt: Promise<unknown>): Promise<void> {
    this.#refusal = undefined;
    try {
      await attempt;
    } catch (error) {
      throw this.#refusal === undefined
        ? error
        : Object.assign(new Error('refused'), { type: this.#refusal });
    }
  }

  async close(): Promise<void> {
    await this.#admin?.disconnect();
  }
}

/** `done`, or the broker's own name for why not, from wherever the client has put it. */
export async function outcomeOf(attempt: Promise<void>): Promise<string> {
  try {
    await attempt;
    return 'done';
  } catch (error) {
    return codeOf(error) ?? String(error);
  }
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { type, cause, errors } = error as { type?: string; cause?: unknown; errors?: readonly unknown[] };
  return type ?? codeOf(cause) ?? codeOf(errors?.[0]);
}
