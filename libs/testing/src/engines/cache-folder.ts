import { existsSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A builder that has held the lock for so long is taken for dead. Milliseconds. */
const longestBuild = 10 * 60_000;

/** A place below `.cache` at the repository's root, ignored by git: an engine that is kept is at `kafka/4.4.0`. */
export function cachePath(...names: readonly string[]): string {
  return join(repositoryRoot(), '.cache', ...names);
}

function repositoryRoot(): string {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'package-lock.json'))) return folder;
  }
  throw new Error(`${import.meta.dirname} is in no repository: no package-lock.json above it.`);
}

/**
 * Fills a cache folder once, whoever asks first; others wait for it. `build` gets a folder of its own, which becomes
 * the cache folder in one step, so that a build that was killed leaves nothing that looks complete.
 */
export async function provision(folder: string, build: (into: string) => Promise<void>): Promise<string> {
  while (!existsSync(folder)) {
    const release = await lock(`${folder}.lock`);
    if (!release) {
      await sleep(200);
      continue;
    }
    const draft = `${folder}.${process.pid}`;
    try {
      if (existsSync(folder)) continue;
      await removeDrafts(folder);
      await mkdir(draft, { recursive: true });
      await build(draft);
      await rename(draft, folder).catch((problem: unknown) => {
        if (!existsSync(folder)) throw problem;
      });
    } finally {
      await rm(draft, { recursive: true, force: true });
      await release();
    }
  }
  return folder;
}

/** What builders that were killed have left behind. */
async function removeDrafts(folder: string): Promise<void> {
  for (const name of await readdir(dirname(folder))) {
    const pid = name.startsWith(`${basename(folder)}.`)
      ? Number(name.slice(basename(folder).length + 1))
      : NaN;
    if (pid > 0 && !isAlive(pid)) await rm(join(dirname(folder), name), { recursive: true, force: true });
  }
}

/** Takes the lock and returns how to give it back; nothing when a living process holds it. */
export async function lock(file: string): Promise<(() => Promise<void>) | undefined> {
  await mkdir(dirname(file), { recursive: true });
  try {
    const handle = await open(file, 'wx');
    await handle.writeFile(String(process.pid));
    await handle.close();
    return () => rm(file, { force: true });
  } catch (problem) {
    if ((problem as NodeJS.ErrnoException).code !== 'EEXIST') throw problem;
  }
  // Two that find the same dead holder may both build, each a draft of its own; the second's is not needed.
  if (await isAbandoned(file)) await rm(file, { force: true });
  return undefined;
}

async function isAbandoned(file: string): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(file);
    const pid = Number(await readFile(file, 'utf8'));
    // Just created, its holder not yet written.
    if (pid === 0) return Date.now() - mtimeMs > 5_000;
    return Date.now() - mtimeMs > longestBuild || !isAlive(pid);
  } catch {
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (problem) {
    return (problem as NodeJS.ErrnoException).code === 'EPERM';
  }
}
