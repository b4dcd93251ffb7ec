/**
 * `npm run contracts:check`: compares the published language with every release of it. Prints each problem with event,
 * field and rule; exit code 1 when there is one. An argument names another folder that holds `released` and `golden`.
 */
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { eventDefinitions } from '../src/registry.ts';
import { releases } from '../src/releases.ts';
import { eventUpcasters } from '../src/event-upcasters.ts';
import { checkContracts } from './check-contracts.ts';
import { printProblems } from './print-problems.ts';
import { latestMinors, readReleased } from './released.ts';

const folder = process.argv[2] ?? join(import.meta.dirname, '..');
const language = { definitions: eventDefinitions, upcasters: eventUpcasters };
const released = readReleased(folder).releases;
const problems = [...checkContracts(language, folder)];
if (!isDeepStrictEqual(releases, latestMinors(released)))
  problems.push({
    event: 'src/releases.ts',
    field: '',
    rule: 'stale-module',
    detail: 'does not name the latest releases: run npm run contracts:release',
  });

printProblems(problems);
if (problems.length === 0) {
  const golden = released.reduce((sum, release) => sum + (release.golden?.length ?? 0), 0);
  console.log(
    `contracts: ${eventDefinitions.length} events, ${released.length} releases, ${golden} golden events: compatible`,
  );
}
process.exitCode = problems.length === 0 ? 0 : 1;
