/**
 * `npm test`: installs, builds, checks the format, lints, type-checks, checks the contracts, the rows that rules cite and
 * the rules of changed deciders, and runs every test.
 * Ends with one plain line `N passed, N failed, N skipped`. The tests run beside one Kafka of the run's own, those of
 * MongoDB each file beside its own. A file that causes faults or runs against real engines and has failed is run once
 * more, alone, beside engines of its own; what passes then counts as passed and is named as `FLAKY: …`. What a bare
 * machine lacks is named as not run; with CI=true that is a failure, but for what `engines.mjs` excepts.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { failureLines, settle, suitesOf } from '../libs/testing/tools/suites/suites.mjs';
import { locateEngines } from './engines.mjs';
import { node24 } from './node24.mjs';
import { build, install, root, run, say } from './setup.mjs';

const ci = process.env.CI === 'true';
let passed = 0;
let failed = 0;
let skipped = 0;
/** Repeated at the end, where they are seen. */
const failures = [];
const flaky = [];

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
check('Types', 'npm', ['run', 'typecheck']);
check('Contracts', node24(), ['--conditions=@linli/source', 'libs/contracts/tools/check.ts']);
check('Rows', node24(), ['--conditions=@linli/source', 'libs/testing/tools/rows/rows.ts', '--check']);
// All of them where the clone has no history to tell what has changed.
check('Rules', node24(), ['--conditions=@linli/source', 'libs/testing/tools/rules/rules.ts', '--changed']);

const { lines, ignored, notRun } = locateEngines();
for (const line of lines) say(`Engine: ${line}`);

say('Tests …');
mkdirSync(join(root, '.cache'), { recursive: true });

/** Runs Jest beside engines of its own; returns its exit code, and its report when it has left one. */
function runJest(reportName, ...args) {
  const outputFile = join(root, '.cache', reportName);
  rmSync(outputFile, { force: true });
  const code = run(node24(), [
    '--conditions=@linli/source',
    'libs/testing/tools/with-engines.ts',
    node24(),
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    '--disable-warning=TimeoutNegativeWarning',
    'node_modules/jest/bin/jest.js',
    '--json',
    `--outputFile=${outputFile}`,
    ...args,
  ]);
  const report = existsSync(outputFile) ? JSON.parse(readFileSync(outputFile, 'utf8')) : undefined;
  return { code, report };
}

function runAgain(file) {
  say(`Once more, alone: ${file} …`);
  return runJest('jest-again.json', '--maxWorkers=1', '--runTestsByPath', file).report;
}

const { code, report } = runJest(
  'jest.json',
  '--maxWorkers=2',
  ...ignored.flatMap((pattern) => ['--testPathIgnorePatterns', pattern]),
);
if (report) {
  const first = suitesOf(report, root);
  const settled = settle(first, runAgain, root);
  for (const suite of settled.suites) {
    passed += suite.passed;
    failed += suite.failures.length;
    skipped += suite.skipped;
    failures.push(...failureLines(suite));
    notRun.push(...suite.notRun.map((test) => ({ text: `${suite.file}: ${test}`, optional: false })));
  }
  flaky.push(...settled.flaky.flatMap((suite) => failureLines(suite, 1)));
  const slowest = [...settled.suites].sort((one, other) => other.seconds - one.seconds).slice(0, 8);
  say(
    `Slowest: ${slowest.map(({ file, seconds }) => `${basename(file)} ${seconds.toFixed(0)} s`).join(', ')}`,
  );
  // What Jest holds against the run as a whole, and no suite.
  if (code !== 0 && first.every((suite) => suite.failures.length === 0)) failed += 1;
} else failed += 1;

for (const line of flaky) console.log(`FLAKY: ${line}`);
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
