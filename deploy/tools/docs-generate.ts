/** Writes the pages that are generated from the code: `npm run docs:generate`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generatedPages } from './pages/generated-pages.ts';

const repository = join(import.meta.dirname, '../..');

for (const [path, text] of await generatedPages(repository)) {
  mkdirSync(dirname(join(repository, path)), { recursive: true });
  writeFileSync(join(repository, path), text);
  console.log(path);
}
