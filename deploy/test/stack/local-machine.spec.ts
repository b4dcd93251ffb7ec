import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { ComposeService } from '../../src/compose/compose-service.ts';
import { readComposeFile } from '../../src/compose/read-compose-file.ts';
import { checkKeys } from '../../src/stack/keys.ts';
import { localEnvironment, type LocalMachine } from '../../src/stack/local-machine.ts';
import { repository } from '../repository.ts';

const file = readComposeFile(join(repository, 'docker-compose.yml'), { STACK_SECRETS: '/tmp/secrets' });
const machine: LocalMachine = {
  addresses: new Map([
    ['kafka:9092', '127.0.0.1:41001'],
    ['mongo:27017', '127.0.0.1:41002'],
  ]),
  ports: new Map([
    ['incidents', 3103],
    ['operations', 43_100],
  ]),
  data: '/tmp/data',
  kurrentdbUrl: undefined,
};
const incidents = file.services.get('incidents')!;
const withSettings = (environment: Record<string, string>): ComposeService => ({ ...incidents, environment });
const local = (environment: Record<string, string>, here: Partial<LocalMachine> = {}) =>
  localEnvironment(file, withSettings(environment), { ...machine, ...here });

describe('what a value of the compose file means on this machine', () => {
  test.each([
    ['every address, which Compose maps to this one', { HTTP_HOST: '0.0.0.0' }, { HTTP_HOST: '127.0.0.1' }],
    ['a port of the container, the one it is published at', { HTTP_PORT: '3000' }, { HTTP_PORT: '3103' }],
    [
      'an engine by its name, where it runs here',
      { EVENT_BUS_URL: 'kafka://kafka:9092' },
      { EVENT_BUS_URL: 'kafka://127.0.0.1:41001' },
    ],
    [
      'MongoDB, the stand-in without looking for its replica set',
      { READ_MODEL_URL: 'mongodb://incidents@mongo:27017/incidents?replicaSet=rs0' },
      { READ_MODEL_URL: 'mongodb://incidents@127.0.0.1:41002/incidents?directConnection=true' },
    ],
    [
      'KurrentDB, a file of the service',
      { EVENT_STORE_URL: 'kurrentdb://kurrentdb:2113?tls=false' },
      { EVENT_STORE_URL: 'sqlite:/tmp/data/incidents/log.db' },
    ],
    [
      'a volume with the keys of persons, a file of the service',
      { VAULT_URL: 'sqlite:/app/keys/vault.db' },
      { VAULT_URL: 'sqlite:/tmp/data/incidents/vault.db' },
    ],
    [
      'a secret, its file',
      { KAFKA_PASSWORD_FILE: '/run/secrets/kafka_incidents_password' },
      { KAFKA_PASSWORD_FILE: '/tmp/secrets/kafka_incidents_password' },
    ],
    [
      'anything else, itself',
      { TENANT: 'wuhan', CITY_AREA: '42/01/' },
      { TENANT: 'wuhan', CITY_AREA: '42/01/' },
    ],
  ])('%s', (_what, environment, expected) => {
    expect(local(environment)).toEqual(expected);
  });

  test('KurrentDB is itself where there is one', () => {
    const kurrentdbUrl = 'kurrentdb://localhost:2113?tls=false';
    expect(local({ EVENT_STORE_URL: 'kurrentdb://kurrentdb:2113?tls=false' }, { kurrentdbUrl })).toEqual({
      EVENT_STORE_URL: kurrentdbUrl,
    });
  });

  test('a name for the secrets of all services keeps its blank', () => {
    const environment = localEnvironment(file, file.services.get('access')!, machine);
    expect(environment).toMatchObject({
      EVENT_BUS_URL: 'kafka://127.0.0.1:41001',
      KAFKA_SERVICE_PASSWORD_FILE: '/tmp/secrets/kafka_{service}_password',
      MONGODB_URL: 'mongodb://127.0.0.1:41002',
      MONGODB_SERVICE_PASSWORD_FILE: '/tmp/secrets/mongo_{service}_password',
    });
  });

  test('every setting of every service of the file has a meaning here', () => {
    const ports = new Map([...file.services.keys()].map((name, at) => [name, 42_000 + at]));
    for (const service of file.services.values()) {
      if (service.buildArgs === undefined) continue;
      const values = Object.values(localEnvironment(file, service, { ...machine, ports }));
      expect(values.join('\n')).not.toMatch(/\/run\/secrets|kafka:9092|mongo:27017|kurrentdb:\/\//);
    }
  });

  test.each([
    [
      'an engine that does not run here',
      { EVENT_BUS_URL: 'kafka://kafka:9999' },
      'nothing here stands for kafka:9999',
    ],
    [
      'a secret that is another service’s',
      { KAFKA_PASSWORD_FILE: '/run/secrets/kafka_party_password' },
      'names the secret kafka_party_password, which the service is not given',
    ],
    ['a port that is not published', { HTTP_PORT: '8080' }, 'listens on 8080 but does not publish that port'],
  ])('%s is an error', (_what, environment, message) => {
    expect(() => local(environment)).toThrow(message);
  });
});

describe('keys of a service', () => {
  test('of the file are all understood', () => {
    for (const service of file.services.values()) {
      expect(() => checkKeys(service, service.buildArgs === undefined ? 'engine' : 'process')).not.toThrow();
    }
  });

  test('that a process would pass over are an error that says where to teach it', () => {
    const odd = { ...incidents, keys: [...incidents.keys, 'sysctls'] };
    expect(() => checkKeys(odd, 'process')).toThrow('services.incidents: the key sysctls is not understood');
  });
});
