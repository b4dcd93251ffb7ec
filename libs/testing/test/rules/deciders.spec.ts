import { afterAll, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { deciderFiles, specsThatSee } from '../../tools/rules/deciders.ts';
import { Sources } from '../../tools/rules/imports.ts';

const root = mkdtempSync(join(tmpdir(), 'linli-deciders-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const files: Record<string, string> = {
  'libs/patterns/package.json': JSON.stringify({ exports: { '.': { '@linli/source': './src/index.ts' } } }),
  'libs/patterns/src/index.ts': `export { remedy } from './remedy.ts';`,
  'libs/patterns/src/remedy.ts': `export const remedy = ({ row }) => ({ decide: (c) => refuse(row, 'late', c) });`,
  'libs/patterns/src/remedy.spec.ts': `import { remedy } from './remedy.ts';`,
  'services/roads/src/defect/defect.ts': `import { remedy } from '@linli/patterns';
    export const defect = remedy({ row: 'S-09' });`,
  'services/roads/src/defect/defect.spec.ts': `import { defect } from './defect.ts';`,
  'services/roads/src/hearing/hearing.ts': `import { tooFew } from './quorum.ts';
    export const decide = (c) => tooFew(c) ?? accept();`,
  'services/roads/src/hearing/quorum.ts': `export const tooFew = (c) => (c < 3 ? refuse('R-20', 'few', '') : undefined);`,
  'services/roads/src/hearing/hearing.spec.ts': `import { decide } from './hearing.ts';`,
  'services/roads/src/roads.spec.ts': `import './hearing/quorum.ts';`,
  'services/roads/src/types.spec.ts': `import type { Quorum } from './hearing/quorum.ts';`,
  'services/roads/test/http.spec.ts': `import '../src/hearing/quorum.ts';`,
  'services/roads/src/view.ts': `export const first = (list) => list[0] ?? 'none';`,
};
for (const [file, text] of Object.entries(files)) {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}
const sources = new Sources(root);

test('deciders are what refuses, and what only asks another file whether it does', () => {
  expect(deciderFiles(sources)).toEqual([
    'services/roads/src/hearing/hearing.ts',
    'services/roads/src/hearing/quorum.ts',
    'libs/patterns/src/remedy.ts',
  ]);
});

test('the specs beside a decider come first; those that start something or know only its types do not count', () => {
  expect(specsThatSee('services/roads/src/hearing/quorum.ts', sources)).toEqual({
    near: ['services/roads/src/hearing/hearing.spec.ts'],
    far: ['services/roads/src/roads.spec.ts'],
  });
});

test('a pattern is seen by the specs of the services that use it', () => {
  expect(specsThatSee('libs/patterns/src/remedy.ts', sources)).toEqual({
    near: ['libs/patterns/src/remedy.spec.ts'],
    far: ['services/roads/src/defect/defect.spec.ts'],
  });
});
