import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type MongoEngine, type PrivateServer, startMongo } from '@linli/testing/engines';
import { batch, doc, range, ref, schema, source } from '../../src/conformance/samples.ts';
import type { DocumentStore } from '../../src/document-store.ts';

import { type Database, makeDatabase } from './mongo-harness.ts';

const script = fileURLToPath(new URL('./committing-child.ts', import.meta.url));

let server: MongoEngine & PrivateServer;
let database: Database;

beforeEach(async () => {
  server = await startMongo();
  database = await makeDatabase(server.url);
});

afterEach(async () => {
  await database.remove();
  await server.stop();
});

/** Every document shows the batch the checkpoint stands at, and every one before it in its past. */
async function expectWhole(store: DocumentStore): Promise<number> {
  const [checkpoint] = await store.checkpoints(ref);
  const position = checkpoint?.position ?? 0;
  expect(position % 40).toBe(0);
  for (const at of [position, position - 40, 40].filter((one) => one > 0)) {
    const facets = await store.find(ref, 'docs', { limit: 99, asOf: { [source]: at } });
    expect(facets.map(({ body }) => (body as { n: number }).n)).toEqual(range(1, 40).map(() => at));
  }
  expect(await store.positionAt(ref, source, Number.MAX_SAFE_INTEGER)).toBe(position);
  return position;
}

interface Committing {
  readonly process: ChildProcess;
  /** Resolves when it has told of so many commits more; rejects when it ends before. */
  told(commits: number): Promise<void>;
}

function startCommitting(url: string): Committing {
  const child = spawn(process.execPath, ['--conditions=@linli/source', script, url], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  return {
    process: child,
    told: (commits) =>
      new Promise((resolve, reject) => {
        let left = commits;
        const count = () => {
          left -= 1;
          if (left === 0) resolve();
        };
        lines.on('line', count);
        lines.once('close', () => reject(new Error(`it ended with ${left} commits to go`)));
      }),
  };
}

test('a process killed at any moment of its commits leaves all of a batch or nothing, and the next one goes on at once', async () => {
  const store = await database.open();
  await store.ensure(ref, schema);
  let before = 0;
  for (const kill of range(1, 8)) {
    const committing = startCommitting(database.url);
    await committing.told(2 + (kill % 3));
    // At whatever it is doing then, of which most is within a transaction.
    await new Promise((resolve) => setTimeout(resolve, kill * 7));
    committing.process.kill('SIGKILL');
    await once(committing.process, 'exit');
    const position = await expectWhole(store);
    expect(position).toBeGreaterThan(before);
    before = position;
  }
  const position = await expectWhole(store);
  await store.commit(
    batch(
      position,
      range(1, 40).map((n) => doc(`k${n}`, position + n, position + 40)),
    ),
  );
  await expectWhole(store);
}, 300_000);

test('a server killed at any moment of a commit leaves all of it or nothing, and the store goes on with it by itself', async () => {
  const store = await database.open();
  await store.ensure(ref, schema);
  let position = 0;
  for (const kill of range(1, 5)) {
    const killing = (async () => {
      await new Promise((resolve) => setTimeout(resolve, kill * 40));
      await server.kill();
      await server.start();
    })();
    // Told or not, stored or not: the checkpoint says where to go on.
    for (let commits = 0; commits < 25; commits += 1) {
      const versions = range(1, 40).map((n) => doc(`k${n}`, position + n, position + 40));
      await store.commit(batch(position, versions));
      position += 40;
    }
    await killing;
    expect(await expectWhole(store)).toBe(position);
  }
}, 300_000);
