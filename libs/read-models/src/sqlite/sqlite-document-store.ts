import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { SourceId } from '@linli/event-bus';
import type {
  AsOf,
  Checkpoint,
  Commit,
  DocumentStore,
  Facet,
  ParkedEvent,
  Query,
  ViewRef,
  ViewSchema,
  ViewState,
} from '../document-store.ts';
import { UnknownGeneration } from '../document-store.ts';
import { type CollectionFields, commitColumns, type FieldType } from './columns.ts';
import { fieldNames } from '../schema.ts';
import type { Json } from './messages.ts';
import type { FacetRow } from './read-queries.ts';
import { StoreThread } from './store-thread.ts';

export interface SqliteDocumentStoreOptions {
  /** Path of the data file; its folder is made when missing. Beside it lie `-wal` and `-shm`. */
  readonly file: string;
}

/**
 * Documents in one SQLite file: a thread that writes, a thread that reads beside it. Several views and generations share
 * the file. Errors: `UnusableDataFile` when the file is damaged, foreign or of a newer format, `StoreUnavailable` when
 * the disk is full or the store is closed.
 */
export class SqliteDocumentStore implements DocumentStore {
  readonly #writer: StoreThread;
  readonly #reader: StoreThread;
  /** Per generation, the fields of its collections in the order of their columns. */
  readonly #known = new Map<string, CollectionFields>();

  private constructor(writer: StoreThread, reader: StoreThread) {
    this.#writer = writer;
    this.#reader = reader;
  }

  static async open(options: SqliteDocumentStoreOptions): Promise<SqliteDocumentStore> {
    const file = resolve(options.file);
    await mkdir(dirname(file), { recursive: true });
    const writer = await StoreThread.start({ file, role: 'writer' });
    try {
      return new SqliteDocumentStore(writer, await StoreThread.start({ file, role: 'reader' }));
    } catch (error) {
      await writer.close();
      throw error;
    }
  }

  async ensure(ref: ViewRef, schema: ViewSchema): Promise<void> {
    await this.#writer.ask('ensure', { ref, schema });
    this.#remember(ref, schema);
  }

  async takeOver(
    ref: ViewRef,
    schema: ViewSchema,
    from: number,
    collections: readonly string[],
  ): Promise<void> {
    let step = await this.#writer.ask('takeOver', { ref, schema, from, collections });
    while (step) step = await this.#writer.ask('copy', { ref, step });
    this.#remember(ref, schema);
  }

  async commit(commit: Commit): Promise<void> {
    // Waiting here only for what is not known keeps commits in the order in which they were asked for.
    const fields = this.#known.get(nameOf(commit.ref)) ?? (await this.#learn(commit.ref));
    await this.#writer.ask('commit', commitColumns(commit, fields));
  }

  async checkpoints(ref: ViewRef): Promise<readonly Checkpoint[]> {
    return fromJson(await this.#reader.ask('checkpoints', { ref }));
  }

  async load(
    ref: ViewRef,
    collection: string,
    source: SourceId,
    keys: readonly string[],
    at: number,
  ): Promise<readonly Facet[]> {
    // A live projection need not wait for people's questions, a rebuild need not wait for its own last commit.
    const thread = this.#writer.waiting === 0 ? this.#writer : this.#reader;
    return facets(await thread.ask('load', { ref, collection, source, keys, at }));
  }

  async get(ref: ViewRef, collection: string, key: string, asOf?: AsOf): Promise<readonly Facet[]> {
    return facets(await this.#reader.ask('get', { ref, collection, key, ...(asOf && { asOf }) }));
  }

  async find(ref: ViewRef, collection: string, query: Query): Promise<readonly Facet[]> {
    return facets(await this.#reader.ask('find', { ref, collection, query }));
  }

  positionAt(ref: ViewRef, source: SourceId, moment: number): Promise<number> {
    return this.#reader.ask('positionAt', { ref, source, moment });
  }

  momentAt(ref: ViewRef, source: SourceId, position: number): Promise<number> {
    return this.#reader.ask('momentAt', { ref, source, position });
  }

  async parked(ref: ViewRef): Promise<readonly ParkedEvent[]> {
    return fromJson(await this.#reader.ask('parked', { ref }));
  }

  async state(view: string): Promise<ViewState> {
    return fromJson(await this.#reader.ask('state', { view }));
  }

  async activate(ref: ViewRef): Promise<void> {
    await this.#writer.ask('activate', { ref });
  }

  async drop(ref: ViewRef): Promise<void> {
    await this.#writer.ask('drop', { ref });
  }

  async close(): Promise<void> {
    // The writer goes last: the last connection to close tidies the write-ahead log away.
    await this.#reader.close();
    await this.#writer.close();
  }

  #remember(ref: ViewRef, schema: ViewSchema): CollectionFields {
    const fields = new Map(
      schema.collections.map((collection) => [
        collection.name,
        fieldNames(collection).map((name) => ({ name, type: collection.fields[name] as FieldType['type'] })),
      ]),
    );
    this.#known.set(nameOf(ref), fields);
    return fields;
  }

  async #learn(ref: ViewRef): Promise<CollectionFields> {
    const schema = fromJson(await this.#writer.ask('state', { view: ref.view })).schemas?.[ref.generation];
    if (!schema) throw new UnknownGeneration(ref);
    return this.#remember(ref, schema);
  }
}

function nameOf({ view, generation }: ViewRef): string {
  return `${view}/${generation}`;
}

function facets(rows: readonly FacetRow[]): Facet[] {
  return Array.from(rows, (row) => ({ ...row, body: JSON.parse(row.body) as unknown }));
}

function fromJson<T>(text: Json<T>): T {
  return JSON.parse(text) as T;
}
