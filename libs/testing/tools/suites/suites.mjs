/**
 * What the reports of Jest say of each suite (a spec file), and which of the failed are given a second run: those that
 * cause faults, or run against real engines, processes and browsers, on which a slow minute of the machine can fall.
 */
import { isAbsolute, relative, sep } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** The one list: where such suites live, as a part of the path from the repository's root, … */
const places = [
  '/test/kafka/',
  '/test/mongo/',
  '/test/kurrentdb',
  '/test/distributed/',
  '/test/page/',
  '/test/chains/',
  '/test/faults/',
  '/chaos/',
];
/** … and the words of a file's name that say it of the others: `two-processes.spec.ts`, `broker-gone.spec.ts`. */
const words =
  /(^|[-.])(kill|killed|crash|faults?|stop|shutdown|exactly-once|disk-full|failed|gone|lost|process|processes)(?=[-.])/;

/** Whether a suite, by its path from the repository's root, is run once more when it has failed. */
export function runsAgain(file) {
  const path = `/${file}`;
  return places.some((place) => path.includes(place)) || words.test(path.slice(path.lastIndexOf('/') + 1));
}

/**
 * The suites of a report of Jest (`--json`), by path from the root. A suite that has failed without a failed test has not
 * started, or broke outside of its tests: that counts as one failure, and its message stands in for the test's.
 */
export function suitesOf(report, root) {
  return report.testResults.map(({ name, status, message, assertionResults, startTime, endTime }) => {
    const file = isAbsolute(name) ? relative(root, name).split(sep).join('/') : name;
    const count = (...statuses) => assertionResults.filter((test) => statuses.includes(test.status)).length;
    const failures = assertionResults
      .filter((test) => test.status === 'failed')
      .map((test) => ({ test: test.fullName, message: plain(test.failureMessages[0]) }));
    if (status === 'failed' && failures.length === 0) failures.push({ message: plain(message) });
    return {
      file,
      failures,
      passed: count('passed'),
      skipped: assertionResults.length - count('passed', 'failed'),
      notRun: assertionResults
        .filter((test) => test.status === 'pending' || test.status === 'todo')
        .map((test) => test.fullName),
      seconds: (endTime - startTime) / 1_000,
    };
  });
}

/**
 * Gives each failed suite that may have it its second run: `again(file)` runs it alone and returns Jest's report, or
 * nothing when there is none. What the second run says counts, once, in the place of the first; one that says nothing of
 * the suite leaves it failed.
 *
 * @returns the suites as they count, and as `flaky` those which failed and then passed, as they were when they failed.
 */
export function settle(suites, again, root) {
  const flaky = [];
  const settled = suites.map((suite) => {
    if (suite.failures.length === 0 || !runsAgain(suite.file)) return suite;
    const report = again(suite.file);
    const second = report && suitesOf(report, root).find(({ file }) => file === suite.file);
    if (!second) return suite;
    if (second.failures.length === 0) flaky.push(suite);
    return second;
  });
  return { suites: settled, flaky };
}

/** One line for each failure: the file, the test where there is one, and the first lines of what it said. */
export function failureLines({ file, failures }, lines = 6) {
  return failures.map(({ test, message }) => {
    const said = message.split('\n').slice(0, lines).join(' | ').slice(0, 500);
    return [file, ...(test === undefined ? [] : [test]), said].join(': ');
  });
}

/** Without colours, empty lines and Jest's own heading, so that the first line is the one that tells. */
function plain(message = '') {
  return stripVTControlCharacters(message)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && line !== '● Test suite failed to run')
    .join('\n');
}
