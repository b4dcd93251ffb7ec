/** `npm run chaos -- --minutes 30 --seed 7`: the distributed city under faults; `npm run chaos -- --help` says more. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { node24 } from './node24.mjs';
import { build, install, root } from './setup.mjs';

const args = process.argv.slice(2);
const main = join(root, 'chaos/dist/main.js');
try {
  install();
  if (!args.includes('--help') || !existsSync(main)) build();
} catch (problem) {
  console.error(problem.message);
  process.exit(2);
}
const run = spawn(node24(), ['--disable-warning=TimeoutNegativeWarning', main, ...args], {
  stdio: 'inherit',
  cwd: root,
});
// The terminal's Ctrl-C reaches the run by itself; a signal sent to this process alone is passed on.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => run.kill('SIGTERM'));
run.on('exit', (code) => process.exit(code ?? 2));
