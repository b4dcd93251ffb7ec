import type { SourceId } from '@linli/event-bus';
import type { AsOf, DocumentStore, Facet, ParkedEvent, ProjectionRunner, Query } from '@linli/read-models';
import type { Positions } from '../stream/cursor.ts';

/** One running view as its readers see it: always the generation they are to be given. */
export class View {
  readonly runner: ProjectionRunner;
  readonly #documents: DocumentStore;
  readonly #name: string;

  constructor(name: string, runner: ProjectionRunner, documents: DocumentStore) {
    this.#name = name;
    this.runner = runner;
    this.#documents = documents;
  }

  get ref(): { readonly view: string; readonly generation: number } {
    return { view: this.#name, generation: this.runner.state().generation };
  }

  /** How far the view has absorbed each of its sources. */
  positions(): Positions {
    return Object.fromEntries(this.runner.state().sources.map(({ source, position }) => [source, position]));
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

  positionAt(source: SourceId, moment: number): Promise<number> {
    return this.#documents.positionAt(this.ref, source, moment);
  }
}
