import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { DCLinter } from 'dclint';
import { parse } from 'yaml';
import { images } from '@linli/testing/engines';
import { ACCESS } from '../../src/access/access.ts';
import { readComposeFile } from '../../src/compose/read-compose-file.ts';
import { repository } from '../repository.ts';

const path = join(repository, 'docker-compose.yml');
const source = readFileSync(path, 'utf8');
const file = readComposeFile(path, {});
const services = [...file.services.values()];
const raw = (parse(source, { merge: true }) as { services: Record<string, Record<string, unknown>> })
  .services;
const ours = services.filter(({ buildArgs }) => buildArgs !== undefined);
const folder = mkdtempSync(join(tmpdir(), 'linli-compose-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What is read of the linter's answer; its own types cannot be found by Node's resolution. */
interface LintResult {
  readonly messages: readonly { readonly rule: string; readonly message: string }[];
}

/** Messages of the linter, which holds a file to the schema of the Compose specification before any rule of its own. */
function problemsOf(text: string): string[] {
  const checked = join(folder, 'docker-compose.yml');
  writeFileSync(checked, text);
  const linter = new DCLinter({
    rules: {
      'no-duplicate-container-names': 2,
      'no-duplicate-exported-ports': 2,
      'no-unbound-port-interfaces': 2,
      'no-version-field': 2,
      'require-project-name-field': 2,
      'require-quotes-in-ports': 2,
      'service-image-require-explicit-tag': 2,
      // The image a service is built into has its name in the file too.
      'no-build-and-image': 0,
      // Order and quotes are a reader's matter: engines stand before what needs them.
      'no-quotes-in-volumes': 0,
      'service-dependencies-alphabetical-order': 0,
      'service-keys-order': 0,
      'service-ports-alphabetical-order': 0,
      'services-alphabetical-order': 0,
      'top-level-properties-order': 0,
    },
    quiet: false,
    debug: false,
    exclude: [],
  });
  const results: readonly LintResult[] = linter.lintFiles([checked], false);
  return results.flatMap(({ messages }) => messages.map(({ rule, message }) => `${rule}: ${message}`));
}

const broken = (from: string, to: string): string => {
  expect(source).toContain(from);
  return source.replace(from, to);
};

describe('docker-compose.yml and the schema of the Compose specification', () => {
  test('agree', () => {
    expect(problemsOf(source)).toEqual([]);
  });

  test.each([
    ['a key that no service has', 'stop_grace_period: 30s', 'stop_grace_time: 30s'],
    ['a value of another kind', 'read_only: true', 'read_only: [true]'],
    ['a condition that there is not', '{ condition: service_healthy }', '{ condition: service_well }'],
    ['a duration that is none', 'interval: 10s', 'interval: [10]'],
  ])('do not agree with %s', (_what, from, to) => {
    expect(problemsOf(broken(from, to))).toEqual([expect.stringMatching(/^invalid-schema: /)]);
  });

  test('an image without a version is found', () => {
    expect(problemsOf(broken('image: mongo:8.2.9', 'image: mongo'))).toEqual([
      expect.stringMatching(/^service-image-require-explicit-tag: /),
    ]);
  });
});

describe('docker-compose.yml', () => {
  test('has a container for each service of the table, the engines and the job that sets them up', () => {
    expect([...file.services.keys()].sort()).toEqual(
      ['kafka', 'mongo', 'kurrentdb', 'access', ...ACCESS.map(({ service }) => service)].sort(),
    );
  });

  test.each(services.map((service) => [service.name, service] as const))(
    '%s is contained: read-only, without capabilities, not root, bounded',
    (name, { image }) => {
      const { read_only, cap_drop, security_opt, user, mem_limit, pids_limit } = raw[name]!;
      expect({ read_only, cap_drop, security_opt }).toEqual({
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
      });
      expect(user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
      expect(mem_limit).toMatch(/^\d+[mg]$/);
      expect(pids_limit).toBeGreaterThan(0);
      expect(image).toMatch(/:\d+\.\d+\.\d+$/);
    },
  );

  test.each(
    services
      .filter(({ restart }) => restart.when === 'unless-stopped')
      .map((service) => [service.name, service] as const),
  )(
    '%s runs on, tells its health and is given time to end',
    (_name, { healthcheck, stopGraceMs, environment }) => {
      expect(healthcheck).toBeDefined();
      const stopping =
        Number(environment['STOP_DRAIN_DELAY_MS'] ?? 0) + Number(environment['STOP_TIMEOUT_MS'] ?? 0);
      expect(stopGraceMs).toBeGreaterThan(stopping + 5_000);
    },
  );

  test('runs the engines in the versions that tests run against', () => {
    const { kafka, mongo, kurrentdb } = Object.fromEntries(file.services);
    expect([kafka?.image, mongo?.image, kurrentdb?.image]).toEqual([
      images.kafka,
      images.mongo,
      images.kurrentdb,
    ]);
  });

  test('publishes no port but on this machine, and none of an engine', () => {
    for (const { name, ports } of services) {
      for (const { host } of ports) expect(host).toBe('127.0.0.1');
      if (['kafka', 'mongo', 'kurrentdb'].includes(name)) expect(ports).toEqual([]);
    }
  });

  test('gives each service its own user on Kafka and on MongoDB, and no password but its own', () => {
    for (const { service } of ACCESS) {
      const { environment, secrets } = file.services.get(service)!;
      expect(environment['KAFKA_USERNAME']).toBe(service);
      expect(environment['KAFKA_PASSWORD_FILE']).toBe(`/run/secrets/kafka_${service}_password`);
      expect(new URL(environment['READ_MODEL_URL']!)).toMatchObject({
        username: service,
        pathname: `/${service}`,
      });
      expect([...secrets].sort()).toEqual(
        [`kafka_${service}_password`, 'local_issuer_key', `mongo_${service}_password`].sort(),
      );
    }
  });

  test('keeps passwords in files: no environment holds one', () => {
    for (const { environment } of services) {
      for (const [variable, value] of Object.entries(environment)) {
        if (/password|secret|key/i.test(variable)) expect(value).toMatch(/^\/run\/secrets\//);
        expect(value).not.toMatch(/:\/\/[^/]+:[^/]+@/);
      }
    }
  });

  test('lets only services with a log of their own near the logs', () => {
    const near = Object.entries(raw).filter(([, { networks }]) => (networks as string[]).includes('logs'));
    const owners = ACCESS.filter(({ publishes }) => publishes !== undefined).map(({ service }) => service);
    expect(near.map(([name]) => name).sort()).toEqual(['kurrentdb', ...owners].sort());
  });

  test('builds from files that are there, for workspaces that are there', () => {
    for (const { name, buildArgs } of ours) {
      expect(raw[name]!['build']).toMatchObject({ context: '.', dockerfile: 'deploy/Dockerfile' });
      const workspace = buildArgs!['SERVICE'] === 'deploy' ? 'deploy' : `services/${buildArgs!['SERVICE']}`;
      expect(existsSync(join(repository, workspace, 'package.json'))).toBe(true);
    }
  });

  test('keeps every secret out of the repository', () => {
    for (const secret of file.secrets.values()) expect(secret).toContain('/.linli/stack/secrets/');
    expect(readFileSync(join(repository, '.gitignore'), 'utf8').split('\n')).toContain('.linli/');
    expect(readFileSync(join(repository, '.dockerignore'), 'utf8').split('\n')).toContain('.linli');
  });
});
