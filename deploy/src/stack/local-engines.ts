import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  freePort,
  startKafka,
  startMongo,
  type Engine,
  type KafkaDoor,
  type KafkaEngine,
  type MongoEngine,
  type PrivateServer,
} from '@linli/testing/engines';
import { startProxy, type TcpProxy } from '@linli/testing/faults';
import type { ComposeFile, ComposeService } from '../compose/compose-service.ts';
import { ComposeProblem } from '../compose/problem.ts';
import type { StackEngine } from './stack.ts';
import { watchServer, type WatchedServer } from './watched-server.ts';

export interface LocalEnginesOptions {
  readonly file: ComposeFile;
  /** The engines of the file that are wanted. */
  readonly services: readonly ComposeService[];
  /** Services that connect to them. */
  readonly clients: readonly string[];
  /** Holds a folder for each named volume. */
  readonly folder: string;
  readonly kurrentdbUrl: string | undefined;
  readonly proxies: boolean;
  readonly say: (line: string) => void;
  readonly onChange: () => void;
}

/** The servers that stand for the engines of the file: by image, since that says which engine is meant. */
export class LocalEngines {
  readonly #options: LocalEnginesOptions;
  readonly #addresses = new Map<EngineKind, string>();
  /** By client and engine. */
  readonly #proxies = new Map<string, TcpProxy>();
  #kafka: (WatchedServer & KafkaEngine) | undefined;
  #mongo: (WatchedServer & MongoEngine) | undefined;

  constructor(options: LocalEnginesOptions) {
    this.#options = options;
    for (const service of options.services) kindOf(service);
  }

  get kafka(): KafkaEngine & PrivateServer {
    if (this.#kafka === undefined) throw new Error('the stack has no Kafka running');
    return this.#kafka;
  }

  get mongo(): MongoEngine & PrivateServer {
    if (this.#mongo === undefined) throw new Error('the stack has no MongoDB running');
    return this.#mongo;
  }

  /** Starts the engine and answers a line about it. */
  async start(service: ComposeService): Promise<string> {
    const kind = kindOf(service);
    if (kind === 'kurrentdb') {
      const { kurrentdbUrl } = this.#options;
      return kurrentdbUrl === undefined
        ? `${service.name}: none here (no KURRENTDB_URL); each service keeps its log in SQLite`
        : `${service.name}: ${kurrentdbUrl}, as given`;
    }
    const server = kind === 'kafka' ? await this.#startKafka(service) : await this.#startMongo(service);
    this.#options.onChange();
    return `${service.name}: ${server.origin} at ${this.#addresses.get(kind)}`;
  }

  async stop(service: ComposeService): Promise<void> {
    const kind = kindOf(service);
    const server = kind === 'kafka' ? this.#kafka : kind === 'mongo' ? this.#mongo : undefined;
    if (server === undefined) return;
    for (const [name, proxy] of this.#proxies) if (name.endsWith(` ${kind}`)) await proxy.close();
    await server.stop();
    this.#options.say(`${service.name}: stopped`);
  }

  /** What the names of the file stand for, for one of the clients. */
  addressesFor(client: string): ReadonlyMap<string, string> {
    return new Map(
      this.#options.services.flatMap((service) => {
        const kind = kindOf(service);
        const proxy = this.#proxies.get(`${client} ${kind}`);
        const address = proxy ? `127.0.0.1:${proxy.port}` : this.#addresses.get(kind);
        return address === undefined ? [] : [[`${service.name}:${ports[kind]}`, address]];
      }),
    );
  }

  /** What stands between a service and an engine. Throws where nothing does. */
  proxy(client: string, kind: 'kafka' | 'mongo'): TcpProxy {
    const proxy = this.#proxies.get(`${client} ${kind}`);
    if (proxy === undefined) throw new Error(`no proxy stands between ${client} and ${kind}`);
    return proxy;
  }

  list(): readonly StackEngine[] {
    const { services, kurrentdbUrl } = this.#options;
    return services.flatMap((service) => {
      const kind = kindOf(service);
      if (kind === 'kurrentdb') {
        return kurrentdbUrl === undefined
          ? []
          : [{ name: service.name, address: kurrentdbUrl, origin: 'given', pid: undefined, restarts: 0 }];
      }
      const server = kind === 'kafka' ? this.#kafka : this.#mongo;
      if (server === undefined) return [];
      const { origin, restarts, isUp, pid } = server;
      const address = this.#addresses.get(kind) as string;
      return [{ name: service.name, address, origin, restarts, pid: isUp ? pid : undefined }];
    });
  }

  async #startKafka(service: ComposeService): Promise<WatchedServer> {
    const users = [{ name: 'admin', password: this.#secret('kafka_admin_password') }];
    const doors: KafkaDoor[] = [];
    for (const client of this.#proxied) {
      const port = await freePort();
      const proxy = await this.#startProxy(client, 'kafka', port);
      doors.push({ port, advertised: `127.0.0.1:${proxy.port}` });
    }
    const server = await startKafka({ folder: this.#volume(service), users, doors });
    this.#addresses.set('kafka', server.brokers[0] as string);
    return (this.#kafka = Object.assign(this.#watch(service, server), { brokers: server.brokers }));
  }

  async #startMongo(service: ComposeService): Promise<WatchedServer> {
    const admin = { name: 'admin', password: this.#secret('mongo_admin_password') };
    const server = await startMongo({ folder: this.#volume(service), admin });
    const { host, port } = new URL(server.url);
    this.#addresses.set('mongo', host);
    for (const client of this.#proxied) await this.#startProxy(client, 'mongo', Number(port));
    return (this.#mongo = Object.assign(this.#watch(service, server), { url: server.url }));
  }

  async #startProxy(client: string, kind: EngineKind, port: number): Promise<TcpProxy> {
    const proxy = await startProxy({ target: { host: '127.0.0.1', port } });
    this.#proxies.set(`${client} ${kind}`, proxy);
    return proxy;
  }

  /** Services that reach each engine through a proxy of their own. */
  get #proxied(): readonly string[] {
    return this.#options.proxies ? this.#options.clients : [];
  }

  #watch({ name }: ComposeService, server: Engine & PrivateServer): WatchedServer {
    const { say, onChange } = this.#options;
    return watchServer(server, (failure) => {
      say(failure ? `${name} does not come back: ${failure.message}` : `${name} has come back`);
      onChange();
    });
  }

  #volume({ name, volumes }: ComposeService): string {
    const [volume] = volumes;
    if (volume === undefined) throw new ComposeProblem(`services.${name} has no volume to keep its data in`);
    return join(this.#options.folder, volume.volume);
  }

  #secret(name: string): string {
    const file = this.#options.file.secrets.get(name);
    if (file === undefined) throw new ComposeProblem(`the file has no secret ${name}`);
    return readFileSync(file, 'utf8').trim();
  }
}

type EngineKind = 'kafka' | 'mongo' | 'kurrentdb';

/** Port each kind listens on in its container. */
const ports: Readonly<Record<EngineKind, number>> = { kafka: 9092, mongo: 27_017, kurrentdb: 2113 };

const images: Readonly<Record<string, EngineKind>> = {
  'apache/kafka': 'kafka',
  mongo: 'mongo',
  'kurrentplatform/kurrentdb': 'kurrentdb',
};

function kindOf({ name, image }: ComposeService): EngineKind {
  const kind = images[image.slice(0, image.lastIndexOf(':'))];
  if (kind === undefined)
    throw new ComposeProblem(`services.${name}: nothing here stands for the image ${image}`);
  return kind;
}
