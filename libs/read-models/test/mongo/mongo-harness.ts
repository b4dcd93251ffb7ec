import { randomBytes } from 'node:crypto';
import type { ConformingDocumentStore, DocumentStoreHarness } from '../../src/conformance/index.ts';
import type { DocumentStore } from '../../src/document-store.ts';
import { MongoDocumentStore } from '../../src/mongo/mongo-document-store.ts';
import mongoose from 'mongoose';

export function mongoEngine(wrap = (store: DocumentStore): DocumentStore => store): ConformingDocumentStore {
  return {
    async makeHarness(): Promise<DocumentStoreHarness> {
      const base = new URL(process.env['MONGODB_URL'] as string);
      base.pathname = `/linli-test-${randomBytes(6).toString('hex')}`;
      const url = base.href;
      const opened: DocumentStore[] = [];
      return {
        async open() {
          const store = wrap(await MongoDocumentStore.open({ url }));
          opened.push(store);
          return store;
        },
        async dispose() {
          await Promise.all(opened.map((store) => store.close()));
          const connection = await mongoose.createConnection(url).asPromise();
          await connection.dropDatabase();
          await connection.destroy();
        },
      };
    },
  };
}
