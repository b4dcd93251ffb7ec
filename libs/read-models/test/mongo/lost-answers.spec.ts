import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type MongoEngine, type PrivateServer, startMongo } from '@linli/testing/engines';
import { batch, doc, line, parkedEvent, ref, schema, source } from '../../src/conformance/samples.ts';
import type { Commit } from '../../src/document-store.ts';
import type { MongoDocumentStore } from '../../src/mongo/mongo-document-store.ts';
import { countCommands } from './count-commands.ts';
import { LosingProxy } from './losing-proxy.ts';
import { type Database, makeDatabase } from './mongo-harness.ts';

/** Two documents in force, one superseded, a line, a moment and a parked event. */
const whole = batch(2, [doc('a', 3, 3), doc('b', 4, 4), line(5)], { parked: [parkedEvent(5)] });

async function expectApplied(store: MongoDocumentStore, { to }: Commit): Promise<void> {
  expect((await store.checkpoints(ref)).map(({ position }) => position)).toEqual([to]);
  expect((await store.find(ref, 'docs', { limit: 9 })).map(({ body }) => body)).toEqual([{ n: 3 }, { n: 4 }]);
  const past = await store.find(ref, 'docs', { limit: 9, asOf: { [source]: 2 } });
  expect(past.map(({ body }) => body)).toEqual([{ n: 1 }]);
  expect((await store.find(ref, 'lines', { limit: 9 })).length).toBe(2);
  expect((await store.parked(ref)).length).toBe(1);
  expect(await store.positionAt(ref, source, Number.MAX_SAFE_INTEGER)).toBe(5);
}

describe('a commit whose connection is lost', () => {
  let server: MongoEngine & PrivateServer;
  let proxy: LosingProxy;
  let database: Database;
  let store: MongoDocumentStore;
  let commands: readonly string[];

  beforeEach(async () => {
    server = await startMongo();
    proxy = await LosingProxy.before(server.url);
    database = await makeDatabase(proxy.url);
    ({ store, commands } = countCommands(await database.open('&monitorCommands=true')));
    await store.ensure(ref, schema);
    await store.commit(batch(0, [doc('a', 1, 1), line(2)]));
  });

  afterEach(async () => {
    await database.remove();
    await proxy.close();
    await server.stop();
  });

  const losses = ['update', 'find', 'insert', 'commitTransaction'].flatMap((command) =>
    (['request', 'answer'] as const).map((what) => ({ command, what })),
  );

  test.each(losses)('with the $what of $command is applied once, and goes on by itself', async (loss) => {
    const lost = proxy.lose(loss);
    await store.commit(whole);
    await lost;
    await expectApplied(store, whole);
    // The next one is folded on it.
    await store.commit(batch(whole.to, [doc('c', 6, 6)]));
  });

  test('is known to have been applied though the server has forgotten the transaction', async () => {
    const meanwhile = async () => {
      await server.kill();
      await server.start();
    };
    const lost = proxy.lose({ command: 'commitTransaction', what: 'answer', meanwhile });
    await store.commit(whole);
    await lost;
    await expectApplied(store, whole);
  });

  test('is applied once when it leaves its checkpoint where it is, as parked events do that are applied late', async () => {
    await store.commit(batch(2, [], { to: 9, parked: [parkedEvent(7)] }));
    const late = batch(9, [doc('a', 7, 7)], { to: 9, moments: [], unparked: [{ source, position: 7 }] });
    const meanwhile = async () => {
      await server.kill();
      await server.start();
    };
    const lost = proxy.lose({ command: 'commitTransaction', what: 'answer', meanwhile });
    await store.commit(late);
    await lost;
    // That which lets the parked event go.
    expect(commands.filter((name) => name === 'delete').length).toBe(1);
    expect(await store.parked(ref)).toEqual([]);
    expect((await store.checkpoints(ref))[0]?.position).toBe(9);
    const [facet] = await store.get(ref, 'docs', 'a', { [source]: 6 });
    expect(facet?.body).toEqual({ n: 1 });
    expect((await store.get(ref, 'docs', 'a'))[0]).toMatchObject({ position: 7, body: { n: 7 } });
  });
});
