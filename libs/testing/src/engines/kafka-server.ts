import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { provisioned } from './cache-folder.ts';
import { EngineMissing } from './engine-missing.ts';
import type { KafkaEngine, KafkaServerOptions, PrivateServer } from './engine.ts';
import { dataFolder, freePort, ServerProcess } from './server-process.ts';

export const kafkaVersion = '4.4.0';
const bootMs = 60_000;
const remedy = 'apt-get install openjdk-17-jre-headless maven';

const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>cn.linli</groupId><artifactId>kafka-for-tests</artifactId><version>1</version><packaging>pom</packaging>
<dependencies>
<dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${kafkaVersion}</version></dependency>
<dependency><groupId>org.slf4j</groupId><artifactId>slf4j-simple</artifactId><version>1.7.36</version></dependency>
</dependencies></project>
`;

/** Starts a broker of its own, in KRaft mode, from the jars of Maven Central: 4 s, 400 MB. */
export async function startKafka(options: KafkaServerOptions = {}): Promise<KafkaEngine & PrivateServer> {
  const jars = join(await kafkaJars(), 'lib', '*');
  const folder = dataFolder(options.folder, 'kafka');
  mkdirSync(folder.path, { recursive: true });
  const port = options.port ?? (await freePort());
  const properties = join(folder.path, 'server.properties');
  writeFileSync(properties, serverProperties(options, folder.path, port, await freePort()), { mode: 0o600 });
  if (!existsSync(join(folder.path, 'data', 'meta.properties'))) format(jars, properties, options);
  const server = new ServerProcess({
    name: 'the broker',
    command: 'java',
    args: ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xmx512m', '-cp', jars, 'kafka.Kafka', properties],
    log: join(folder.path, 'kafka.log'),
    ready: /Kafka Server started/,
    withinMs: bootMs,
  });
  await server.start();
  return {
    origin: `maven ${kafkaVersion}`,
    brokers: [`127.0.0.1:${port}`],
    get pid() {
      return server.pid;
    },
    kill: () => server.kill(),
    freeze: () => server.freeze(),
    thaw: () => server.thaw(),
    start: () => server.start(),
    async stop() {
      // Nothing of it is kept, so it need not be asked to put its data in order.
      await (options.folder === undefined ? server.kill() : server.stop());
      folder.remove();
    },
  };
}

/** Fetches the broker once. */
export async function kafkaJars(): Promise<string> {
  const java = spawnSync('java', ['-version'], { encoding: 'utf8' });
  const major = Number(/version "(\d+)/.exec(java.stderr ?? '')?.[1] ?? 0);
  if (major < 17) throw new EngineMissing('Kafka', 'no Java 17 or newer', remedy);
  return provisioned(`kafka-${kafkaVersion}`, (into) => {
    if (spawnSync('mvn', ['-v']).status !== 0)
      throw new EngineMissing('Kafka', 'no Maven to fetch it with', remedy);
    console.log(`Fetching Apache Kafka ${kafkaVersion} from Maven Central, once …`);
    writeFileSync(join(into, 'pom.xml'), pom);
    const args = [
      '-q',
      '-B',
      'dependency:copy-dependencies',
      '-DoutputDirectory=lib',
      '-DincludeScope=runtime',
    ];
    execFileSync('mvn', args, { cwd: into, stdio: ['ignore', 'inherit', 'inherit'], timeout: 300_000 });
  });
}

function format(jars: string, properties: string, { users = [] }: KafkaServerOptions): void {
  const scram = users.flatMap(({ name, password }) => [
    '-S',
    `SCRAM-SHA-512=[name=${name},password=${password}]`,
  ]);
  const id = randomBytes(16).toString('base64url').replace(/^-/, 'k');
  const args = ['-cp', jars, 'kafka.tools.StorageTool', 'format', '--standalone', '-t', id, '-c', properties];
  execFileSync('java', [...args, ...scram], { stdio: ['ignore', 'ignore', 'pipe'], timeout: bootMs });
}

function serverProperties(
  { users, advertised }: KafkaServerOptions,
  folder: string,
  port: number,
  controllerPort: number,
): string {
  const [admin] = users ?? [];
  const lines = [
    'process.roles=broker,controller',
    'node.id=1',
    `controller.quorum.bootstrap.servers=127.0.0.1:${controllerPort}`,
    `listeners=CLIENTS://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    `advertised.listeners=CLIENTS://${advertised ?? `127.0.0.1:${port}`}`,
    'controller.listener.names=CONTROLLER',
    'inter.broker.listener.name=CLIENTS',
    `listener.security.protocol.map=CLIENTS:${admin ? 'SASL_PLAINTEXT' : 'PLAINTEXT'},CONTROLLER:PLAINTEXT`,
    `log.dirs=${join(folder, 'data')}`,
    'auto.create.topics.enable=false',
    'group.initial.rebalance.delay.ms=0',
    // Otherwise a broker that was killed waits 13 s for its own old registration.
    'broker.session.timeout.ms=2000',
    'broker.heartbeat.interval.ms=500',
    ...['offsets.topic', 'transaction.state.log', 'share.coordinator.state.topic'].map(
      (topic) => `${topic}.replication.factor=1`,
    ),
    'transaction.state.log.min.isr=1',
    'share.coordinator.state.topic.min.isr=1',
    'offsets.topic.num.partitions=4',
    'transaction.state.log.num.partitions=4',
  ];
  if (admin) {
    const login = 'org.apache.kafka.common.security.scram.ScramLoginModule required';
    lines.push(
      'sasl.enabled.mechanisms=SCRAM-SHA-512',
      'sasl.mechanism.inter.broker.protocol=SCRAM-SHA-512',
      `listener.name.clients.scram-sha-512.sasl.jaas.config=${login} username="${admin.name}" password="${admin.password}";`,
      'authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer',
      // The controller's listener is on the loopback and knows no users.
      `super.users=User:${admin.name};User:ANONYMOUS`,
    );
  }
  return `${lines.join('\n')}\n`;
}
