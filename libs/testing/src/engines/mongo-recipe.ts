import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { EngineMissing } from './engine-missing.ts';
import { cachePath, provision } from './cache-folder.ts';
import { runCommand, sayProgress } from './run-command.ts';

/** SecantusDB: MongoDB's wire protocol over WiredTiger. GPL-2.0, so a separate process for tests only, never shipped. */
export const secantusVersion = '0.7.0b3';

const pins = [
  `secantusdb==${secantusVersion}`,
  'numpy==2.4.6',
  'shapely==2.2.0',
  'pymongo==4.20.0',
  's2sphere==0.2.5',
  'python-dateutil==4.0.0',
];

const folder = cachePath('mongo', secantusVersion);
const remedy = 'apt-get install python3 python3-venv, or set MONGODB_URL=mongodb://host:27017';

/** Throws EngineMissing unless the stand-in for MongoDB can be run here from PyPI. */
export async function requireMongoRecipe(): Promise<void> {
  if (!existsSync(folder)) await pythonCommand();
}

/** The Python that runs the stand-in, installed once. Throws EngineMissing without a Python that can make environments. */
export async function provisionMongo(): Promise<string> {
  await provision(folder, async (into) => {
    const python = await pythonCommand();
    sayProgress(`fetching SecantusDB ${secantusVersion} from PyPI …`);
    await runCommand(python, ['-m', 'venv', into], { timeout: 2 * 60_000 });
    await runCommand(join(into, 'bin', 'python'), ['-m', 'pip', 'install', '-q', ...pins], {
      timeout: 6 * 60_000,
    });
  });
  return join(folder, 'bin', 'python');
}

/** A shim or a system without `ensurepip` makes no environment, whatever `python3 --version` says. */
async function pythonCommand(): Promise<string> {
  const able = 'import ensurepip, venv, sys; sys.exit(0 if sys.version_info >= (3, 11) else 1)';
  for (const python of ['python3', '/usr/bin/python3']) {
    const works = await runCommand(python, ['-c', able], { timeout: 20_000 }).then(
      () => true,
      () => false,
    );
    if (works) return python;
  }
  throw new EngineMissing('mongo', 'no Python 3.11 with venv and pip', remedy);
}
