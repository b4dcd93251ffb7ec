/** What this project uses of an npm lockfile of version 3: `packages` by their folder. */
export interface Lockfile {
  readonly lockfileVersion: number;
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

export interface LockedPackage {
  readonly name?: string;
  readonly version?: string;
  /** Of a link: the workspace it leads to; of a package: its archive in the public registry, for which npm takes the configured one. */
  readonly resolved?: string;
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** Folder of the workspace with this package name. */
export function workspaceOf({ packages }: Lockfile, name: string): string {
  const link = packages[`node_modules/${name}`];
  if (link?.link !== true || link.resolved === undefined) throw new Error(`there is no workspace ${name}`);
  return link.resolved;
}

/**
 * Everything that must stand beside a workspace for it to run: its dependencies and theirs, without those for
 * development, as folders of the lockfile. Workspaces among them are named by link and by folder. Throws when something
 * needed is not in the lockfile.
 */
export function productionClosure(lockfile: Lockfile, workspace: string): ReadonlySet<string> {
  const { packages } = lockfile;
  const found = new Set<string>([workspace]);
  const open = [workspace];
  const take = (folder: string): void => {
    if (found.has(folder)) return;
    found.add(folder);
    open.push(folder);
    const { link, resolved } = packages[folder] as LockedPackage;
    if (link && resolved !== undefined) take(resolved);
  };
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta } = packages[
      folder
    ] as LockedPackage;
    for (const name of Object.keys({ ...dependencies, ...peerDependencies })) {
      const optional = optionalDependencies?.[name] ?? peerDependenciesMeta?.[name]?.optional;
      const place = resolve(packages, folder, name);
      if (place !== undefined && !(name in (peerDependencies ?? {}) && optional)) take(place);
      else if (!optional) throw new Error(`${folder} needs ${name}, which the lockfile does not have`);
    }
    for (const name of Object.keys(optionalDependencies ?? {})) {
      const place = resolve(packages, folder, name);
      if (place !== undefined) take(place);
    }
  }
  return found;
}

/** Where Node looks for a package from a folder: beside it and in every folder above. */
function resolve(packages: Lockfile['packages'], from: string, name: string): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')))) {
    const place = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (packages[place] !== undefined) return place;
    if (folder === '') return undefined;
  }
}
