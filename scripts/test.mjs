/**
 * `npm test`: installs, builds, checks the format, lints, type-checks, checks the contracts, the rows that rules cite and
 * the rules of changed deciders, and runs every test.
 * Ends with one plain line `N passed, N failed, N skipped`. The tests run beside one Kafka of the run's own, those of
 * MongoDB each file beside its own. What a bare machine lacks is named as not run; with CI=true that is a failure, but for what `engines.mjs` excepts.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { locateEngines } from './engines.mjs';
import { node24 } from './node24.mjs';
import { build, install, root, run, say } from './setup.mjs';

const ci = process.env.CI === 'true';
let passed = 0;
let failed = 0;
let skipped = 0;
/** Repeated at the end, where they are seen. */
const failures = [];

function firstLines(message = '') {
  return stripVTControlCharacters(message).split('\n').slice(0, 6).join(' | ').slice(0, 500);
}

function check(name, command, args) {
  say(`${name} …`);
  if (run(command, args, { quiet: true }) === 0) passed += 1;
  else {
    failed += 1;
    say(`${name} FAILED (messages above)`);
  }
}

try {
  install();
  build();
} catch (problem) {
  console.error(problem.message);
  console.log('0 passed, 1 failed, 0 skipped');
  process.exit(1);
}

check('Format', 'prettier', ['--check', '.']);
check('Lint', 'nx', ['run-many', '-t', 'lint', '--outputStyle=static']);
check('Types', 'nx', ['run-many', '-t', 'typecheck', '--outputStyle=static']);
check('Contracts', node24(), ['--conditions=@linli/source', 'libs/contracts/tools/check.ts']);
check('Rows', node24(), ['--conditions=@linli/source', 'libs/testing/tools/rows/rows.ts', '--check']);
// All of them where the clone has no history to tell what has changed.
check('Rules', node24(), ['--conditions=@linli/source', 'libs/testing/tools/rules/rules.ts', '--changed']);

const { lines, ignored, notRun } = locateEngines();
for (const line of lines) say(`Engine: ${line}`);

say('Tests …');
const report = join(root, '.cache', 'jest.json');
mkdirSync(join(root, '.cache'), { recursive: true });
rmSync(report, { force: true });
const code = run(node24(), [
  '--conditions=@linli/source',
  'libs/testing/tools/with-engines.ts',
  node24(),
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  '--disable-warning=TimeoutNegativeWarning',
  'node_modules/jest/bin/jest.js',
  '--maxWorkers=2',
  '--json',
  `--outputFile=${report}`,
  ...ignored.flatMap((pattern) => ['--testPathIgnorePatterns', pattern]),
]);
if (existsSync(report)) {
  const result = JSON.parse(readFileSync(report, 'utf8'));
  passed += result.numPassedTests;
  failed += result.numFailedTests + result.numRuntimeErrorTestSuites;
  skipped += result.numPendingTests + result.numTodoTests;
  for (const suite of result.testResults) {
    const file = relative(root, suite.name);
    for (const test of suite.assertionResults) {
      if (test.status === 'pending' || test.status === 'todo')
        notRun.push({ text: `${file}: ${test.fullName}`, optional: false });
      if (test.status === 'failed')
        failures.push(`${file}: ${test.fullName}: ${firstLines(test.failureMessages[0])}`);
    }
    if (suite.status === 'failed' && suite.assertionResults.length === 0)
      failures.push(`${file}: ${firstLines(suite.message)}`);
  }
  const took = ({ startTime, endTime }) => (endTime - startTime) / 1_000;
  const slowest = [...result.testResults].sort((one, other) => took(other) - took(one)).slice(0, 8);
  say(`Slowest: ${slowest.map((suite) => `${basename(suite.name)} ${took(suite).toFixed(0)} s`).join(', ')}`);
  if (code !== 0 && failed === 0) failed += 1;
} else failed += 1;

for (const failure of failures) console.log(`FAILED: ${failure}`);
for (const { text } of notRun) console.log(`NOT RUN: ${text}`);
const owed = notRun.filter(({ optional }) => !optional);
if (ci && owed.length > 0) {
  console.log('With CI=true all of it must run but what needs KurrentDB, which no registry has.');
  failed += owed.length;
}
say('Done.');
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed === 0 ? 0 : 1);
