import type { Consumer } from './consumer.ts';
import type { Random } from '../../../src/history/index.ts';
import type { Scribes } from './scribes.ts';
import type { SimulatedService } from './service.ts';

/** A screen that follows a consumer's feed, is cut off at any moment, and comes back with its cursor. */
export class FeedClient {
  readonly #consumer: Consumer;
  readonly #service: SimulatedService;
  readonly #scribes: Scribes;
  readonly #random: Random;
  readonly #name: string;
  #connected = false;
  #run = -1;
  #given: number;
  #rewrites: number;
  #cursor: Record<string, number>;

  constructor(
    service: SimulatedService,
    consumer: Consumer,
    scribes: Scribes,
    random: Random,
    number: number,
  ) {
    this.#consumer = consumer;
    this.#service = service;
    this.#scribes = scribes;
    this.#random = random;
    this.#name = `screen-${service.context}-${number}`;
    this.#given = consumer.told.length;
    this.#rewrites = consumer.rewrites;
    this.#cursor = consumer.positions();
    scribes.note(this.#name, {
      kind: 'observer',
      of: 'stream',
      context: service.context,
      audience: this.#name,
      delivers: 'once',
      fedBy: consumer.name,
    });
    this.#connect();
  }

  /** Gets some lines, is cut off, or comes back. */
  step(): void {
    if (!this.#connected) this.#connect();
    else if (this.#random.chance(0.15)) this.#connected = false;
    else this.#receive(1 + this.#random.below(5));
  }

  finish(): void {
    if (!this.#connected) this.#connect();
    this.#receive(Infinity);
    this.#scribes.note(this.#name, {
      kind: 'caught-up',
      context: this.#service.context,
      position: this.#service.head,
    });
  }

  #connect(): void {
    this.#connected = true;
    this.#run += 1;
    this.#scribes.note(this.#name, { kind: 'opened', run: this.#run, after: { ...this.#cursor } });
  }

  #receive(most: number): void {
    for (const event of this.#consumer.told.slice(this.#given, this.#given + most)) {
      const { source, position, stream, type } = event;
      this.#scribes.note(this.#name, { kind: 'event', run: this.#run, source, position, stream, type });
      this.#cursor[source] = position;
      this.#given += 1;
    }
    if (this.#consumer.rewrites === this.#rewrites || this.#given < this.#consumer.told.length) return;
    this.#rewrites = this.#consumer.rewrites;
    this.#cursor = this.#consumer.positions();
    this.#scribes.note(this.#name, {
      kind: 'reset',
      run: this.#run,
      reason: 'history-changed',
      after: { ...this.#cursor },
    });
  }
}
