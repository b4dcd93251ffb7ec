import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { SourceId } from '@linli/event-bus';
import type {
  AsOf,
  Checkpoint,
  Commit,
  DocumentStore,
  Facet,
  FacetVersion,
  ParkedEvent,
  Query,
  Scalar,
  ViewRef,
  ViewSchema,
  ViewState,
} from '../document-store.ts';
import { InvalidRequest, UnknownGeneration } from '../document-store.ts';
import { fieldNames } from './generations.ts';
import type { CommitColumns, FacetRow, VersionColumns } from './messages.ts';
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
  /** Per generation and collection the names of the fields, in the order of their columns. */
  readonly #known = new Map<string, ReadonlyMap<string, readonly string[]>>();

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

  async commit(commit: Commit): Promise<void> {
    const { ref, source, from, to, recordedAt, parked = [], unparked = [] } = commit;
    const collections = new Map<string, FacetVersion[]>();
    for (const version of commit.versions) {
      const versions = collections.get(version.collection);
      if (versions) versions.push(version);
      else collections.set(version.collection, [version]);
    }
    // Waiting here only for what is not known keeps commits in the order in which they were asked for.
    if (!this.#known.has(nameOf(ref))) await this.#learn(ref);
    const columns = [...collections].map(([collection, versions]) =>
      columnsOf(collection, versions, this.#fieldsOf(ref, collection)),
    );
    await this.#writer.ask('commit', {
      ref,
      source,
      from,
      to,
      recordedAt,
      moments: {
        recordedAt: Float64Array.from(commit.moments, (moment) => moment.recordedAt),
        first: Float64Array.from(commit.moments, (moment) => moment.first ?? moment.position),
        position: Float64Array.from(commit.moments, (moment) => moment.position),
      },
      parked,
      unparked,
      collections: columns,
    } satisfies CommitColumns);
  }

  checkpoints(ref: ViewRef): Promise<readonly Checkpoint[]> {
    return this.#reader.ask('checkpoints', { ref });
  }

  async load(
    ref: ViewRef,
    collection: string,
    source: SourceId,
    keys: readonly string[],
  ): Promise<readonly Facet[]> {
    // A live projection need not wait for people's questions, a rebuild need not wait for its own last commit.
    const thread = this.#writer.waiting === 0 ? this.#writer : this.#reader;
    return (await thread.ask('load', { ref, collection, source, keys })).map(parsed);
  }

  async get(ref: ViewRef, collection: string, key: string, asOf?: AsOf): Promise<readonly Facet[]> {
    return (await this.#reader.ask('get', { ref, collection, key, ...(asOf && { asOf }) })).map(parsed);
  }

  async find(ref: ViewRef, collection: string, query: Query): Promise<readonly Facet[]> {
    return (await this.#reader.ask('find', { ref, collection, query })).map(parsed);
  }

  positionAt(ref: ViewRef, source: SourceId, moment: number): Promise<number> {
    return this.#reader.ask('positionAt', { ref, source, moment });
  }

  momentAt(ref: ViewRef, source: SourceId, position: number): Promise<number> {
    return this.#reader.ask('momentAt', { ref, source, position });
  }

  parked(ref: ViewRef): Promise<readonly ParkedEvent[]> {
    return this.#reader.ask('parked', { ref });
  }

  state(view: string): Promise<ViewState> {
    return this.#reader.ask('state', { view });
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

  #remember(ref: ViewRef, schema: ViewSchema): void {
    this.#known.set(
      nameOf(ref),
      new Map(schema.collections.map((collection) => [collection.name, fieldNames(collection)])),
    );
  }

  async #learn(ref: ViewRef): Promise<void> {
    const schema = (await this.#writer.ask('state', { view: ref.view })).schemas?.[ref.generation];
    if (!schema) throw new UnknownGeneration(ref);
    this.#remember(ref, schema);
  }

  #fieldsOf(ref: ViewRef, collection: string): readonly string[] {
    const fields = this.#known.get(nameOf(ref))?.get(collection);
    if (!fields) throw new InvalidRequest(`${ref.view} has no collection ${collection}`);
    return fields;
  }
}

function nameOf({ view, generation }: ViewRef): string {
  return `${view}/${generation}`;
}

function columnsOf(
  collection: string,
  versions: readonly FacetVersion[],
  names: readonly string[],
): VersionColumns {
  const fields: Scalar[] = [];
  const keys: string[] = [];
  const bodies: (string | null)[] = [];
  const positions = new Float64Array(versions.length);
  const recordedAt = new Float64Array(versions.length);
  versions.forEach((version, n) => {
    keys.push(version.key);
    bodies.push(version.body);
    positions[n] = version.position;
    recordedAt[n] = version.recordedAt;
    for (const name of names) fields.push(version.fields[name] ?? null);
  });
  return { collection, keys, positions, recordedAt, fields, bodies };
}

function parsed(row: FacetRow): Facet {
  return { ...row, body: JSON.parse(row.body) as unknown };
}
