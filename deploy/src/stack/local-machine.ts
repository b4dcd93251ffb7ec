import { join } from 'node:path';
import type { ComposeFile, ComposeService } from '../compose/compose-service.ts';
import { ComposeProblem } from '../compose/problem.ts';

/** What the names of the compose file stand for on this machine. */
export interface LocalMachine {
  /** `kafka:9092` of the file → `127.0.0.1:41873`. */
  readonly addresses: ReadonlyMap<string, string>;
  /** Port each service of ours listens on. */
  readonly ports: ReadonlyMap<string, number>;
  /** Folder of what services keep: their logs, where there is no KurrentDB. */
  readonly data: string;
  /** A KurrentDB to keep the logs in; without one they are SQLite files. */
  readonly kurrentdbUrl: string | undefined;
}

const SECRETS = '/run/secrets/';
const NAMED_ADDRESS = /(?<=\/\/|@|,)([a-z][a-z0-9-]*):(\d+)/g;

/**
 * The environment a service has in its container, with what stands for something of the container's world put as it is
 * here: the address it listens on, hosts and ports of engines, files of secrets, the stores there is a stand-in for.
 * Throws when a value names something that stands for nothing.
 */
export function localEnvironment(
  file: ComposeFile,
  service: ComposeService,
  machine: LocalMachine,
): Readonly<Record<string, string>> {
  const environment: Record<string, string> = {};
  for (const [variable, value] of Object.entries(service.environment)) {
    environment[variable] = localValue(file, service, machine, variable, value);
  }
  return environment;
}

function localValue(
  file: ComposeFile,
  service: ComposeService,
  machine: LocalMachine,
  variable: string,
  value: string,
): string {
  switch (variable) {
    case 'HTTP_HOST':
      return service.ports[0]?.host ?? '127.0.0.1';
    case 'HTTP_PORT':
      return String(publishedPort(service, machine, value));
    case 'EVENT_STORE_URL':
      return machine.kurrentdbUrl ?? `sqlite:${join(machine.data, service.name, 'log.db')}`;
    case 'VAULT_URL':
      return `sqlite:${join(machine.data, service.name, 'vault.db')}`;
    case 'READ_MODEL_URL':
      return standInMongoUrl(withAddresses(file, service, machine, variable, value));
    default:
      return withSecrets(file, service, variable, withAddresses(file, service, machine, variable, value));
  }
}

/** All services share this machine's address, so each listens on the port that Compose would publish. */
function publishedPort(service: ComposeService, machine: LocalMachine, value: string): number {
  const here = machine.ports.get(service.name);
  if (here === undefined || !service.ports.some(({ target }) => String(target) === value)) {
    throw new ComposeProblem(`services.${service.name} listens on ${value} but does not publish that port`);
  }
  return here;
}

function withAddresses(
  { services }: ComposeFile,
  { name }: ComposeService,
  { addresses }: LocalMachine,
  variable: string,
  value: string,
): string {
  return value.replaceAll(NAMED_ADDRESS, (address: string, host: string) => {
    const here = addresses.get(address);
    if (here !== undefined) return here;
    if (!services.has(host)) return address;
    throw new ComposeProblem(`services.${name}.environment.${variable}: nothing here stands for ${address}`);
  });
}

/** Straight to the one server: the replica set that the stand-in says it is has another name than the file's. */
function standInMongoUrl(text: string): string {
  const url = new URL(text);
  url.searchParams.delete('replicaSet');
  url.searchParams.set('directConnection', 'true');
  return url.href;
}

/** `{…}` within a secret's name stands for several; each of them must be given to the service. */
function withSecrets(
  { secrets }: ComposeFile,
  service: ComposeService,
  variable: string,
  value: string,
): string {
  if (!value.startsWith(SECRETS)) return value;
  const name = value.slice(SECRETS.length);
  const pattern = new RegExp(`^${name.replaceAll(/\{\w+\}/g, '\\w+')}$`);
  const given = service.secrets.find((secret) => pattern.test(secret));
  if (given === undefined) {
    throw new ComposeProblem(
      `services.${service.name}.environment.${variable} names the secret ${name}, which the service is not given`,
    );
  }
  const folder = (secrets.get(given) as string).slice(0, -given.length);
  return `${folder}${name}`;
}
