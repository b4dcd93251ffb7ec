import { connect } from 'node:net';
import { dockerAnswers } from './docker.ts';
import { EngineMissing } from './engine-missing.ts';
import type { KafkaEngine, KurrentEngine, MongoEngine } from './engine.ts';
import { startKafka } from './kafka-server.ts';
import { startMongo } from './mongo-server.ts';

const reachMs = 5_000;

/**
 * The run's shared server: the one that `KAFKA_BROKERS` names, or else one in Docker, or else one from the recipe. Use a
 * topic prefix of your own. Rejects with `EngineMissing` when there is none; one that is named must answer.
 */
export async function acquireKafka(): Promise<KafkaEngine> {
  const given = process.env['KAFKA_BROKERS'];
  if (given) {
    const brokers = given.split(',').map((broker) => broker.trim());
    await mustAnswer('KAFKA_BROKERS', brokers[0] as string);
    return { origin: 'given', brokers, stop: async () => undefined };
  }
  const docker = await dockerEngines();
  return docker ? docker.dockerKafka() : startKafka();
}

/** As `acquireKafka`, by `MONGODB_URL`. Use a database of your own. */
export async function acquireMongo(): Promise<MongoEngine> {
  const url = process.env['MONGODB_URL'];
  if (url) {
    await mustAnswer('MONGODB_URL', new URL(url).host || '127.0.0.1:27017');
    return { origin: 'given', url, stop: async () => undefined };
  }
  const docker = await dockerEngines();
  return docker ? docker.dockerMongo() : startMongo();
}

/** As `acquireKafka`, by `KURRENTDB_URL`. There is no recipe: no registry has the server. */
export async function acquireKurrent(): Promise<KurrentEngine> {
  const url = process.env['KURRENTDB_URL'];
  if (url) {
    await mustAnswer('KURRENTDB_URL', new URL(url).host);
    return { origin: 'given', url, stop: async () => undefined };
  }
  const docker = await dockerEngines();
  if (docker) return docker.dockerKurrent();
  throw new EngineMissing(
    'KurrentDB',
    'no URL, no Docker',
    'KURRENTDB_URL=kurrentdb://localhost:2113?tls=false npm test',
  );
}

/** Loaded only where a Docker engine answers: it is a heavy client. */
async function dockerEngines(): Promise<typeof import('./docker-engines.ts') | undefined> {
  return (await dockerAnswers()) ? import('./docker-engines.ts') : undefined;
}

/** A server that was named and does not answer is a failure, never a reason to look elsewhere. */
async function mustAnswer(variable: string, address: string): Promise<void> {
  const colon = address.lastIndexOf(':');
  const [host, port] =
    colon < 0 ? [address, 2113] : [address.slice(0, colon), Number(address.slice(colon + 1))];
  await new Promise<void>((resolve, reject) => {
    const socket = connect({ host, port, timeout: reachMs });
    const fail = () => {
      socket.destroy();
      reject(new Error(`${variable} names ${address}, and nothing answers there`));
    };
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
    socket.once('error', fail);
    socket.once('timeout', fail);
  });
}
