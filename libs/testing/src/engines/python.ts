import { EngineMissing, type EngineName } from './engine-missing.ts';
import { runCommand } from './run-command.ts';

/**
 * A Python that can make environments. A shim or a system without `ensurepip` makes none, whatever `python3 --version`
 * says.
 *
 * @throws EngineMissing when there is none
 */
export async function pythonCommand(engine: EngineName, remedy: string): Promise<string> {
  const able = 'import ensurepip, venv, sys; sys.exit(0 if sys.version_info >= (3, 11) else 1)';
  for (const python of ['python3', '/usr/bin/python3']) {
    const works = await runCommand(python, ['-c', able], { timeout: 20_000 }).then(
      () => true,
      () => false,
    );
    if (works) return python;
  }
  throw new EngineMissing(engine, 'no Python 3.11 with venv and pip', remedy);
}

/** Makes an environment in the folder, with these packages from PyPI. */
export async function makeEnvironment(
  python: string,
  into: string,
  packages: readonly string[],
): Promise<void> {
  await runCommand(python, ['-m', 'venv', into], { timeout: 2 * 60_000 });
  await runCommand(`${into}/bin/python`, ['-m', 'pip', 'install', '-q', ...packages], {
    timeout: 6 * 60_000,
  });
}
