import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { freePort, startKafka, type KafkaEngine, type PrivateServer } from '../../src/engines/index.ts';
import { startProxy } from '../../src/faults/index.ts';
import { clientOf, countOf, createTopic, produce } from './client.ts';

let kafka: KafkaEngine & PrivateServer;
/** What a test has opened and may be stuck in when its time is up. */
let cleanUp: () => Promise<void> = async () => undefined;

beforeAll(async () => {
  kafka = await startKafka();
}, 180_000);

afterEach(async () => {
  await cleanUp();
  cleanUp = async () => undefined;
});

afterAll(() => kafka?.stop());

async function listens(address: string): Promise<boolean> {
  const [host, port] = address.split(':') as [string, string];
  const socket = connect(Number(port), host);
  const listening = await Promise.race([
    once(socket, 'connect').then(() => true),
    once(socket, 'close').then(() => false),
  ]).catch(() => false);
  socket.destroy();
  return listening;
}

describe('a broker', () => {
  test('that is killed is gone, and comes back at the same address with all it has acknowledged', async () => {
    const client = clientOf(kafka);
    await createTopic(client, 'kept');
    await produce(client, 'kept', ['one', 'two', 'three']);
    const { pid } = kafka;
    await kafka.kill();
    expect(await listens(kafka.brokers[0] as string)).toBe(false);
    await kafka.start();
    expect(kafka.pid).not.toBe(pid);
    expect(await countOf(client, 'kept')).toBe(3);
  });

  test('that is frozen answers when it is thawed, and not before', async () => {
    const client = clientOf(kafka);
    await createTopic(client, 'frozen');
    await produce(client, 'frozen', ['one']);
    kafka.freeze();
    let answered = false;
    const asked = countOf(client, 'frozen').then((count) => {
      answered = true;
      return count;
    });
    // The system takes connections for it; a broker that runs would have answered one of so many questions.
    for (let round = 0; round < 50; round++) expect(await listens(kafka.brokers[0] as string)).toBe(true);
    expect(answered).toBe(false);
    kafka.thaw();
    expect(await asked).toBe(1);
  });

  test('sends its clients to the proxy before it, and needs that not itself', async () => {
    const port = await freePort();
    const proxy = await startProxy({ target: { host: '127.0.0.1', port } });
    const proxied = await startKafka({ port, advertised: `127.0.0.1:${proxy.port}` });
    const client = clientOf(proxied);
    await createTopic(client, 'proxied');
    const consumer = client.consumer({ groupId: 'tests', maxWaitTimeInMs: 100 });
    const producer = client.producer({ transactionalId: 'tests', idempotent: true, maxInFlightRequests: 1 });
    cleanUp = async () => {
      await proxy.heal();
      await Promise.all([consumer.disconnect(), producer.disconnect()]);
      await proxied.stop();
      await proxy.close();
    };
    await consumer.connect();
    await consumer.subscribe({ topic: 'proxied', fromBeginning: true });
    const fetches = new Promise((resolve) => consumer.on(consumer.events.FETCH, resolve));
    const seen = new Promise<string | undefined>((resolve) => {
      void consumer.run({ eachMessage: async ({ message }) => resolve(message.value?.toString()) });
    });
    await fetches;
    await producer.connect();
    const transaction = await producer.transaction();
    await transaction.send({ topic: 'proxied', messages: [{ value: 'committed' }] });
    // To commit, the broker connects to itself; what clients have open goes on.
    proxy.refuse();
    await transaction.commit();
    expect(await seen).toBe('committed');
  });
});

test('a broker and its data die with the process that started it, however that ends', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'linli-parent-'));
  const module = new URL('../../src/engines/index.ts', import.meta.url).href;
  const script = `
    import { startKafka } from ${JSON.stringify(module)};
    const kafka = await startKafka();
    console.log(kafka.brokers[0]);
    setInterval(() => {}, 1000);`;
  const parent = spawn(
    process.execPath,
    ['--conditions=@linli/source', '--input-type=module', '-e', script],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, TMPDIR: folder },
    },
  );
  cleanUp = async () => {
    parent.kill('SIGKILL');
    await rm(folder, { recursive: true });
  };
  const address = String(await once(parent.stdout, 'data')).trim();
  expect(await listens(address)).toBe(true);
  expect(await readdir(folder)).toHaveLength(1);
  parent.kill('SIGKILL');
  while (await listens(address)) await pause(50);
  while ((await readdir(folder)).length > 0) await pause(50);
});
