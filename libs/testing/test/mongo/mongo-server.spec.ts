import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { startMongo, type MongoEngine, type PrivateServer } from '../../src/engines/index.ts';

let mongo: MongoEngine & PrivateServer;

beforeAll(async () => {
  mongo = await startMongo({ admin: { name: 'admin', password: 'only for this test' } });
}, 180_000);

afterAll(() => mongo.stop());

test('what was acknowledged with the journal survives SIGKILL', async () => {
  const url = mongo.url.replace('mongodb://', 'mongodb://admin:only%20for%20this%20test@');
  const client = new MongoClient(url, { directConnection: true });
  const kept = client.db('kept').collection('numbers');
  await kept.insertOne({ n: 1 }, { writeConcern: { w: 'majority', j: true } });
  await mongo.kill();
  await mongo.start();
  expect(await kept.countDocuments({ n: 1 })).toBe(1);
  await client.close();
});

test('a client that does not say who it is may read nothing', async () => {
  const client = new MongoClient(mongo.url, { directConnection: true });
  await expect(client.db('kept').collection('numbers').findOne({})).rejects.toThrow(/auth/i);
  await client.close();
});
