/** `npm run stack -- <command>`: the distributed city as plain processes; `npm run stack -- --help` says more. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { node24 } from './node24.mjs';
import { build, install, root } from './setup.mjs';

const args = process.argv.slice(2);
const asksForHelp = args.length === 0 || args.includes('--help');
try {
  install();
  // What is already running or only read needs no build; what is started must be the code as it stands.
  if (asksForHelp || ['up', 'play', 'secrets'].some((command) => args.includes(command))) build();
} catch (problem) {
  console.error(problem.message);
  process.exit(1);
}
const cli = spawn(
  node24(),
  [join(root, 'deploy/dist/cli/main.js'), ...(args.length === 0 ? ['--help'] : args)],
  {
    stdio: 'inherit',
    cwd: root,
  },
);
// The terminal's Ctrl-C reaches the command by itself; a signal sent to this process alone is passed on.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => cli.kill('SIGTERM'));
cli.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
