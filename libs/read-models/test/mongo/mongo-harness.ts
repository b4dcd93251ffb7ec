import { afterAll } from '@jest/globals';
import { acquireMongo } from '@linli/testing/engines';
import { randomBytes } from 'node:crypto';
import mongoose from 'mongoose';
import type { ConformingDocumentStore, DocumentStoreHarness } from '../../src/conformance/index.ts';
import type { DocumentStore } from '../../src/document-store.ts';
import { MongoDocumentStore } from '../../src/mongo/mongo-document-store.ts';

/** A database of one test's own. */
export interface Database {
  readonly url: string;
  /** Opens a store on it, closed by `remove`; with more settings in its URL: `&directConnection=true`. */
  open(settings?: string): Promise<MongoDocumentStore>;
  /** Looks at what the stores have written, past them. */
  look<T>(at: (db: mongoose.mongo.Db) => Promise<T>): Promise<T>;
  remove(): Promise<void>;
}

/** One for all tests of a file. */
let shared: ReturnType<typeof acquireMongo> | undefined;

afterAll(async () => (await shared)?.stop());

/** On the file's own server, unless another is named. */
export async function makeDatabase(server?: string): Promise<Database> {
  const name = `linli-read-models-${randomBytes(6).toString('hex')}`;
  const engine = server === undefined ? await (shared ??= acquireMongo()) : undefined;
  const [host, parameters = ''] = (server ?? (engine?.url as string)).split('?');
  // What the stand-in holds goes with it, and dropping it takes longer than most tests.
  const goesByItself = engine?.origin.startsWith('secantusdb') === true;
  const url = (more = '') => `${(host as string).replace(/\/$/, '')}/${name}?${parameters}${more}`;
  const stores: MongoDocumentStore[] = [];
  const look: Database['look'] = async (at) => {
    const connection = await mongoose.createConnection(url()).asPromise();
    try {
      return await at(connection.getClient().db());
    } finally {
      await connection.destroy();
    }
  };
  return {
    url: url(),
    async open(settings = '') {
      const store = await MongoDocumentStore.open({ url: url(settings) });
      stores.push(store);
      return store;
    },
    look,
    async remove() {
      await Promise.all(stores.map((store) => store.close()));
      if (!goesByItself) await look((db) => db.dropDatabase());
    },
  };
}

/** MongoDB with a database for each place; `wrap` seeds a fault for the negative controls. */
export function mongoEngine(wrap = (store: DocumentStore): DocumentStore => store): ConformingDocumentStore {
  return {
    async makeHarness(): Promise<DocumentStoreHarness> {
      const database = await makeDatabase();
      return {
        open: async () => wrap(await database.open()),
        dispose: () => database.remove(),
      };
    },
  };
}
