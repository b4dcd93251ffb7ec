import { expect, test } from '@jest/globals';
import { globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { circlesOf, importsOf } from '../tools/imports/circles.ts';

const root = join(import.meta.dirname, '../../..');

/** The circles among these texts of files. */
function circlesAmong(texts: Readonly<Record<string, string>>): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'linli-circles-'));
  try {
    for (const [file, text] of Object.entries(texts)) writeFileSync(join(folder, file), text);
    return circlesOf(importsOf(folder, Object.keys(texts)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('files that import each other are found, whatever they import and however', () => {
  expect(
    circlesAmong({
      'a.ts': `import { b } from './b.ts';`,
      'b.ts': `export * from './c.ts';`,
      'c.ts': `import type { A } from './a.ts';`,
      'd.ts': `type E = import('./e.ts').E;`,
      'e.ts': `import './d.ts'; import { c } from './c.ts';`,
      'f.ts': `export { f } from './f.ts';`,
    }),
  ).toEqual(['a.ts → b.ts → c.ts → a.ts', 'd.ts → e.ts → d.ts', 'f.ts → f.ts']);
});

test('files that are imported by several are no circle', () => {
  expect(
    circlesAmong({
      'a.ts': `import './b.ts'; import './c.ts';`,
      'b.ts': `import './d.ts';`,
      'c.ts': `import './b.ts'; import './d.ts'; import { join } from 'node:path';`,
      'd.ts': `// import './a.ts'`,
    }),
  ).toEqual([]);
});

test('no files of a project import each other in a circle', () => {
  const files = globSync('{libs,services}/**/*.{ts,tsx}', {
    cwd: root,
    exclude: (path) => /(^|\/)(node_modules|dist)$/.test(path),
  });
  expect(files).toContain('libs/testing/test/import-circles.spec.ts');
  expect(circlesOf(importsOf(root, files))).toEqual([]);
});
