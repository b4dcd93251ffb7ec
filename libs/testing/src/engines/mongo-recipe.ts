import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cachePath, provision } from './cache-folder.ts';
import { makeEnvironment, pythonCommand } from './python.ts';
import { sayProgress } from './run-command.ts';

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
  if (!existsSync(folder)) await pythonCommand('mongo', remedy);
}

/** The Python that runs the stand-in, installed once. Throws EngineMissing without a Python that can make environments. */
export async function provisionMongo(): Promise<string> {
  await provision(folder, async (into) => {
    const python = await pythonCommand('mongo', remedy);
    sayProgress(`fetching SecantusDB ${secantusVersion} from PyPI …`);
    await makeEnvironment(python, into, pins);
  });
  return join(folder, 'bin', 'python');
}
