import { GenericContainer, type StartedTestContainer, Wait } from 'testcontainers';
import type { KafkaEngine, KurrentEngine, MongoEngine } from './engine.ts';
import { freePort } from './server-process.ts';

const images = {
  kafka: 'apache/kafka:4.1.1',
  mongo: 'mongo:8.0.15',
  kurrentdb: 'kurrentplatform/kurrentdb:25.1.0',
} as const;

export async function dockerKafka(): Promise<KafkaEngine> {
  const port = await freePort();
  const container = await new GenericContainer(images.kafka)
    .withExposedPorts({ container: 9092, host: port })
    .withEnvironment({
      KAFKA_NODE_ID: '1',
      KAFKA_PROCESS_ROLES: 'broker,controller',
      KAFKA_LISTENERS: 'CLIENTS://:9092,CONTROLLER://:9093',
      KAFKA_ADVERTISED_LISTENERS: `CLIENTS://127.0.0.1:${port}`,
      KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
      KAFKA_INTER_BROKER_LISTENER_NAME: 'CLIENTS',
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT',
      KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093',
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
      KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
      KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
    })
    .withWaitStrategy(Wait.forLogMessage(/Kafka Server started/))
    .start();
  return { origin: `docker ${images.kafka}`, brokers: [`127.0.0.1:${port}`], stop: () => end(container) };
}

export async function dockerMongo(): Promise<MongoEngine> {
  const container = await new GenericContainer(images.mongo)
    .withExposedPorts(27_017)
    .withCommand(['--replSet', 'rs0', '--bind_ip_all'])
    .withWaitStrategy(Wait.forLogMessage(/Waiting for connections/i))
    .start();
  const initiate = "rs.initiate({ _id: 'rs0', members: [{ _id: 0, host: 'localhost:27017' }] })";
  await container.exec(['mongosh', '--quiet', '--eval', initiate]);
  return {
    origin: `docker ${images.mongo}`,
    url: `mongodb://127.0.0.1:${container.getMappedPort(27_017)}/?directConnection=true`,
    stop: () => end(container),
  };
}

export async function dockerKurrent(): Promise<KurrentEngine> {
  const container = await new GenericContainer(images.kurrentdb)
    .withExposedPorts(2113)
    .withEnvironment({ KURRENTDB_INSECURE: 'true', KURRENTDB_MEM_DB: 'true' })
    .withWaitStrategy(Wait.forHttp('/health/live', 2113).forStatusCode(204))
    .start();
  return {
    origin: `docker ${images.kurrentdb}`,
    url: `kurrentdb://127.0.0.1:${container.getMappedPort(2113)}?tls=false`,
    stop: () => end(container),
  };
}

async function end(container: StartedTestContainer): Promise<void> {
  await container.stop();
}
