import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../repository.ts';

export interface Source {
  /** From the repository's root: `libs/service-kit/src/index.ts`. */
  readonly file: string;
  readonly text: string;
}

/** What runs of the projects below these folders: `<folder>/<project>/src`, without tests. */
export function sourcesBelow(...folders: readonly string[]): readonly Source[] {
  return folders.flatMap((folder) =>
    readdirSync(join(repository, folder))
      .map((project) => `${folder}/${project}/src`)
      .filter((sources) => existsSync(join(repository, sources)))
      .flatMap(sourcesIn),
  );
}

/** The TypeScript files in a folder, at any depth, without tests. */
export function sourcesIn(folder: string): readonly Source[] {
  return readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
    .map((file) => `${folder}/${file}`)
    .map((file) => ({ file, text: readFileSync(join(repository, file), 'utf8') }));
}
