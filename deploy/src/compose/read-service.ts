import type {
  ComposeService,
  DependsOnCondition,
  Healthcheck,
  PublishedPort,
  RestartPolicy,
} from './compose-service.ts';
import { durationMs } from './duration.ts';
import { ComposeProblem } from './problem.ts';
import { list, mapping, only, text, texts } from './shapes.ts';

/** What Compose takes where the file says nothing. */
const DEFAULT_GRACE = '10s';
const DEFAULT_HEALTHCHECK = {
  interval: '30s',
  timeout: '30s',
  retries: 3,
  start_period: '0s',
  start_interval: '5s',
};
const CONDITIONS = ['service_started', 'service_healthy', 'service_completed_successfully'];

/** Reads one service. Which of its keys have a meaning where it is run, the runner decides by `keys`. */
export function readService(name: string, value: unknown): ComposeService {
  const where = `services.${name}`;
  const service = mapping(where, value);
  const { build, command, environment = {}, healthcheck, image, ports = [], restart = 'no' } = service;
  const {
    secrets = [],
    stop_grace_period: grace = DEFAULT_GRACE,
    volumes = [],
    depends_on: needed = {},
  } = service;
  return {
    name,
    image: text(`${where}.image`, image),
    buildArgs: build === undefined ? undefined : readBuildArgs(`${where}.build`, build),
    command: command === undefined ? undefined : texts(`${where}.command`, command),
    environment: readEnvironment(`${where}.environment`, environment),
    ports: texts(`${where}.ports`, ports).map((port) => readPort(`${where}.ports`, port)),
    volumes: texts(`${where}.volumes`, volumes).map((volume) => readVolume(`${where}.volumes`, volume)),
    secrets: texts(`${where}.secrets`, secrets),
    dependsOn: Object.entries(mapping(`${where}.depends_on`, needed)).map(([other, how]) =>
      readDependency(`${where}.depends_on.${other}`, other, how),
    ),
    healthcheck: healthcheck === undefined ? undefined : readHealthcheck(`${where}.healthcheck`, healthcheck),
    restart: readRestart(`${where}.restart`, text(`${where}.restart`, restart)),
    stopGraceMs: durationMs(text(`${where}.stop_grace_period`, grace)),
    keys: Object.keys(service),
  };
}

function readBuildArgs(where: string, value: unknown): Readonly<Record<string, string>> {
  const build = mapping(where, value);
  only(where, build, ['context', 'dockerfile', 'args']);
  return readEnvironment(`${where}.args`, build['args'] ?? {});
}

function readEnvironment(where: string, value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(mapping(where, value)).map(([variable, set]) => {
      if (typeof set !== 'string') {
        throw new ComposeProblem(`${where}.${variable} is not a text; put it in quotes`);
      }
      return [variable, set];
    }),
  );
}

function readPort(where: string, port: string): PublishedPort {
  const found = /^(\d+\.\d+\.\d+\.\d+):(\d+):(\d+)$/.exec(port);
  if (found === null) {
    throw new ComposeProblem(
      `${where}: ${JSON.stringify(port)} is not <address>:<published>:<port of the container>`,
    );
  }
  return { host: found[1] as string, published: Number(found[2]), target: Number(found[3]) };
}

function readVolume(where: string, volume: string): { readonly volume: string; readonly target: string } {
  const found = /^([a-zA-Z0-9][\w.-]*):(\/[^:]+)$/.exec(volume);
  if (found === null) {
    throw new ComposeProblem(`${where}: ${JSON.stringify(volume)} is not <named volume>:<absolute path>`);
  }
  return { volume: found[1] as string, target: found[2] as string };
}

function readDependency(
  where: string,
  service: string,
  value: unknown,
): { readonly service: string; readonly condition: DependsOnCondition } {
  const how = mapping(where, value);
  only(where, how, ['condition']);
  const condition = text(`${where}.condition`, how['condition']);
  if (!CONDITIONS.includes(condition)) {
    throw new ComposeProblem(`${where}.condition is not one of ${CONDITIONS.join(', ')}`);
  }
  return { service, condition: condition as DependsOnCondition };
}

function readHealthcheck(where: string, value: unknown): Healthcheck {
  const given = mapping(where, value);
  only(where, given, ['test', ...Object.keys(DEFAULT_HEALTHCHECK)]);
  const [how, ...command] = texts(`${where}.test`, list(`${where}.test`, given['test']));
  if (how !== 'CMD' || command.length === 0)
    throw new ComposeProblem(`${where}.test does not begin with CMD`);
  const { interval, timeout, retries, start_period, start_interval } = { ...DEFAULT_HEALTHCHECK, ...given };
  if (!Number.isInteger(retries)) throw new ComposeProblem(`${where}.retries is not a whole number`);
  return {
    command,
    intervalMs: durationMs(interval),
    timeoutMs: durationMs(timeout),
    retries,
    startPeriodMs: durationMs(start_period),
    startIntervalMs: durationMs(start_interval),
  };
}

function readRestart(where: string, policy: string): RestartPolicy {
  const found = /^(no|always|unless-stopped|on-failure)(?::(\d+))?$/.exec(policy);
  if (found === null || (found[2] !== undefined && found[1] !== 'on-failure')) {
    throw new ComposeProblem(`${where}: ${policy} is not a restart policy`);
  }
  return {
    when: found[1] as RestartPolicy['when'],
    most: found[2] === undefined ? Infinity : Number(found[2]),
  };
}
