import { randomUUID } from 'node:crypto';
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
import { checkAlike } from '../schema.ts';
import { Catalogue } from './catalogue.ts';
import { MongoConnection, type MongoDocumentStoreOptions } from './connection.ts';
import { isDroppedMeanwhile } from './faults.ts';
import { Owners } from './owners.ts';
import { momentAt, type MomentsDocument, positionAt } from './moments.ts';
import {
  findFacets,
  getFacets,
  loadFacets,
  readCheckpoints,
  readParked,
  type Reader,
} from './read-queries.ts';
import { copyDocuments, fitToTakeOver, type StoredTakenOver } from './take-over.ts';
import { inTransaction } from './transaction.ts';
import { partsOf, writeCommit } from './write-commit.ts';

export type { MongoDocumentStoreOptions };

/**
 * Documents in one MongoDB database, which many processes share: a replica set, or the routers of a sharded cluster whose
 * database is not sharded. How they are laid out: docs/decisions/mongo-layout.md. Errors: `StoreUnavailable` while no
 * primary answers, when its disk is full or the store is closed; it is used again as soon as it answers.
 */
export class MongoDocumentStore implements DocumentStore {
  readonly #connection: MongoConnection;
  readonly #owners: Owners;
  readonly #catalogue: Catalogue;
  /** The end of the last commit asked for, per generation and source. */
  readonly #turns = new Map<string, Promise<unknown>>();
  /** What the last commit has left at the checkpoint, where it was applied, per generation and source. */
  readonly #lastMarks = new Map<string, string>();

  private constructor(connection: MongoConnection) {
    this.#connection = connection;
    this.#owners = new Owners(connection);
    this.#catalogue = new Catalogue(connection, this.#owners);
  }

  static async open(options: MongoDocumentStoreOptions): Promise<MongoDocumentStore> {
    return new MongoDocumentStore(await MongoConnection.open(options));
  }

  async ensure(ref: ViewRef, schema: ViewSchema): Promise<void> {
    await this.#connection.ask(() => this.#catalogue.ensure(ref, schema));
  }

  takeOver(ref: ViewRef, schema: ViewSchema, from: number, collections: readonly string[]): Promise<void> {
    return this.#connection.ask(async () => {
      const catalogue = this.#catalogue;
      const { view } = ref;
      const { generations, schemas } = await catalogue.state(view);
      let fit: StoredTakenOver | undefined;
      if (!generations.includes(ref.generation)) {
        const ofElder = schemas?.[from];
        if (ofElder) checkAlike(schema, ofElder, collections);
        const fitting = async (reader: Reader) => present(await fitToTakeOver(reader, collections));
        [fit] = await this.#read({ view, generation: from }, fitting);
      }
      const taken = await catalogue.ensure(ref, schema, fit);
      if (!taken || taken.complete) return;
      const elder = await catalogue.find({ view, generation: taken.from });
      await copyDocuments(this.#connection, elder, await catalogue.find(ref), taken);
      await catalogue.completeTakeOver(ref, taken);
    });
  }

  /** Commits of one source are applied in the order in which they were asked for, those of others beside them. */
  commit(commit: Commit): Promise<void> {
    const { ref, source } = commit;
    const name = JSON.stringify([ref.view, ref.generation, source]);
    return this.#connection.ask(() => this.#inTurn(name, () => this.#apply(name, commit)));
  }

  checkpoints(ref: ViewRef): Promise<readonly Checkpoint[]> {
    return this.#read(ref, readCheckpoints);
  }

  load(
    ref: ViewRef,
    collection: string,
    source: SourceId,
    keys: readonly string[],
    at: number,
  ): Promise<readonly Facet[]> {
    return this.#read(ref, (reader) => loadFacets(reader, collection, { source, keys, at }));
  }

  get(ref: ViewRef, collection: string, key: string, asOf?: AsOf): Promise<readonly Facet[]> {
    return this.#read(ref, (reader) => getFacets(reader, collection, key, asOf));
  }

  find(ref: ViewRef, collection: string, query: Query): Promise<readonly Facet[]> {
    return this.#read(ref, (reader) => findFacets(reader, collection, query));
  }

  async positionAt(ref: ViewRef, source: SourceId, moment: number): Promise<number> {
    const [position] = await this.#read(ref, async ({ db, generation }) => {
      const moments = db.collection<MomentsDocument>(generation.moments);
      return present(await positionAt(moments, source, moment));
    });
    return position ?? 0;
  }

  async momentAt(ref: ViewRef, source: SourceId, position: number): Promise<number> {
    const [moment] = await this.#read(ref, async ({ db, generation }) => {
      const moments = db.collection<MomentsDocument>(generation.moments);
      return present(await momentAt(moments, source, position));
    });
    return moment ?? 0;
  }

  parked(ref: ViewRef): Promise<readonly ParkedEvent[]> {
    return this.#read(ref, readParked);
  }

  state(view: string): Promise<ViewState> {
    return this.#connection.ask(() => this.#catalogue.state(view));
  }

  activate(ref: ViewRef): Promise<void> {
    return this.#connection.ask(() => this.#catalogue.activate(ref));
  }

  drop(ref: ViewRef): Promise<void> {
    this.#catalogue.forget(ref);
    return this.#connection.ask(() => this.#catalogue.drop(ref));
  }

  /** Waits for what has been asked, commits included. */
  close(): Promise<void> {
    return this.#connection.close(() => this.#owners.close());
  }

  async #apply(name: string, commit: Commit): Promise<void> {
    const { writes: db, transaction } = this.#connection;
    const { ref, source } = commit;
    const catalogue = this.#catalogue;
    const mark = { own: randomUUID(), last: this.#lastMarks.get(name) };
    this.#lastMarks.delete(name);
    const generation = await catalogue.find(ref);
    const parts = partsOf(generation, commit);
    try {
      const session = await this.#owners.sessionOf(generation, source);
      await inTransaction(session, transaction, () =>
        writeCommit({ db, catalogue, generation, session }, commit, parts, mark),
      );
    } catch (error) {
      // It may have been dropped and made anew by another process, and another process may write this source.
      catalogue.forget(ref);
      this.#owners.doubt(generation, source);
      throw error;
    }
    this.#lastMarks.set(name, mark.own);
    generation.sources.add(source);
  }

  #inTurn<T>(name: string, work: () => Promise<T>): Promise<T> {
    const result = (this.#turns.get(name) ?? Promise.resolve()).then(work);
    const turn = result
      .catch(() => undefined)
      .then(() => {
        if (this.#turns.get(name) === turn) this.#turns.delete(name);
      });
    this.#turns.set(name, turn);
    return result;
  }

  /**
   * Asks for something of a generation. A generation that another process has dropped answers with nothing, so nothing
   * is believed only of one that is there still.
   */
  #read<T>(ref: ViewRef, read: (reader: Reader) => Promise<readonly T[]>): Promise<readonly T[]> {
    const { client, reads: db } = this.#connection;
    return this.#connection.ask(async () => {
      for (;;) {
        const generation = await this.#catalogue.find(ref);
        const session = client.startSession();
        try {
          const answer = await read({ db, generation, session });
          if (answer.length > 0 || (await this.#catalogue.holds(generation))) return answer;
        } catch (error) {
          if (!isDroppedMeanwhile(error) || (await this.#catalogue.holds(generation))) throw error;
        } finally {
          await session.endSession();
        }
        this.#catalogue.forget(ref);
      }
    });
  }
}

function present<T>(value: T | undefined): T[] {
  return value === undefined ? [] : [value];
}
