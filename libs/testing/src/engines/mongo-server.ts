import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import type { MongoEngine, MongoServerOptions, PrivateServer, ServerUser } from './engine.ts';
import { freePort } from './free-port.ts';
import { provisionMongo, secantusVersion } from './mongo-recipe.ts';
import { ServerProcess, type ServerCommand } from './server-process.ts';

/**
 * Starts the stand-in for MongoDB for the caller alone; resolves when it serves. It dies with this process.
 *
 * It proves nothing about elections, majority durability, query plans or TLS.
 *
 * @throws EngineMissing without a Python that can make environments.
 */
export async function startMongo(options: MongoServerOptions = {}): Promise<MongoEngine & PrivateServer> {
  const python = await provisionMongo();
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'linli-mongo-')));
  const data = join(folder, 'data');
  await mkdir(data, { recursive: true });
  const port = options.port ?? (await freePort());
  const url = `mongodb://127.0.0.1:${port}`;
  const command = (...more: readonly string[]): ServerCommand => ({
    name: 'SecantusDB',
    command: python,
    args: [
      ...['-m', 'secantus', '--host', '127.0.0.1', '--port', String(port)],
      // With 256M a transaction of ten thousand documents never ends, and everybody else waits for it.
      ...['--storage-path', data, '--cache-size', '1G', '--log-level', 'INFO', ...more],
      // Without it the transactions of the last moment are gone after SIGKILL, whatever their write concern.
      '--sync-on-commit',
    ],
    log: join(folder, 'server.log'),
    readyLine: 'secantus listening on',
  });
  const temporary = options.folder === undefined && { temporaryFolder: folder };
  const server = new ServerProcess({ ...command(...(options.admin ? ['--auth'] : [])), ...temporary });
  try {
    if (options.admin) await makeAdmin(new ServerProcess(command()), url, options.admin);
    await server.start();
  } catch (problem) {
    await server.stop();
    throw problem;
  }
  return {
    origin: `secantusdb ${secantusVersion}`,
    url,
    get pid() {
      return server.pid;
    },
    kill: () => server.kill(),
    freeze: () => server.freeze(),
    thaw: () => server.thaw(),
    start: () => server.start(),
    stop: () => server.stop(),
  };
}

/** Its users are made while it asks nobody who they are. */
async function makeAdmin(open: ServerProcess, url: string, { name, password }: ServerUser): Promise<void> {
  await open.start();
  const client = new MongoClient(url);
  try {
    const admin = client.db('admin');
    const { users } = await admin.command({ usersInfo: name });
    if (users.length === 0) await admin.command({ createUser: name, pwd: password, roles: ['root'] });
  } finally {
    await client.close();
    await open.stop();
  }
}
