/** Runs a TypeScript tool on the Node 24 of the lockfile, whatever Node the shell has: `node scripts/with-node24.mjs tool.ts [args]`. */
import { spawnSync } from 'node:child_process';
import { node24 } from './node24.mjs';

const [script, ...args] = process.argv.slice(2);
const run = spawnSync(node24(), ['--conditions=@linli/source', script, ...args], { stdio: 'inherit' });
process.exit(run.status ?? 1);
