import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

const started = Date.now();

/** One line about what is being done, with the seconds since the start. */
export function say(message) {
  console.log(`[${((Date.now() - started) / 1000).toFixed(0).padStart(3)} s] ${message}`);
}

/** Runs a command in the repository, showing its output; returns its exit code. */
export function run(command, args, { env = {}, quiet = false } = {}) {
  const path = `${join(root, 'node_modules', '.bin')}:${process.env.PATH}`;
  const done = spawnSync(command, args, {
    cwd: root,
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, PATH: path, NX_TUI: 'false', ...env },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (quiet && done.status !== 0) process.stderr.write(`${done.stdout ?? ''}${done.stderr ?? ''}`);
  return done.status ?? 1;
}

/** Of the lockfile, what builds the city and runs it. */
const ofCity = ['--omit=dev', '--include-workspace-root', '-w=@linli/city', '-w=@linli/operations-web'];

/**
 * Installs what the lockfile names, unless exactly that is installed already: `all` of it, or the part that the `city`
 * needs. Who has all of it keeps all of it.
 */
export function install(asked = 'all') {
  if (Number(process.versions.node.split('.')[0]) < 20) {
    throw new Error(
      `Linli needs Node 20 or newer to start; this is ${process.version}. Install Node 24 and try again.`,
    );
  }
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const stamp = join(root, 'node_modules', '.linli-installed');
  const [installed, part] = existsSync(stamp) ? readFileSync(stamp, 'utf8').split(' ') : [];
  if (installed === lock && (part === 'all' || part === asked)) return;
  const wanted = part === 'all' ? 'all' : asked;
  say('Installing packages (about a minute the first time) …');
  const only = wanted === 'city' ? ofCity : [];
  if (run('npm', ['ci', '--loglevel=error', '--no-audit', '--no-fund', ...only]) !== 0) {
    throw new Error(
      'npm ci failed; its messages are above. A registry must be reachable for the first start.',
    );
  }
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, `${lock} ${wanted}`);
}

/** Builds every project that has changed since it was last built. */
export function build() {
  say('Building (only what has changed) …');
  if (run('nx', ['run-many', '-t', 'build', '--outputStyle=static'], { quiet: true }) !== 0) {
    throw new Error('The build failed; its messages are above.');
  }
}
