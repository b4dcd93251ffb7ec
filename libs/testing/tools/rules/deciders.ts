import { globSync } from 'node:fs';
import type { Sources } from './imports.ts';
import { isRefuseCall, nodesOf } from './syntax.ts';
import { removalsOf } from './removals.ts';

/** Files of the working tree that may hold rules or their tests, relative to its root. */
function files(root: string, pattern: string): string[] {
  const skipped = new Set(['node_modules', 'dist', 'web']);
  return globSync(pattern, { cwd: root, exclude: (name) => skipped.has(name) }).sort();
}

/** Sources in which something is refused: deciders, their guards, and the patterns deciders are made with. */
export function deciderFiles(sources: Sources): string[] {
  return [
    ...files(sources.root, 'services/*/src/**/*.ts'),
    ...files(sources.root, 'libs/patterns/src/**/*.ts'),
  ]
    .filter((file) => !file.endsWith('.spec.ts'))
    .filter((file) => {
      const { text, tree } = sources.of(file);
      return (
        /\brefuse\b|\?\?|\bpolicy\(/.test(text) && (refuses(tree) || removalsOf(file, sources).length > 0)
      );
    });
}

function refuses(tree: Parameters<typeof nodesOf>[0]): boolean {
  return [...nodesOf(tree)].some(isRefuseCall);
}

/**
 * Specs that see a file and run in this process: beside the sources, since those under `test` start services, brokers and
 * browsers. The specs of its own folder come first. What a pattern refuses is seen by the specs of every service.
 */
export function specsThatSee(file: string, sources: Sources): { near: string[]; far: string[] } {
  const project = file.split('/').slice(0, 2).join('/');
  const folder = file.slice(0, file.lastIndexOf('/') + 1);
  const specs = [
    ...files(sources.root, `${project}/src/**/*.spec.ts`),
    ...(project === 'libs/patterns' ? files(sources.root, 'services/*/src/**/*.spec.ts') : []),
  ].filter((spec) => {
    const reached = sources.reachedFrom(spec);
    return reached.has(file) && !reached.has('libs/testing/src/engines/index.ts');
  });
  return {
    near: specs.filter((spec) => spec.startsWith(folder)),
    far: specs.filter((spec) => !spec.startsWith(folder)),
  };
}
