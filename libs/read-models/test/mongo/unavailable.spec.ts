import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { StoreUnavailable } from '@linli/event-sourcing';
import { execFile } from 'node:child_process';
import { inspect, promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { mongo } from 'mongoose';
import { type MongoEngine, type PrivateServer, startMongo } from '@linli/testing/engines';
import { batch, doc, numberAt, ref, schema } from '../../src/conformance/samples.ts';
import { unavailable } from '../../src/mongo/faults.ts';
import { MongoDocumentStore } from '../../src/mongo/mongo-document-store.ts';
import { makeDatabase } from './mongo-harness.ts';

const reasonOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('a store whose server is away', () => {
  let server: MongoEngine & PrivateServer;
  let store: MongoDocumentStore;

  async function open(settings: string): Promise<void> {
    store = await MongoDocumentStore.open({ url: `${server.url}/views?${settings}` });
    await store.ensure(ref, schema);
    await store.commit(batch(0, [doc('a', 1, 1)]));
  }

  beforeEach(async () => {
    server = await startMongo();
  });

  afterEach(async () => {
    await store.close();
    await server.stop();
  });

  test('says so to every question, and answers again as soon as the server does', async () => {
    await open('serverSelectionTimeoutMS=1500');
    await server.kill();
    const questions = [
      () => store.get(ref, 'docs', 'a'),
      () => store.find(ref, 'docs', { limit: 1 }),
      () => store.state('board'),
      () => store.activate(ref),
      () => store.commit(batch(1, [doc('a', 2, 2)])),
    ];
    for (const ask of questions) {
      expect(await reasonOf(ask())).toMatchObject({ name: 'StoreUnavailable', reason: 'broken' });
    }
    await server.start();
    await store.commit(batch(1, [doc('a', 2, 2)]));
    expect(await numberAt(store, 'a')).toBe(2);
  }, 120_000);

  test('can be closed', async () => {
    await open('serverSelectionTimeoutMS=1500');
    await server.kill();
    await store.close();
    expect(await reasonOf(store.state('board'))).toMatchObject({
      name: 'StoreUnavailable',
      reason: 'closed',
    });
  });

  test('that has stopped answering without a word is left for as long as that lasts', async () => {
    await open('connectTimeoutMS=500&heartbeatFrequencyMS=500&serverSelectionTimeoutMS=1500');
    server.freeze();
    expect(await reasonOf(store.find(ref, 'docs', { limit: 1 }))).toMatchObject({
      name: 'StoreUnavailable',
      reason: 'broken',
    });
    const waiting = store.commit(batch(1, [doc('a', 2, 2)]));
    server.thaw();
    await waiting;
    expect(await numberAt(store, 'a')).toBe(2);
  }, 120_000);
});

describe('an error', () => {
  const password = 'hunter2/%&:@';
  const account = `clerk:${encodeURIComponent(password)}`;

  test('names the place and no account, however it is looked at', async () => {
    const away = 'mongodb://127.0.0.1:1,127.0.0.1:2/views?serverSelectionTimeoutMS=50';
    const openings = [
      MongoDocumentStore.open({ url: away.replace('//', `//${account}@`) }),
      MongoDocumentStore.open({ url: away, username: 'clerk', password }),
      MongoDocumentStore.open({ url: `mongodb://${account}@127.0.0.1:port/views` }),
      MongoDocumentStore.open({ url: `mongodb://${account}@127.0.0.1:1/views?nonsense=${account}` }),
      MongoDocumentStore.open({ url: `mongodb://${account}@127.0.0.1:1` }),
      MongoDocumentStore.open({ url: `postgres://${account}@127.0.0.1:1/views` }),
    ];
    for (const error of await Promise.all(openings.map(reasonOf))) {
      expect(error).toBeInstanceOf(Error);
      const text = inspect(error, { depth: 9, showHidden: true });
      for (const secret of [password, encodeURIComponent(password), 'hunter2', 'clerk'])
        expect(text).not.toContain(secret);
    }
    await expect(openings[0]).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(openings[0]).rejects.toThrow('mongodb://127.0.0.1:1,127.0.0.1:2/views: ');
  });

  test.each([
    ['full', new mongo.MongoServerError({ message: 'the disk is too small', code: 14031 })],
    ['full', new mongo.MongoServerError({ message: 'No space left on device' })],
    ['broken', new mongo.MongoServerError({ message: 'not primary', code: 10107 })],
    ['broken', new mongo.MongoServerError({ message: 'Authentication failed.', code: 18 })],
    ['broken', new mongo.MongoNetworkError('connection 7 to 10.0.0.1:27017 closed')],
    ['broken', Object.assign(new Error('write EPIPE'), { code: 'EPIPE', syscall: 'write' })],
    ['broken', Object.assign(new Error('This socket has been ended by the other party'), { code: 'EPIPE' })],
  ])('of the driver or its socket is told as %s, without the driver’s own', (reason, error) => {
    const told = unavailable(error, 'mongodb://db/views', []) as StoreUnavailable;
    expect(told).toBeInstanceOf(StoreUnavailable);
    expect([told.reason, told.cause]).toEqual([reason, undefined]);
  });
});

test('a process that has closed its store comes to its end by itself', async () => {
  const database = await makeDatabase();
  const script = fileURLToPath(new URL('./closing-child.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@linli/source', script, database.url],
    { timeout: 100_000 },
  );
  expect(stdout).toBe('closed\n');
  await database.remove();
}, 120_000);
