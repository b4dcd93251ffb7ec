import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MongoEngine, MongoServerOptions, PrivateServer } from './engine.ts';
import { freePort } from './free-port.ts';
import { provisionMongo, secantusVersion } from './mongo-recipe.ts';
import { ServerProcess } from './server-process.ts';

/**
 * Starts the stand-in for MongoDB for the caller alone; resolves when it serves. It dies with this process.
 *
 * It proves nothing about elections, majority durability, query plans, authentication or TLS.
 *
 * @throws EngineMissing without a Python that can make environments.
 */
export async function startMongo(options: MongoServerOptions = {}): Promise<MongoEngine & PrivateServer> {
  const python = await provisionMongo();
  const temporary = options.folder === undefined;
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'linli-mongo-')));
  const data = join(folder, 'data');
  await mkdir(data, { recursive: true });
  const port = options.port ?? (await freePort());
  const server = new ServerProcess({
    name: 'SecantusDB',
    command: python,
    args: [
      ...['-u', '-m', 'secantus', '--host', '127.0.0.1', '--port', String(port)],
      ...['--storage-path', data, '--cache-size', '256M', '--log-level', 'INFO'],
    ],
    log: join(folder, 'server.log'),
    readyLine: `secantus listening on 127.0.0.1:${port}`,
    ...(temporary && { temporaryFolder: folder }),
  });
  try {
    await server.start();
  } catch (problem) {
    await server.stop();
    throw problem;
  }
  return {
    origin: `secantusdb ${secantusVersion}`,
    url: `mongodb://127.0.0.1:${port}`,
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
