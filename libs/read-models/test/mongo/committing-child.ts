import { MongoDocumentStore } from '../../src/mongo/mongo-document-store.ts';
import { batch, doc, range, ref, schema, source } from '../../src/conformance/samples.ts';

/** Commits the same keys over and over until it is killed, and prints each position it has been told is stored. */
const store = await MongoDocumentStore.open({ url: process.argv[2] as string });
await store.ensure(ref, schema);
let position = (await store.checkpoints(ref)).find((entry) => entry.source === source)?.position ?? 0;
process.stdout.write(`${position}\n`);
for (;;) {
  const versions = range(1, 40).map((n) => ({
    ...doc(`k${n}`, position + n, position + 40),
    body: JSON.stringify({ n: position + 40, text: 'x'.repeat(2_000) }),
  }));
  await store.commit(batch(position, versions));
  position += 40;
  process.stdout.write(`${position}\n`);
}
