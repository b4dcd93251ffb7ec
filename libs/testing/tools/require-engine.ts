/** Ends with 0 when the engine of `KURRENTDB_URL` or `MONGODB_URL` answers, else says why not: `require-engine.ts kurrentdb`. */
import { acquireKurrent, acquireMongo } from '../src/engines/index.ts';

try {
  await (process.argv[2] === 'mongo' ? acquireMongo() : acquireKurrent());
} catch (problem) {
  console.error((problem as Error).message);
  process.exitCode = 1;
}
