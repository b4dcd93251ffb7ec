import { expect, test } from '@jest/globals';
import { startMongo } from '@linli/testing/engines';
import mongoose from 'mongoose';
import { inspect } from 'node:util';
import { batch, doc, numberAt, ref, schema } from '../../src/conformance/samples.ts';
import { MongoDocumentStore } from '../../src/mongo/mongo-document-store.ts';

test('a store needs no more than to read and write its database, and tells nobody the password it was refused with', async () => {
  const admin = { name: 'root', password: 'r00t-of-it-all' };
  const server = await startMongo({ admin });
  const password = 'pä ss/word';
  const connection = await mongoose
    .createConnection(server.url, { auth: { username: admin.name, password: admin.password } })
    .asPromise();
  await connection
    .getClient()
    .db('views')
    .command({ createUser: 'operations', pwd: password, roles: [{ role: 'readWrite', db: 'views' }] });
  await connection.destroy();

  const url = `${server.url}/views?authSource=views`;
  const urlOf = (account: string) => url.replace('//', `//${account}@`);
  const stores = [
    await MongoDocumentStore.open({ url, username: 'operations', password }),
    await MongoDocumentStore.open({ url: urlOf('operations'), password }),
    await MongoDocumentStore.open({ url: urlOf(`operations:${encodeURIComponent(password)}`) }),
  ] as const;
  for (const [n, store] of stores.entries()) {
    await store.ensure(ref, schema);
    await store.commit(batch(n, [doc('a', n + 1, n)]));
    expect(await numberAt(store, 'a')).toBe(n);
  }
  await stores[0].activate(ref);
  await stores[0].drop(ref);
  await Promise.all(stores.map((store) => store.close()));

  const refused: unknown = await MongoDocumentStore.open({
    url,
    username: 'operations',
    password: 'not-the-one',
  }).catch((error: unknown) => error);
  expect(refused).toMatchObject({ name: 'StoreUnavailable', reason: 'broken' });
  expect(inspect(refused, { depth: 9, showHidden: true })).not.toMatch(/operations|not-the-one/);
  await server.stop();
}, 120_000);
