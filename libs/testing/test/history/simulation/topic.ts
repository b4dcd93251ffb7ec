import type { Random } from '../../../src/history/index.ts';
import type { Scribes } from './scribes.ts';
import type { SimulatedEvent, SimulatedService } from './service.ts';

export interface TopicRecord {
  readonly offset: number;
  readonly event: SimulatedEvent;
}

/** A context's topic with its relay, which can fail over, and an observer that can be cut off. */
export class Topic {
  readonly partitions = new Map<string, TopicRecord[]>();
  readonly #service: SimulatedService;
  readonly #scribes: Scribes;
  readonly #random: Random;
  /** The relay finds where to go on in the topic itself; without that it begins some events early. */
  readonly #once: boolean;
  readonly #observer: string;
  #published = 0;
  readonly #read = new Map<string, number>();
  #run = 0;

  constructor(service: SimulatedService, scribes: Scribes, random: Random, once: boolean) {
    this.#service = service;
    this.#scribes = scribes;
    this.#random = random;
    this.#once = once;
    this.#observer = `topic-${service.context}`;
    scribes.note(this.#observer, {
      kind: 'observer',
      of: 'topic',
      context: service.context,
      audience: this.#observer,
      delivers: once ? 'once' : 'at-least-once',
    });
    scribes.note(this.#observer, { kind: 'opened', run: 0, after: {} });
  }

  get lag(): number {
    return this.#service.head - this.#published;
  }

  publish(): void {
    const upTo = Math.min(this.#service.head, this.#published + 1 + this.#random.below(8));
    for (const event of this.#service.log.slice(this.#published, upTo)) {
      const records = this.partitions.get(event.source) ?? [];
      this.partitions.set(event.source, records);
      // Commit markers of transactions take offsets too.
      const offset = (records.at(-1)?.offset ?? -1) + 1 + (this.#random.chance(0.2) ? 1 : 0);
      records.push({ offset, event });
    }
    this.#published = upTo;
  }

  /** Another relay takes over. */
  failOver(): void {
    if (!this.#once) this.#published = Math.max(0, this.#published - this.#random.below(6));
  }

  /** The observer reads on in one partition, or is cut off and reads some of it again. */
  observe(): void {
    if (this.partitions.size === 0) return;
    if (this.#random.chance(0.1)) {
      this.#run += 1;
      for (const [source, read] of this.#read)
        this.#read.set(source, Math.max(0, read - this.#random.below(4)));
      this.#scribes.note(this.#observer, { kind: 'opened', run: this.#run });
    }
    this.#readOn(this.#random.pick([...this.partitions.keys()]), 1 + this.#random.below(6));
  }

  finish(): void {
    while (this.lag > 0) this.publish();
    for (const source of this.partitions.keys()) this.#readOn(source, Infinity);
    this.#scribes.note(this.#observer, {
      kind: 'caught-up',
      context: this.#service.context,
      position: this.#service.head,
    });
  }

  #readOn(source: string, most: number): void {
    const from = this.#read.get(source) ?? 0;
    const records = (this.partitions.get(source) ?? []).slice(from, from + most);
    for (const { offset, event } of records) {
      const { position, stream, revision, id, type, command } = event;
      this.#scribes.note(this.#observer, {
        kind: 'event',
        run: this.#run,
        source,
        offset,
        position,
        stream,
        revision,
        id,
        type,
        command,
      });
    }
    this.#read.set(source, from + records.length);
  }
}
