/** `npm run bench [-- name …]`: installs, builds and prints the figures, each beside what it is compared with in the same run. */
import { join } from 'node:path';
import { node24 } from './node24.mjs';
import { build, install, root, run } from './setup.mjs';

try {
  install();
  build();
} catch (problem) {
  console.error(problem.message);
  process.exit(1);
}
process.exit(
  run(node24(), [
    '--expose-gc',
    '--disable-warning=TimeoutNegativeWarning',
    join(root, 'bench/dist/main.js'),
    ...process.argv.slice(2),
  ]),
);
