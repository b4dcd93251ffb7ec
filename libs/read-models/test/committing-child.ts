import { StoreUnavailable } from '@linli/event-sourcing';
import { SqliteDocumentStore } from '../src/index.ts';
import { batch, doc, ref, schema } from '../src/conformance/samples.ts';

/** Commits big documents on demand, until there is no space, and again when there is. */
const documents = await SqliteDocumentStore.open({ file: process.argv[2] as string });
await documents.ensure(ref, schema);
let position = (await documents.checkpoints(ref))[0]?.position ?? 0;

process.on('message', async () => {
  const versions = [0, 1, 2, 3].map((n) => ({
    ...doc(`k${n}`, position + n + 1, position + n + 1),
    body: JSON.stringify({ n: position + n + 1, text: 'x'.repeat(20_000) }),
  }));
  try {
    await documents.commit(batch(position, versions));
    position += 4;
    process.send?.({ position });
  } catch (error) {
    process.send?.({ position, reason: error instanceof StoreUnavailable ? error.reason : String(error) });
  }
});
process.on('disconnect', () => void documents.close());
process.send?.('open');
