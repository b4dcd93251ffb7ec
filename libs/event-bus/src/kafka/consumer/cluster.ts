import type { Admin, Kafka } from 'kafkajs';
import type { PartitionRange } from './placement.ts';

/** What consumers ask the cluster beside fetching; one connection for all subscriptions of a bus, made when needed. */
export class ClusterView {
  readonly #admin: Admin;
  #connected: Promise<void> | undefined;
  #tryingSince: number | undefined;
  #isReached = false;

  constructor(client: Kafka) {
    this.#admin = client.admin();
  }

  /** It has been reached at least once. */
  get isReached(): boolean {
    return this.#isReached;
  }

  /** Milliseconds it has been tried to connect; 0 when connected. */
  get tryingForMs(): number {
    return this.#tryingSince === undefined ? 0 : Date.now() - this.#tryingSince;
  }

  /** Of these topics, those that are there. Throws as the client does for one that we may not see. */
  async existing(topics: readonly string[]): Promise<ReadonlySet<string>> {
    await this.#connect();
    const visible = new Set(await this.#admin.listTopics());
    for (const topic of topics) if (!visible.has(topic)) await this.#mayExist(topic);
    return new Set(topics.filter((topic) => visible.has(topic)));
  }

  /** Ranges of readable records, by partition. */
  async ranges(topic: string): Promise<ReadonlyMap<number, PartitionRange>> {
    await this.#connect();
    const offsets = await this.#admin.fetchTopicOffsets(topic);
    return new Map(
      offsets.map(({ partition, low, high }) => [partition, { low: Number(low), high: Number(high) }]),
    );
  }

  /** What the group has committed, by partition; partitions without are left out. */
  async committed(group: string, topic: string): Promise<ReadonlyMap<number, number>> {
    await this.#connect();
    const [found] = await this.#admin.fetchOffsets({ groupId: group, topics: [topic] });
    return new Map(
      (found?.partitions ?? [])
        .map(({ partition, offset }) => [partition, Number(offset)] as const)
        .filter(([, offset]) => offset >= 0),
    );
  }

  async close(): Promise<void> {
    if (this.#connected) await this.#admin.disconnect();
  }

  /** A topic that is not listed is not there, or hidden from us: the brokers tell which when asked for it by name. */
  async #mayExist(topic: string): Promise<void> {
    try {
      await this.#admin.fetchTopicMetadata({ topics: [topic] });
    } catch (error) {
      if ((error as { type?: string }).type !== 'UNKNOWN_TOPIC_OR_PARTITION') throw error;
    }
  }

  #connect(): Promise<void> {
    if (this.#connected) return this.#connected;
    this.#tryingSince ??= Date.now();
    this.#connected = this.#admin.connect().then(
      () => {
        this.#isReached = true;
        this.#tryingSince = undefined;
      },
      (error: unknown) => {
        this.#connected = undefined;
        throw error;
      },
    );
    return this.#connected;
  }
}
