import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/** Which files a file imports from; a file that is only imported may be missing. */
export type Imports = ReadonlyMap<string, readonly string[]>;

/**
 * What each of these files imports from others by a path, types included: two files that know each other by their types
 * alone cannot be read one after the other either. Paths are relative to the root.
 */
export function importsOf(root: string, files: readonly string[]): Imports {
  return new Map(
    files.map((file) => {
      const { importedFiles } = ts.preProcessFile(readFileSync(join(root, file), 'utf8'), true, true);
      const paths = importedFiles.map(({ fileName }) => fileName).filter((path) => path.startsWith('.'));
      return [file, paths.map((path) => join(dirname(file), path))];
    }),
  );
}

/** One circle of files for each that closes, each as the way round: `a → b → a`. None where all can be read in an order. */
export function circlesOf(imports: Imports): readonly string[] {
  const circles: string[] = [];
  const done = new Set<string>();
  const way: string[] = [];
  const follow = (file: string): void => {
    const start = way.indexOf(file);
    if (start >= 0) circles.push([...way.slice(start), file].join(' → '));
    if (start >= 0 || done.has(file)) return;
    way.push(file);
    for (const next of imports.get(file) ?? []) follow(next);
    way.pop();
    done.add(file);
  };
  for (const file of imports.keys()) follow(file);
  return circles;
}
