import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  acquireKafka,
  acquireKurrent,
  acquireMongo,
  acquireOpenBao,
  describeEngine,
  EngineMissing,
  freePort,
  locateEngine,
} from '../src/engines/index.ts';

const variables = ['KAFKA_BROKERS', 'MONGODB_URL', 'KURRENTDB_URL', 'OPENBAO_URL', 'DOCKER_HOST'];
let before: (string | undefined)[];
let servers: Server[];

beforeEach(async () => {
  before = variables.map((name) => process.env[name]);
  for (const name of variables) delete process.env[name];
  process.env['DOCKER_HOST'] = `tcp://127.0.0.1:${await freePort()}`;
  servers = [];
});

afterEach(() => {
  variables.forEach((name, at) => {
    if (before[at] === undefined) delete process.env[name];
    else process.env[name] = before[at];
  });
  for (const server of servers) server.close();
});

async function serve<S extends Server>(server: S): Promise<number> {
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function serveDocker(): Promise<void> {
  const docker = createServer((request, response) =>
    response.end(request.url === '/_ping' ? 'OK' : undefined),
  );
  process.env['DOCKER_HOST'] = `tcp://127.0.0.1:${await serve(docker)}`;
}

describe('an engine comes', () => {
  test('from its URL, even beside Docker', async () => {
    await serveDocker();
    process.env['KURRENTDB_URL'] = 'kurrentdb://localhost:2113?tls=false';
    expect(await locateEngine('kurrentdb')).toMatchObject({ found: 'given' });
  });

  test('from Docker where its engine answers, even beside a recipe', async () => {
    await serveDocker();
    expect(describeEngine(await locateEngine('mongo'))).toMatch(/^mongo=docker mongo:\d/);
  });

  test('from nowhere when there is neither, with the reason and what would help', async () => {
    const location = await locateEngine('kurrentdb');
    expect(describeEngine(location)).toBe('kurrentdb=not run (no URL, no Docker)');
    expect(location).toMatchObject({ remedy: expect.stringContaining('KURRENTDB_URL=') });
    await expect(acquireKurrent()).rejects.toThrow(EngineMissing);
  });

  test('not from a Docker that takes connections and says nothing', async () => {
    process.env['DOCKER_HOST'] = `tcp://127.0.0.1:${await serve(createTcpServer())}`;
    expect(await locateEngine('kurrentdb')).toMatchObject({ found: 'nowhere' });
  });
});

describe('an engine that is given but cannot be used is a failure:', () => {
  test('brokers that nobody listens on', async () => {
    process.env['KAFKA_BROKERS'] = `127.0.0.1:${await freePort()},127.0.0.1:${await freePort()}`;
    await expect(acquireKafka()).rejects.toThrow(/^KAFKA_BROKERS is given but cannot be used.*ECONNREFUSED/);
  });

  test('a server that is no broker', async () => {
    const port = await serve(createTcpServer((socket) => socket.end('SSH-2.0-something\r\n')));
    process.env['KAFKA_BROKERS'] = `127.0.0.1:${port}`;
    await expect(acquireKafka()).rejects.toThrow(/no Kafka broker/);
  });

  test('a MongoDB that nobody listens on', async () => {
    process.env['MONGODB_URL'] = `mongodb://127.0.0.1:${await freePort()}/?serverSelectionTimeoutMS=500`;
    await expect(acquireMongo()).rejects.toThrow(/^MONGODB_URL is given but cannot be used.*ECONNREFUSED/);
  });

  test('a KurrentDB that nobody listens on', async () => {
    process.env['KURRENTDB_URL'] = `kurrentdb://admin:changeit@127.0.0.1:${await freePort()}?tls=false`;
    await expect(acquireKurrent()).rejects.toThrow(
      /^KURRENTDB_URL is given but cannot be used.*ECONNREFUSED/,
    );
  });

  test('an OpenBao that nobody listens on', async () => {
    process.env['OPENBAO_URL'] = `http://127.0.0.1:${await freePort()}`;
    await expect(acquireOpenBao()).rejects.toThrow(/^OPENBAO_URL is given but cannot be used.*ECONNREFUSED/);
  });

  test('an OpenBao that does not know the token', async () => {
    const sealed = createServer((_, response) => response.writeHead(403).end());
    process.env['OPENBAO_URL'] = `http://127.0.0.1:${await serve(sealed)}`;
    await expect(acquireOpenBao()).rejects.toThrow(/it answers 403; is OPENBAO_TOKEN right/);
  });

  test('a URL that is none', async () => {
    process.env['KURRENTDB_URL'] = 'localhost:2113';
    await expect(acquireKurrent()).rejects.toThrow(/no connection string/);
  });
});
