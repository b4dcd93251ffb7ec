import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KafkaEngine, KafkaServerOptions, PrivateServer } from './engine.ts';
import { freePort } from './free-port.ts';
import { kafkaProperties, type KafkaPorts } from './kafka-properties.ts';
import { javaCommand, kafkaVersion, provisionKafka } from './kafka-recipe.ts';
import { runCommand } from './run-command.ts';
import { ServerProcess } from './server-process.ts';

/** What keeps a broker small and quick to start, at the price of speed nobody measures here. */
const virtualMachine = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xmx512m'];

/**
 * Starts a broker for the caller alone, from the local recipe; resolves when it serves. It dies with this process.
 *
 * A folder that has been started before keeps its data, its ports and its users.
 *
 * @throws EngineMissing without Java or Maven.
 */
export async function startKafka(options: KafkaServerOptions = {}): Promise<KafkaEngine & PrivateServer> {
  const classPath = await provisionKafka();
  const temporary = options.folder === undefined;
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'linli-kafka-')));
  await mkdir(folder, { recursive: true });
  const ports = await portsOf(folder, options);
  const properties = join(folder, 'server.properties');
  const data = join(folder, 'data');
  await writeFile(properties, kafkaProperties(data, ports, options));
  if (!existsSync(join(data, 'meta.properties'))) await format(classPath, properties, options);

  const server = new ServerProcess({
    name: 'Kafka',
    command: javaCommand(),
    args: [...virtualMachine, '-cp', classPath, 'kafka.Kafka', properties],
    log: join(folder, 'server.log'),
    readyLine: 'Kafka Server started',
    ...(temporary && { temporaryFolder: folder }),
  });
  try {
    await server.start();
  } catch (problem) {
    await server.stop();
    throw problem;
  }
  return {
    origin: `maven ${kafkaVersion}`,
    brokers: [options.advertised ?? `127.0.0.1:${ports.client}`],
    get pid() {
      return server.pid;
    },
    kill: () => server.kill(),
    freeze: () => server.freeze(),
    thaw: () => server.thaw(),
    start: () => server.start(),
    stop: () => server.stop(),
  };
}

/** The ports of a folder are settled at its first start: the controller's stands in its metadata. */
async function portsOf(folder: string, options: KafkaServerOptions): Promise<KafkaPorts> {
  const file = join(folder, 'ports.json');
  const settled = existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as KafkaPorts) : undefined;
  const ports = {
    client: options.port ?? settled?.client ?? (await freePort()),
    internal: settled?.internal ?? (await freePort()),
    controller: settled?.controller ?? (await freePort()),
  };
  await writeFile(file, JSON.stringify(ports));
  return ports;
}

async function format(
  classPath: string,
  properties: string,
  { users = [] }: KafkaServerOptions,
): Promise<void> {
  for (const { name, password } of users) {
    // What the tool takes a list apart by.
    if (/[\s,=[\]"]/.test(name + password))
      throw new Error(`Kafka's tool takes no such name or password: ${name}`);
  }
  const scram = users.flatMap(({ name, password }) => [
    '-S',
    `SCRAM-SHA-512=[name=${name},password=${password}]`,
  ]);
  await runCommand(
    javaCommand(),
    [
      ...virtualMachine,
      ...['-cp', classPath, 'kafka.tools.StorageTool', 'format', '--standalone'],
      ...[`--cluster-id=${clusterId()}`, '-c', properties, ...scram],
    ],
    { timeout: 60_000 },
  );
}

function clusterId(): string {
  return randomBytes(16).toString('base64url');
}
