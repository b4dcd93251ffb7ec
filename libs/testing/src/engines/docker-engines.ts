import { randomUUID } from 'node:crypto';
import type { StartedTestContainer } from 'testcontainers';
import type { KafkaEngine, KurrentEngine, MongoEngine, OpenBaoEngine } from './engine.ts';
import { freePort } from './free-port.ts';
import { sayProgress } from './run-command.ts';

export const images = {
  kafka: 'apache/kafka:4.4.0',
  mongo: 'mongo:8.2.9',
  kurrentdb: 'kurrentplatform/kurrentdb:26.1.1',
  openbao: 'openbao/openbao:2.7.2',
} as const;

/** Milliseconds a container may take once its image is there. */
const longestStart = 120_000;

export async function startKafkaContainer(): Promise<KafkaEngine> {
  const { host, port, container } = await start('kafka', 'Kafka Server started', (host, port) => ({
    environment: {
      KAFKA_NODE_ID: '1',
      KAFKA_PROCESS_ROLES: 'broker,controller',
      KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093',
      KAFKA_LISTENERS: `CLIENT://:${port},INTERNAL://localhost:9094,CONTROLLER://localhost:9093`,
      KAFKA_ADVERTISED_LISTENERS: `CLIENT://${host}:${port},INTERNAL://localhost:9094`,
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'CLIENT:PLAINTEXT,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT',
      KAFKA_INTER_BROKER_LISTENER_NAME: 'INTERNAL',
      KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
      KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
      KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
      KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR: '1',
      KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR: '1',
    },
  }));
  return {
    origin: `docker ${images.kafka}`,
    brokers: [`${host}:${port}`],
    stop: () => stop(container),
  };
}

/** A replica set of one, since transactions and change streams take one. */
export async function startMongoContainer(): Promise<MongoEngine> {
  const { host, port, container } = await start('mongo', 'Waiting for connections', (_, port) => ({
    command: ['mongod', '--replSet', 'tests', '--bind_ip_all', '--port', String(port)],
  }));
  const founding = `
    rs.initiate({ _id: 'tests', members: [{ _id: 0, host: '${host}:${port}' }] });
    while (!db.hello().isWritablePrimary) sleep(50);`;
  const founded = await container.exec(['mongosh', '--quiet', '--port', String(port), '--eval', founding]);
  if (founded.exitCode !== 0) {
    await stop(container);
    throw new Error(`${images.mongo} did not become a replica set: ${founded.output}`);
  }
  return {
    origin: `docker ${images.mongo}`,
    url: `mongodb://${host}:${port}`,
    stop: () => stop(container),
  };
}

export async function startKurrentContainer(): Promise<KurrentEngine> {
  const { host, port, container } = await start('kurrentdb', { path: '/health/live' }, (_, port) => ({
    environment: {
      KURRENTDB_INSECURE: 'true',
      KURRENTDB_CLUSTER_SIZE: '1',
      KURRENTDB_NODE_PORT: String(port),
      KURRENTDB_MEM_DB: 'true',
    },
  }));
  return {
    origin: `docker ${images.kurrentdb}`,
    url: `kurrentdb://${host}:${port}?tls=false`,
    stop: () => stop(container),
  };
}

export async function startOpenBaoContainer(): Promise<OpenBaoEngine> {
  const token = randomUUID();
  const { host, port, container } = await start('openbao', { path: '/v1/sys/health' }, (_, port) => ({
    command: ['server', '-dev', `-dev-listen-address=0.0.0.0:${port}`, `-dev-root-token-id=${token}`],
  }));
  return {
    origin: `docker ${images.openbao}`,
    url: `http://${host}:${port}`,
    token,
    stop: () => stop(container),
  };
}

interface ContainerSettings {
  readonly environment?: Record<string, string>;
  readonly command?: string[];
}

/**
 * Runs an image with one port that is the same inside and out: these servers tell clients where to connect, and must
 * reach themselves there. testcontainers is loaded only here; it takes a second that nobody without Docker should pay.
 */
async function start(
  engine: keyof typeof images,
  ready: string | { readonly path: string },
  settings: (host: string, port: number) => ContainerSettings,
): Promise<{ host: string; port: number; container: StartedTestContainer }> {
  const { GenericContainer, Wait, getContainerRuntimeClient } = await import('testcontainers');
  const { host } = (await getContainerRuntimeClient()).info.containerRuntime;
  const port = await freePort();
  const { environment = {}, command = [] } = settings(host, port);
  sayProgress(`starting ${images[engine]} in Docker …`);
  const container = await new GenericContainer(images[engine])
    .withExposedPorts({ container: port, host: port })
    .withEnvironment(environment)
    .withCommand(command)
    .withWaitStrategy(
      typeof ready === 'string'
        ? Wait.forLogMessage(ready)
        : Wait.forHttp(ready.path, port).forStatusCodeMatching((code) => code < 300),
    )
    .withStartupTimeout(longestStart)
    .start();
  return { host, port, container };
}

async function stop(container: StartedTestContainer): Promise<void> {
  await container.stop();
}
