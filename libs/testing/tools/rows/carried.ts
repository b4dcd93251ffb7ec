import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { deciderFiles } from '../rules/deciders.ts';
import type { Sources } from '../rules/imports.ts';
import { isRefuseCall, nodesOf, parse } from '../rules/syntax.ts';
import { titlesOf } from './titles.ts';

/** A test that carries a row. */
export interface Carrier {
  readonly file: string;
  readonly title: string;
}

/** How many rows each context has, and the gaps of the rows. */
const chapters = { R: 58, P: 25, I: 29, S: 31, F: 28, G: 31 };

/** Every row of the requirements, and every gap. */
export const allRows = Object.entries(chapters).flatMap(([chapter, last]) =>
  Array.from({ length: last }, (_, i) => `${chapter}-${String(i + 1).padStart(2, '0')}`),
);

/** Row or clause → the tests of the working tree that carry it. */
export function carriersOf(root: string): Map<string, Carrier[]> {
  const skipped = new Set(['node_modules', 'dist', '.cache', 'fixture']);
  const carriers = new Map<string, Carrier[]>();
  const specs = globSync('**/*.spec.{ts,tsx}', { cwd: root, exclude: (name) => skipped.has(name) });
  // The specs of these two tools speak of rows and hold none.
  for (const file of specs.filter((spec) => !spec.startsWith('libs/testing/test/rules/')).sort())
    for (const { title, ids } of titlesOf(parse(file, readFileSync(join(root, file), 'utf8'))))
      for (const id of ids) carriers.set(id, [...(carriers.get(id) ?? []), { file, title }]);
  return carriers;
}

/** Rows and clauses that deciders cite, with the place: in a refusal, or as the `row` that a pattern is given. */
export function citedRows(sources: Sources): { id: string; file: string; line: number }[] {
  const folders = globSync('services/*/src/**/*.ts', {
    cwd: sources.root,
    exclude: (name) => name === 'web',
  });
  const files = new Set([
    ...deciderFiles(sources),
    ...folders.filter((file) => !file.endsWith('.spec.ts')).sort(),
  ]);
  return [...files].flatMap((file) => {
    const { tree } = sources.of(file);
    return [...nodesOf(tree)].flatMap((node) => {
      const row = isRefuseCall(node) ? node.arguments[0] : rowGiven(node);
      if (row === undefined || !ts.isStringLiteralLike(row)) return [];
      return { id: row.text, file, line: tree.getLineAndCharacterOfPosition(row.getStart()).line + 1 };
    });
  });
}

function rowGiven(node: ts.Node): ts.Expression | undefined {
  if (!ts.isPropertyAssignment(node) || !ts.isIdentifier(node.name) || node.name.text !== 'row')
    return undefined;
  const { initializer } = node;
  return ts.isStringLiteralLike(initializer) && /^[A-Z]-[0-9.]+$/.test(initializer.text)
    ? initializer
    : undefined;
}
