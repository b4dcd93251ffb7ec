/**
 * `node scripts/compile.mjs <folder of a project> …`: compiles its `src` into `dist` for Node, file by file as `.swcrc`
 * says, tests left out. Types are not looked at: that is `npm run typecheck`.
 */
import { transformFile } from '@swc/core';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';

for (const project of process.argv.slice(2)) {
  const src = join(project, 'src');
  const dist = join(project, 'dist');
  // What has gone from the sources goes from what runs.
  rmSync(dist, { recursive: true, force: true });
  for (const name of readdirSync(src, { recursive: true })) {
    if (name.endsWith('.ts') && !name.endsWith('.spec.ts')) {
      await compile(join(src, name), join(dist, name.replace(/\.ts$/, '.js')));
    }
  }
}

async function compile(from, to) {
  const { code, map } = await transformFile(from, {
    configFile: join(import.meta.dirname, '../.swcrc'),
    jsc: { rewriteRelativeImportExtensions: true },
    sourceMaps: true,
    sourceFileName: relative(dirname(to), from),
  });
  mkdirSync(dirname(to), { recursive: true });
  writeFileSync(to, `${code}//# sourceMappingURL=${basename(to)}.map\n`);
  writeFileSync(`${to}.map`, map);
}
