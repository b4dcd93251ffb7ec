import type { SourceId } from '@linli/event-bus';
import {
  viewReader,
  type AsOf,
  type DocumentStore,
  type Facet,
  type ParkedEvent,
  type Projection,
  type ProjectionRunner,
  type Query,
  type ViewReader,
} from '@linli/read-models';
import type { AsOfStamp } from '../api.ts';
import type { Positions } from '../stream/cursor.ts';

/** The point of history a question is answered for. */
export interface Instant {
  /** Per source of the view, the last position that counts. */
  readonly positions: Positions;
  /** Milliseconds since 1970 UTC. */
  readonly moment: number;
  readonly stamp: AsOfStamp;
}

export interface WhenAsked {
  /** A moment or positions; the newest when left out. */
  readonly asOf?: string | undefined;
  /** Positions the answer has to include. */
  readonly after?: string | undefined;
}

export interface ViewOptions {
  readonly projection: Projection;
  readonly runner: ProjectionRunner;
  readonly documents: DocumentStore;
  readonly now: () => number;
}

/** How long an answer is held back for a position that is still to come. */
const maxWaitMs = 3_000;

const mostKeys = 512;

/** One running view as its readers see it: always the generation they are to be given. */
export class View {
  readonly runner: ProjectionRunner;
  readonly #documents: DocumentStore;
  readonly #name: string;
  readonly #reader: ViewReader;
  #elsewhere: Positions = {};

  constructor({ projection, runner, documents, now }: ViewOptions) {
    this.#name = projection.view;
    this.runner = runner;
    this.#documents = documents;
    const generation = () => this.ref.generation;
    this.#reader = viewReader(documents, projection, { runner, generation, maxWaitMs, now });
  }

  get ref(): { readonly view: string; readonly generation: number } {
    return { view: this.#name, generation: this.runner.state().generation };
  }

  /** How far the view has absorbed each of its sources: now, where this process feeds it, else at the last `look`. */
  positions(): Positions {
    const own = this.runner.state().sources.map(({ source, position }) => [source, position]);
    return { ...this.#elsewhere, ...Object.fromEntries(own) };
  }

  /**
   * Asks the store how far other processes have come, with the partitions that they feed of this generation; their
   * commits are told to nobody here. Resolves with their positions.
   */
  async look(): Promise<Positions> {
    // Who follows a whole log follows it alone; what else the store knows is from another time.
    if (this.runner.state().sources.some(({ source }) => !isPartition(source))) return {};
    const checkpoints = await this.#documents.checkpoints(this.ref);
    const own = new Set(this.runner.state().sources.map(({ source }) => source));
    const others = checkpoints.filter(({ source }) => isPartition(source) && !own.has(source));
    this.#elsewhere = Object.fromEntries(others.map(({ source, position }) => [source, position]));
    return this.#elsewhere;
  }

  /** Settles what is asked for. Rejects with `InvalidAsOf` or `NotYetAbsorbed`, which are answered as problems. */
  async at({ asOf, after }: WhenAsked): Promise<Instant> {
    const { positions, stamp } = await this.#reader.at({ asOf, after });
    return { positions, stamp, moment: Date.parse(stamp.moment) };
  }

  find<Body>(collection: string, query: Query): Promise<readonly Facet<Body>[]> {
    return this.#documents.find(this.ref, collection, query) as Promise<readonly Facet<Body>[]>;
  }

  get<Body>(collection: string, key: string, asOf: AsOf): Promise<readonly Facet<Body>[]> {
    return this.#documents.get(this.ref, collection, key, asOf) as Promise<readonly Facet<Body>[]>;
  }

  /** The latest documents of many keys; missing ones are left out. */
  async latest<Body>(collection: string, keys: readonly string[]): Promise<readonly Facet<Body>[]> {
    const found: Facet<Body>[] = [];
    for (let from = 0; from < keys.length; from += mostKeys) {
      const part = keys.slice(from, from + mostKeys);
      // Filled up to a power of two: one prepared question for each size would be hundreds of them.
      const size = 2 ** Math.ceil(Math.log2(part.length));
      const value = [...part, ...Array<string>(size - part.length).fill(part[0] as string)];
      found.push(
        ...(await this.find<Body>(collection, { where: [{ field: 'key', op: 'in', value }], limit: size })),
      );
    }
    return found;
  }

  parked(): Promise<readonly ParkedEvent[]> {
    return this.#documents.parked(this.ref);
  }
}

/** The views of the operations centre, all of them and those that are asked by name. */
export interface Views {
  readonly board: View;
  readonly directory: View;
  readonly catalogue: View;
  readonly roster: View;
  readonly all: readonly View[];
}

/** `incidents/3`, not `incidents`. */
function isPartition(source: SourceId): boolean {
  return source.includes('/');
}
