import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Stack, startStack } from '@linli/deploy';
import type { City, MongoAccess } from './city.ts';
import { mountSmallDisk, type NotDone, type SmallDisk } from './faults/disk-fault.ts';

export interface RunningCity {
  readonly stack: Stack;
  readonly city: City;
  readonly disk: SmallDisk | NotDone;
  /** Texts that may stand in no log: passwords and keys, by the name of their file. */
  readonly secrets: ReadonlyMap<string, string>;
  down(): Promise<void>;
}

const contexts = ['residents', 'party', 'sanitation', 'finance', 'incidents'] as const;

const anyPorts = Object.fromEntries(
  [...contexts, 'operations'].map((name) => [`${name.toUpperCase()}_PORT`, '0']),
);

const env = {
  // All clients of a run are a handful of subjects to the services.
  HTTP_REQUESTS_PER_MINUTE: '0',
  // Each partition is a transaction at a time for MongoDB's stand-in, which takes some thirty of them a second.
  KAFKA_PARTITIONS: '4',
};

/** Starts the stack in a folder, each service behind proxies of its own, the log of incidents on a disk of its own. */
export async function startCity(
  folder: string,
  minutes: number,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<RunningCity> {
  const data = join(folder, 'data');
  const disk = await mountSmallDisk(join(data, 'incidents'), 'incidents', minutes);
  const unmount = () => ('unmount' in disk ? disk.unmount() : Promise.resolve());
  let stack: Stack;
  try {
    stack = await startStack({
      folder,
      proxies: true,
      signal,
      say,
      env: anyPorts,
      overrides: Object.fromEntries(['access', ...contexts, 'operations'].map((name) => [name, { env }])),
    });
  } catch (error) {
    await unmount();
    throw error;
  }
  const secret = (name: string) => readFileSync(join(folder, 'secrets', name), 'utf8').trim();
  const issuerKeyFile = join(folder, 'secrets', 'local_issuer_key');
  const { d: privateKey = '' } = JSON.parse(readFileSync(issuerKeyFile, 'utf8')) as { readonly d?: string };
  const names = [
    ...['admin', ...contexts, 'operations'].flatMap((who) => [
      `kafka_${who}_password`,
      `mongo_${who}_password`,
    ]),
    'mongo_key',
  ];
  return {
    stack,
    disk,
    city: {
      incidents: stack.service('incidents').url,
      operations: stack.service('operations').url,
      issuerKeyFile,
      logFiles: Object.fromEntries(contexts.map((context) => [context, join(data, context, 'log.db')])),
      kafka: { brokers: stack.kafka.brokers, username: 'admin', password: secret('kafka_admin_password') },
      documents: documentsOf(stack, folder),
    },
    secrets: new Map([
      ...names.map((name) => [name, secret(name)] as const),
      ['local_issuer_key', privateKey],
    ]),
    async down() {
      try {
        await stack.down();
      } finally {
        await unmount();
      }
    },
  };
}

/** The database of the operations centre, for one who may look at everything. */
export function documentsOf(stack: Stack, folder: string): MongoAccess {
  const url = new URL(stack.mongo.url);
  url.username = 'admin';
  url.password = readFileSync(join(folder, 'secrets/mongo_admin_password'), 'utf8').trim();
  return { url: url.href, database: 'operations' };
}
