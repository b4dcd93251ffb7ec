/**
 * `npm run contracts:release`: writes a release of every event that is new or has changed compatibly, with its golden
 * events, and refuses everything when one change is incompatible. Then generates the documents anew.
 */
import { join } from 'node:path';
import { eventDefinitions } from '../src/registry.ts';
import { eventUpcasters } from '../src/event-upcasters.ts';
import { printProblems } from './print-problems.ts';
import { releaseContracts, writeReleasesModule } from './release-contracts.ts';

const folder = join(import.meta.dirname, '..');
const language = { definitions: eventDefinitions, upcasters: eventUpcasters };
const { written, problems } = releaseContracts(language, folder);

printProblems(problems);
if (problems.length === 0) {
  writeReleasesModule(folder, join(folder, 'src/releases.ts'));
  for (const file of written) console.log(`contracts: released ${file}`);
  console.log(
    written.length === 0 ? 'contracts: nothing to release' : `contracts: ${written.length} released`,
  );
  await import('./generate.ts');
}
process.exitCode = problems.length === 0 ? 0 : 1;
