/** Ends with 0 when the engine that is named answers at its URL in the environment, else says why not: `require-engine.ts kurrentdb`. */
import { acquireKurrent, acquireMongo, acquireOpenBao } from '../src/engines/index.ts';

const acquire: Readonly<Record<string, () => Promise<unknown>>> = {
  kurrentdb: acquireKurrent,
  mongo: acquireMongo,
  openbao: acquireOpenBao,
};

try {
  await acquire[process.argv[2] ?? '']?.();
} catch (problem) {
  console.error((problem as Error).message);
  process.exitCode = 1;
}
