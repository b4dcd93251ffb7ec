import {
  startKafkaContainer,
  startKurrentContainer,
  startMongoContainer,
  startOpenBaoContainer,
} from './docker-engines.ts';
import type { Engine, KafkaEngine, KurrentEngine, MongoEngine, OpenBaoEngine } from './engine.ts';
import { EngineMissing, type EngineName } from './engine-missing.ts';
import { requireKafka, requireKurrent, requireMongo, requireOpenBao } from './given-server.ts';
import { startKafka } from './kafka-server.ts';
import { locateEngine } from './locate.ts';
import { startMongo } from './mongo-server.ts';
import { startOpenBao } from './openbao-server.ts';

/**
 * A Kafka for the caller: the one of `KAFKA_BROKERS`, which `npm test` sets for a whole run, else one started for this
 * process, which ends with it. Use topics, groups and transactional ids under a prefix of your own.
 *
 * @throws EngineMissing when there is none; Error when the given one does not answer.
 */
export function acquireKafka(): Promise<KafkaEngine> {
  return acquire('kafka', {
    async given(list) {
      const brokers = list.split(',').map((broker) => broker.trim());
      await requireKafka(brokers);
      return { origin: 'given', brokers, stop: leaveAlone };
    },
    docker: startKafkaContainer,
    local: startKafka,
  });
}

/** A MongoDB for the caller, by `MONGODB_URL` or started for this process. Use a database of your own. */
export function acquireMongo(): Promise<MongoEngine> {
  return acquire('mongo', {
    async given(url) {
      await requireMongo(url);
      return { origin: 'given', url, stop: leaveAlone };
    },
    docker: startMongoContainer,
    local: startMongo,
  });
}

/** A KurrentDB for the caller, by `KURRENTDB_URL` or in Docker; it has no local recipe. Use streams of your own. */
export function acquireKurrent(): Promise<KurrentEngine> {
  return acquire('kurrentdb', {
    async given(url) {
      await requireKurrent(url);
      return { origin: 'given', url, stop: leaveAlone };
    },
    docker: startKurrentContainer,
  });
}

/** An OpenBao for the caller, by `OPENBAO_URL` and `OPENBAO_TOKEN` or started for this process. Mount engines of your own. */
export function acquireOpenBao(): Promise<OpenBaoEngine> {
  return acquire('openbao', {
    async given(url) {
      const token = process.env['OPENBAO_TOKEN'] ?? '';
      await requireOpenBao(url, token);
      return { origin: 'given', url, token, stop: leaveAlone };
    },
    docker: startOpenBaoContainer,
    local: startOpenBao,
  });
}

interface Ways<Found extends Engine> {
  given(url: string): Promise<Found>;
  docker(): Promise<Found>;
  local?(): Promise<Found>;
}

async function acquire<Found extends Engine>(engine: EngineName, ways: Ways<Found>): Promise<Found> {
  const location = await locateEngine(engine);
  if (location.found === 'given') return ways.given(location.url);
  if (location.found === 'docker') return ways.docker();
  if (location.found === 'local' && ways.local) return ways.local();
  const { reason, remedy } =
    location.found === 'nowhere' ? location : { reason: 'no recipe', remedy: 'a URL' };
  throw new EngineMissing(engine, reason, remedy);
}

async function leaveAlone(): Promise<void> {
  // Whoever started it, and whoever else uses it, goes on.
}
