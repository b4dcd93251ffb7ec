import type { Random } from '../../../src/history/index.ts';
import type { Scribes } from './scribes.ts';
import type { SimulatedEvent, SimulatedService } from './service.ts';
import type { Topic } from './topic.ts';

interface ParkedSimulated {
  readonly event: SimulatedEvent;
  state: 'poison' | 'held' | 'discarded';
}

/** One source as the consumer's store has it: checkpoint and documents change together. */
interface StoredSource {
  checkpoint: number;
  applied: number;
  /** Records of the topic that have been consumed; goes back when the group is rebalanced. */
  read: number;
}

/**
 * A consumer group of two members over one store. Members lose and gain sources, get records again, and are guarded by
 * the checkpoint: each event takes effect once. One event may be poison: it is parked, its followers behind it.
 */
export class Consumer {
  readonly name: string;
  /** Events in the order they took effect, as a feed tells them; those applied late are not told. */
  readonly told: SimulatedEvent[] = [];
  /** How often parked events have been applied late: a feed's clients must be told to load their snapshot again. */
  rewrites = 0;
  readonly #service: SimulatedService;
  readonly #topic: Topic;
  readonly #scribes: Scribes;
  readonly #random: Random;
  readonly #stored = new Map<string, StoredSource>();
  readonly #counts = new Map<string, number>();
  readonly #documents = new Map<string, { events: number; last: string }>();
  readonly #parked = new Map<number, ParkedSimulated>();
  readonly #poison: number | undefined;
  readonly #owners = new Map<string, string>();
  #isCured = false;
  #run = -1;

  constructor(
    service: SimulatedService,
    topic: Topic,
    scribes: Scribes,
    random: Random,
    poison: number | undefined,
  ) {
    this.name = `${service.context}-board.1`;
    this.#service = service;
    this.#topic = topic;
    this.#scribes = scribes;
    this.#random = random;
    this.#poison = poison;
    for (const member of this.#members) {
      scribes.note(member, {
        kind: 'observer',
        of: 'projection',
        context: service.context,
        audience: this.name,
        delivers: 'once',
      });
    }
    this.rebalance();
  }

