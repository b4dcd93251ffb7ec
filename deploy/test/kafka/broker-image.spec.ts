import {
  chmodSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { once } from 'node:events';
import type { ChildProcess } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { freePort, javaCommand, provisionKafka, spawnGuarded } from '@linli/testing/engines';
import { readComposeFile } from '../../src/compose/read-compose-file.ts';
import { repository } from '../repository.ts';
import { BrokerClient, outcomeOf } from './broker-client.ts';

/** The broker as its container starts it, by the script and the properties of `deploy/kafka`, with folders of its own. */
const folder = mkdtempSync(join(tmpdir(), 'linli-broker-'));
const password = 'the-word-of-the-administrator';
const compose = readComposeFile(join(repository, 'docker-compose.yml'), {}).services.get('kafka')!;
const closing: (() => Promise<unknown>)[] = [];
let broker: string;
let child: ChildProcess;
let printedBefore = 0;

/** Puts in a file what has another place here; each of them must stand in it. */
function replaced(file: string, places: Readonly<Record<string, string>>): string {
  let text = readFileSync(join(repository, 'deploy/kafka', file), 'utf8');
  for (const [there, here] of Object.entries(places)) {
    expect(text).toContain(there);
    text = text.replaceAll(there, here);
  }
  return text;
}

function start(): void {
  const output = openSync(join(folder, 'log'), 'a');
  printedBefore = readFileSync(join(folder, 'log')).length;
  child = spawnGuarded('/bin/sh', [join(folder, 'start.sh')], {
    output,
    env: { PATH: process.env['PATH'] ?? '', CLUSTER_ID: compose.environment['CLUSTER_ID']! },
  });
  closeSync(output);
}

async function stop(): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

async function administrator(): Promise<BrokerClient> {
  while (!readFileSync(join(folder, 'log'), 'utf8').includes('Kafka Server started', printedBefore)) {
    if (child.exitCode !== null) throw new Error(readFileSync(join(folder, 'log'), 'utf8').slice(-2_000));
    await setTimeout(50);
  }
  const client = new BrokerClient(broker, 'admin', password);
  closing.unshift(() => client.close());
  return client;
}

beforeAll(async () => {
  const classPath = await provisionKafka();
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  for (const [tool, main] of Object.entries({
    'kafka-storage.sh': 'kafka.tools.StorageTool',
    'kafka-server-start.sh': 'kafka.Kafka',
  })) {
    writeFileSync(
      join(bin, tool),
      `#!/bin/sh\nexec ${javaCommand()} -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx512m -cp '${classPath}' ${main} "$@"\n`,
    );
    chmodSync(join(bin, tool), 0o755);
  }
  const port = await freePort();
  broker = `127.0.0.1:${port}`;
  writeFileSync(
    join(folder, 'server.properties'),
    replaced('server.properties', {
      '0.0.0.0:9092': broker,
      'kafka:9092': broker,
      '127.0.0.1:9093': `127.0.0.1:${await freePort()}`,
      '/var/lib/kafka/data': join(folder, 'data'),
    }),
  );
  writeFileSync(
    join(folder, 'start.sh'),
    replaced('start.sh', {
      '/run/secrets/kafka_admin_password': join(folder, 'password'),
      '/opt/linli/server.properties': join(folder, 'server.properties'),
      '/tmp/server.properties': join(folder, 'with-login.properties'),
      '/opt/kafka/bin': bin,
    }),
  );
  writeFileSync(join(folder, 'password'), `${password}\n`);
  start();
});
afterAll(async () => {
  for (const close of closing) await close();
  await stop();
  rmSync(folder, { recursive: true, force: true });
});

test('the container’s broker lets in its administrator and nobody else, and makes no topic unasked', async () => {
  const admin = await administrator();
  const stranger = new BrokerClient(broker, 'incidents', 'guessed');
  expect(await outcomeOf(stranger.publish('weather'))).toMatch(/SASL|authentication/i);
  expect(await outcomeOf(admin.publish('weather'))).toBe('UNKNOWN_TOPIC_OR_PARTITION');
  expect(await outcomeOf(admin.makeTopic('weather'))).toBe('done');
});

test('started again, it has what it had', async () => {
  await stop();
  start();
  const admin = await administrator();
  expect(await (await admin.admin()).listTopics()).toContain('weather');
  expect(readFileSync(join(folder, 'log'), 'utf8')).not.toContain(password);
});
