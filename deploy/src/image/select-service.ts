import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { productionClosure, workspaceOf, type LockedPackage, type Lockfile } from './lockfile.ts';

interface PackageManifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** What is shipped of it, besides the manifest. */
  readonly files?: readonly string[];
  readonly [field: string]: unknown;
}

/** Where the service's own package stands in what is selected, whatever its folder is in the repository. */
export const SERVICE_FOLDER = 'service';

const notShipped = /\.map$/;

/**
 * Puts into `target` what one built service needs to run, and no other service: its package, the libraries it depends
 * on, and a lockfile with its production dependencies alone, in the versions of the repository's. `npm ci` there
 * completes it. Throws when the workspace is unknown or not built.
 */
export function selectService(repository: string, service: string, target: string): void {
  const lockfile = readJson<Lockfile>(join(repository, 'package-lock.json'));
  const own = workspaceOf(lockfile, `@linli/${service}`);
  const closure = productionClosure(lockfile, own);
  const placeOf = (folder: string): string =>
    `${folder}/`.startsWith(`${own}/`) ? `${SERVICE_FOLDER}${folder.slice(own.length)}` : folder;
  const workspaces = [...closure].filter((folder) => !folder.includes('node_modules/'));

  const packages: Record<string, LockedPackage> = {};
  for (const folder of [...closure].sort()) {
    const {
      dev: _dev,
      devOptional: _devOptional,
      devDependencies: _devDependencies,
      ...locked
    } = lockfile.packages[folder] as LockedPackage;
    packages[placeOf(folder)] = locked.link
      ? { ...locked, resolved: placeOf(locked.resolved as string) }
      : locked;
  }
  // The link to the service itself belongs to the tree although nothing in it depends on the service.
  packages[`node_modules/@linli/${service}`] = { resolved: SERVICE_FOLDER, link: true };

  for (const folder of workspaces) ship(join(repository, folder), join(target, placeOf(folder)));
  const manifest = {
    name: `linli-${service}`,
    version: readJson<PackageManifest>(join(repository, own, 'package.json')).version,
    private: true,
    license: 'Apache-2.0',
    workspaces: workspaces.map(placeOf).sort(),
  };
  writeJson(join(target, 'package.json'), manifest);
  writeJson(join(target, 'package-lock.json'), {
    name: manifest.name,
    version: manifest.version,
    lockfileVersion: lockfile.lockfileVersion,
    requires: true,
    packages: { '': manifest, ...packages },
  });
  cpSync(join(repository, '.npmrc'), join(target, '.npmrc'));
}

function ship(source: string, target: string): void {
  const {
    devDependencies: _devDependencies,
    nx: _nx,
    ...manifest
  } = readJson<PackageManifest>(join(source, 'package.json'));
  mkdirSync(target, { recursive: true });
  writeJson(join(target, 'package.json'), manifest);
  for (const part of manifest.files ?? []) {
    cpSync(join(source, part), join(target, part), {
      recursive: true,
      filter: (path) => !notShipped.test(path),
    });
  }
}

function readJson<Content>(path: string): Content {
  return JSON.parse(readFileSync(path, 'utf8')) as Content;
}

function writeJson(path: string, content: unknown): void {
  writeFileSync(path, `${JSON.stringify(content, null, 2)}\n`);
}
