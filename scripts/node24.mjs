import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');

/** Path of a Node that can run Linli: the one the lockfile brings, else the shell's when it is 24 or newer. */
export function node24() {
  const own = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (existsSync(own)) return own;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  throw new Error(
    `Linli needs Node 24. None comes with npm for ${process.platform}-${process.arch}; install Node 24 and run this again.`,
  );
}
