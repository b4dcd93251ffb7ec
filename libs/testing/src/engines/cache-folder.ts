import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** A provisioner that has not moved for so long has died. */
const staleMs = 5 * 60_000;

/** The git-ignored folder at the repository's root that keeps what was fetched once. */
export function cacheFolder(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest) && readFileSync(manifest, 'utf8').includes('"@linli/source"'))
      return join(folder, '.cache');
    if (dirname(folder) === folder) throw new Error('the engines of the tests are kept in the repository');
  }
}

/**
 * The folder `name` of the cache, filled by `fill` when it is not there: whole or not at all, and by one process at a
 * time, however many ask at once.
 */
export async function provisioned(name: string, fill: (folder: string) => void): Promise<string> {
  const ready = join(cacheFolder(), name);
  const lock = `${ready}.lock`;
  mkdirSync(dirname(ready), { recursive: true });
  while (!existsSync(ready)) {
    if (!taken(lock)) {
      await pause(200);
      continue;
    }
    try {
      if (existsSync(ready)) break;
      const folder = mkdtempSync(`${ready}-`);
      try {
        fill(folder);
        renameSync(folder, ready);
      } catch (error) {
        rmSync(folder, { recursive: true, force: true });
        throw error;
      }
    } finally {
      rmSync(lock, { recursive: true, force: true });
    }
  }
  return ready;
}

/** Whether the lock is ours now. */
function taken(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const held = statSync(lock, { throwIfNoEntry: false });
  if (held && Date.now() - held.mtimeMs > staleMs) rmSync(lock, { recursive: true, force: true });
  return false;
}
