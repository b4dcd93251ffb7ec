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

/** One running view as its readers see it: always the generation they are to be given. */
export class View {
  readonly runner: ProjectionRunner;
  readonly #documents: DocumentStore;
  readonly #name: string;
  readonly #reader: ViewReader;

  constructor({ projection, runner, documents, now }: ViewOptions) {
    this.#name = projection.view;
    this.runner = runner;
    this.#documents = documents;
    this.#reader = viewReader(documents, projection, { runner, maxWaitMs, now });
  }

  get ref(): { readonly view: string; readonly generation: number } {
    return { view: this.#name, generation: this.runner.state().generation };
  }

  /** How far the view has absorbed each of its sources. */
  positions(): Positions {
    return Object.fromEntries(this.runner.state().sources.map(({ source, position }) => [source, position]));
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

  load<Body>(collection: string, source: SourceId, keys: readonly string[]): Promise<readonly Facet<Body>[]> {
    return this.#documents.load(this.ref, collection, source, keys) as Promise<readonly Facet<Body>[]>;
  }

  parked(): Promise<readonly ParkedEvent[]> {
    return this.#documents.parked(this.ref);
  }
}
