import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { provisioned } from './cache-folder.ts';
import { EngineMissing } from './engine-missing.ts';
import type { MongoEngine, MongoServerOptions, PrivateServer } from './engine.ts';
import { dataFolder, freePort, ServerProcess } from './server-process.ts';

/** The stand-in for MongoDB: it speaks its protocol, transactions included, over WiredTiger. Used in tests alone. */
export const secantusVersion = '0.7.0b3';
const bootMs = 20_000;
const packages = [
  `secantusdb==${secantusVersion}`,
  'numpy==2.4.6',
  'shapely==2.2.0',
  'pymongo==4.20.0',
  's2sphere==0.2.5',
  'python-dateutil==4.0.0',
];
const remedy = 'apt-get install python3-venv python3-pip';

/** Starts a stand-in of its own: 0.5 s, 80 MB. With an administrator it asks every client who it is. */
export async function startMongo(options: MongoServerOptions = {}): Promise<MongoEngine & PrivateServer> {
  const program = join(await mongoEnvironment(), 'bin');
  const folder = dataFolder(options.folder, 'mongo');
  mkdirSync(join(folder.path, 'data'), { recursive: true });
  const port = options.port ?? (await freePort());
  const serve = (authenticated: boolean) =>
    new ServerProcess({
      name: 'the stand-in for MongoDB',
      // Scripts of a virtual environment name the folder it was made in; modules do not.
      command: join(program, 'python3'),
      args: [
        join(program, 'secantusd-py'),
        ...(authenticated ? ['--auth'] : []),
        ...['--host', '127.0.0.1', '--port', String(port)],
        ...['--storage-path', join(folder.path, 'data'), '--log-level', 'INFO'],
      ],
      log: join(folder.path, 'mongo.log'),
      ready: /listening on/,
      withinMs: bootMs,
    });
  if (options.admin) {
    const open = serve(false);
    await open.start();
    makeAdmin(join(program, 'python3'), port, options.admin);
    await open.stop();
  }
  const server = serve(options.admin !== undefined);
  await server.start();
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
    async stop() {
      await (options.folder === undefined ? server.kill() : server.stop());
      folder.remove();
    },
  };
}

/** Fetches the stand-in once. */
export function mongoEnvironment(): Promise<string> {
  return provisioned(`mongo-${secantusVersion}`, (into) => {
    const python = spawnSync('python3', ['-c', 'import venv, ensurepip']);
    if (python.status !== 0) throw new EngineMissing('MongoDB', 'no Python 3 with venv and pip', remedy);
    console.log(`Fetching SecantusDB ${secantusVersion}, which stands in for MongoDB, from PyPI, once …`);
    const run = (command: string, args: readonly string[]) =>
      execFileSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'], timeout: 300_000 });
    run('python3', ['-m', 'venv', into]);
    run(join(into, 'bin', 'pip'), [
      'install',
      '--quiet',
      '--disable-pip-version-check',
      '--no-warn-script-location',
      ...packages,
    ]);
  });
}

/** Creates the user through the driver that the stand-in brings, unless it is there. */
function makeAdmin(python: string, port: number, admin: { name: string; password: string }): void {
  const script = `
import json, sys, pymongo
given = json.load(sys.stdin)
admin = pymongo.MongoClient('127.0.0.1', given['port'], directConnection=True).admin
if not admin.command('usersInfo', given['name'])['users']:
    admin.command('createUser', given['name'], pwd=given['password'], roles=['root'])
`;
  execFileSync(python, ['-c', script], { input: JSON.stringify({ port, ...admin }), timeout: bootMs });
}
