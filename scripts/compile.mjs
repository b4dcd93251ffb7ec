/**
 * `node scripts/compile.mjs <project's folder>`: compiles its `src` into `dist` for Node, file by file as `.swcrc` says, tests
 * left out. Types are not looked at: that is `npm run typecheck`.
 */
import { transformFile } from '@swc/core';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { root } from './setup.mjs';

const [project] = process.argv.slice(2);
const src = join(root, project, 'src');
const dist = join(root, project, 'dist');

// What has gone from the sources goes from what runs.
rmSync(dist, { recursive: true, force: true });
for (const name of readdirSync(src, { recursive: true })) {
  if (!name.endsWith('.ts') || name.endsWith('.spec.ts')) continue;
  const to = join(dist, name.replace(/\.ts$/, '.js'));
  const { code, map } = await transformFile(join(src, name), {
    configFile: join(root, '.swcrc'),
    jsc: { rewriteRelativeImportExtensions: true },
    sourceMaps: true,
    sourceFileName: relative(dirname(to), join(src, name)),
  });
  mkdirSync(dirname(to), { recursive: true });
  writeFileSync(to, `${code}//# sourceMappingURL=${basename(to)}.map\n`);
  writeFileSync(`${to}.map`, map);
}
