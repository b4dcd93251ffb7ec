import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startKafka, type KafkaEngine, type PrivateServer } from '../../src/engines/index.ts';

let kafka: KafkaEngine & PrivateServer;

beforeAll(async () => {
  kafka = await startKafka();
}, 180_000);

afterAll(() => kafka.stop());

async function answers(address: string): Promise<boolean> {
  const [host, port] = address.split(':') as [string, string];
  const socket = connect(Number(port), host);
  const answered = await Promise.race([
    once(socket, 'connect').then(() => true),
    once(socket, 'close').then(() => false),
  ]).catch(() => false);
  socket.destroy();
  return answered;
}

test('a broker that was killed is gone, and comes back at the same address', async () => {
  const address = kafka.brokers[0] as string;
  expect(await answers(address)).toBe(true);
  await kafka.kill();
  expect(await answers(address)).toBe(false);
  await kafka.start();
  expect(await answers(address)).toBe(true);
});

test('a broker dies with the process that started it, however that ends', async () => {
  const parent = spawn(
    process.execPath,
    [
      '--conditions=@linli/source',
      '--input-type=module',
      '-e',
      `import { startKafka } from ${JSON.stringify(new URL('../../src/engines/index.ts', import.meta.url).href)};
       const kafka = await startKafka();
       console.log(kafka.brokers[0]);
       setInterval(() => {}, 1000);`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [said] = (await once(parent.stdout, 'data')) as [Buffer];
  const address = said.toString().trim();
  expect(await answers(address)).toBe(true);
  parent.kill('SIGKILL');
  while (await answers(address)) await pause(50);
});
