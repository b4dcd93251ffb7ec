import { batch, doc, ref, schema } from '../../src/conformance/samples.ts';
import { MongoDocumentStore } from '../../src/mongo/mongo-document-store.ts';

/** Uses a store and closes it: nothing is to keep the process from ending then. */
const store = await MongoDocumentStore.open({ url: process.argv[2] as string });
await store.ensure(ref, schema);
await store.commit(batch(0, [doc('a', 1, 1)]));
await store.find(ref, 'docs', { limit: 1, asOf: { incidents: 1 } });
await store.close();
process.stdout.write('closed\n');
