import type { SourceId, SourceState } from '../../event-bus.ts';
import type { ConsumerPartition } from './partition.ts';

export interface AssignedPartition {
  readonly topic: string;
  readonly partition: number;
}

/** The partitions that one subscription has, over rebalances and new connections. */
export class Assignment {
  readonly #open: (assigned: AssignedPartition) => ConsumerPartition;
  readonly #partitions = new Map<string, ConsumerPartition>();
  /** Earlier lives of partitions, which must be over before the next begins. */
  readonly #ending = new Map<string, Promise<void>>();
  /** Told of while we belong to no group: what we had when we last did. */
  #before: readonly ConsumerPartition[] = [];

  constructor(open: (assigned: AssignedPartition) => ConsumerPartition) {
    this.#open = open;
  }

  /** Takes up what is new, gives up what is gone, and leaves the rest at work. */
  set(assigned: readonly AssignedPartition[]): void {
    const keys = new Set(assigned.map(keyOf));
    for (const [key, partition] of [...this.#partitions]) {
      if (!keys.has(key)) this.#end(key, partition);
    }
    for (const one of assigned) {
      const key = keyOf(one);
      const kept = this.#partitions.get(key);
      if (kept) {
        kept.rejoined();
        continue;
      }
      const partition = this.#open(one);
      this.#partitions.set(key, partition);
      partition.rejoined();
      partition.start(this.#ending.get(key) ?? Promise.resolve());
    }
    this.#before = [];
  }

  get(topic: string, partition: number): ConsumerPartition | undefined {
    return this.#partitions.get(keyOf({ topic, partition }));
  }

  entries(): readonly (readonly [AssignedPartition, ConsumerPartition])[] {
    return [...this.#partitions].map(([key, partition]) => [fromKey(key), partition]);
  }

  /** Gives up everything; resolves when nothing is under way. */
  async clear(): Promise<void> {
    if (this.#partitions.size > 0) this.#before = [...this.#partitions.values()];
    for (const [key, partition] of [...this.#partitions]) this.#end(key, partition);
    await Promise.all(this.#ending.values());
  }

  states(): readonly SourceState[] {
    const partitions = this.#partitions.size > 0 ? [...this.#partitions.values()] : this.#before;
    return partitions.map((partition) => partition.state()).toSorted(bySource);
  }

  #end(key: string, partition: ConsumerPartition): void {
    this.#partitions.delete(key);
    const ended = partition.stop().finally(() => {
      if (this.#ending.get(key) === ended) this.#ending.delete(key);
    });
    this.#ending.set(key, ended);
  }
}

function keyOf({ topic, partition }: AssignedPartition): string {
  return `${partition}@${topic}`;
}

function fromKey(key: string): AssignedPartition {
  const at = key.indexOf('@');
  return { partition: Number(key.slice(0, at)), topic: key.slice(at + 1) };
}

function bySource({ source: one }: { source: SourceId }, { source: other }: { source: SourceId }): number {
  return one.localeCompare(other, 'en', { numeric: true });
}