  /** The sources are shared out anew; whoever gets one begins behind the checkpoint in the store. */
  rebalance(): void {
    this.#run += 1;
    for (const member of this.#members) {
      this.#scribes.note(member, { kind: 'opened', run: this.#run, after: this.positions() });
    }
    for (const source of this.#topic.partitions.keys())
      this.#owners.set(source, this.#random.pick(this.#members));
  }

  get lag(): number {
    return [...this.#topic.partitions].reduce(
      (sum, [source, records]) => sum + records.length - this.#of(source).read,
      this.#topic.lag,
    );
  }

  /** What each source's documents reach up to. */
  positions(): Record<string, number> {
    return Object.fromEntries([...this.#stored].map(([source, { checkpoint }]) => [source, checkpoint]));
  }

  /** A member takes a batch of one source; sometimes it has been taken before. */
  consume(most = 6): void {
    const sources = [...this.#topic.partitions.keys()];
    if (sources.length === 0) return;
    const source = this.#random.pick(sources);
    const stored = this.#of(source);
    if (this.#random.chance(0.15)) stored.read = Math.max(0, stored.read - this.#random.below(5));
    this.#take(source, most);
  }

  observeCheckpoints(): void {
    for (const [source, { checkpoint, applied }] of this.#stored) {
      const head = this.#topic.partitions.get(source)?.at(-1)?.event.position ?? 0;
      this.#scribes.note(`store-${this.name}`, {
        kind: 'checkpoint',
        consumer: this.name,
        source,
        position: checkpoint,
        applied,
        head,
      });
    }
  }

  listParked(): void {
    this.#scribes.note(`store-${this.name}`, {
      kind: 'parked',
      consumer: this.name,
      items: [...this.#parked.values()].map(({ event, state }) => ({
        source: event.source,
        position: event.position,
        stream: event.stream,
        state,
        reason: state === 'held' ? 'waits for an earlier event of its stream' : 'TypeError: no such field',
      })),
      checkpoints: this.positions(),
    });
  }

  /** An operator tries the parked stream again, before or after the code has been mended, or gives the event up. */
  settleParked(): void {
    const waiting = this.#waiting();
    const [first] = waiting;
    if (first === undefined) return;
    this.listParked();
    const before = waiting.length;
    if (this.#random.chance(0.2)) {
      first.state = 'discarded';
      this.#isCured = true;
      waiting.shift();
    } else if (this.#random.chance(0.7)) this.#isCured = true;
    let applied = 0;
    if (this.#isCured) {
      for (const { event } of waiting) {
        this.#parked.delete(event.position);
        this.#apply(event);
        applied += 1;
      }
      if (applied > 0) this.rewrites += 1;
    }
    this.#scribes.note('operator', {
      kind: 'retried',
      consumer: this.name,
      stream: first.event.stream,
      applied,
      remaining: this.#isCured ? 0 : before,
    });
    this.#scribes.pass(1);
    this.listParked();
  }

  /** Everything published is consumed, everything parked settled, and what the documents add up to is noted. */
  finish(): void {
    for (const source of this.#topic.partitions.keys()) this.#take(source, Infinity);
    while (this.#waiting().length > 0) this.settleParked();
    this.listParked();
    this.observeCheckpoints();
    const position = this.#service.head;
    for (const member of this.#members) {
      this.#scribes.note(member, { kind: 'caught-up', context: this.#service.context, position });
    }
    const about = { consumer: this.name, context: this.#service.context, position };
    this.#scribes.note(`store-${this.name}`, {
      kind: 'effects',
      ...about,
      effect: 'events-per-grid',
      counts: Object.fromEntries(this.#counts),
    });
    for (const [key, body] of this.#documents) {
      const { consumer, context } = about;
      const document = { kind: 'document', consumer, context, collection: 'streams', key, body } as const;
      this.#scribes.note(`store-${this.name}`, document);
    }
    this.#scribes.note(`store-${this.name}`, { kind: 'documents', ...about, collection: 'streams' });
  }

  get #members(): readonly string[] {
    return [`${this.name}-a`, `${this.name}-b`];
  }

  #waiting(): ParkedSimulated[] {
    return [...this.#parked.values()].filter(({ state }) => state !== 'discarded');
  }

  /** An owner that has lost the source and does not know it yet changes nothing: the checkpoint is in its way. */
  #take(source: string, most: number): void {
    const stored = this.#of(source);
    const records = this.#topic.partitions.get(source) ?? [];
    const batch = records.slice(stored.read, stored.read + most);
    for (const { event } of batch) {
      if (event.position <= stored.checkpoint) continue;
      stored.checkpoint = event.position;
      const holds = this.#waiting().some((parked) => parked.event.stream === event.stream);
      const isPoison = event.position === this.#poison && !this.#isCured;
      if (holds || isPoison) {
        if (isPoison) {
          const { context, position } = event;
          this.#scribes.note('operator', { kind: 'poison', context, position, consumers: [this.name] });
        }
        this.#parked.set(event.position, { event, state: holds ? 'held' : 'poison' });
        continue;
      }
      this.#apply(event);
      this.told.push(event);
    }
    stored.read += batch.length;
  }

  #apply(event: SimulatedEvent): void {
    const { source, position, stream, revision, id, type, grid } = event;
    const stored = this.#of(source);
    stored.applied = Math.max(stored.applied, position);
    this.#counts.set(grid, (this.#counts.get(grid) ?? 0) + 1);
    this.#documents.set(stream, { events: (this.#documents.get(stream)?.events ?? 0) + 1, last: type });
    const member = this.#owners.get(source) ?? (this.#members[0] as string);
    this.#scribes.note(member, {
      kind: 'event',
      run: this.#run,
      source,
      position,
      stream,
      revision,
      id,
      type,
    });
  }

  #of(source: string): StoredSource {
    const stored = this.#stored.get(source) ?? { checkpoint: 0, applied: 0, read: 0 };
    this.#stored.set(source, stored);
    return stored;
  }
}
