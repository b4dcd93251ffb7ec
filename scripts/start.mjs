/** `npm start`: installs what that needs, builds and runs the whole city in one process. Options go to the city: `npm start -- --help`. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { node24 } from './node24.mjs';
import { build, install, root, say } from './setup.mjs';

try {
  install('city');
  build();
} catch (problem) {
  console.error(problem.message);
  process.exit(1);
}
say('Starting the city …');
const city = spawn(node24(), [join(root, 'services/city/dist/main.js'), ...process.argv.slice(2)], {
  stdio: 'inherit',
  cwd: root,
});
// The terminal's Ctrl-C reaches the city by itself; a signal sent to this process alone is passed on.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => city.kill('SIGTERM'));
city.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
