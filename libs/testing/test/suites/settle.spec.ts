import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { failureLines, type JestReport, runsAgain, settle, suitesOf } from '../../tools/suites/suites.mjs';

const root = '/repo';
const crash = 'libs/event-bus/test/kafka/relay-crash.spec.ts';
const bus = 'libs/event-bus/test/kafka/bus.spec.ts';
const topics = 'libs/event-bus/test/kafka/topics.spec.ts';
const workTime = 'libs/contracts/src/work-time.spec.ts';

/** What Jest has written of small suites, once while they fail (`busy`) and once each while they pass. */
function recorded(name: string): JestReport {
  return JSON.parse(readFileSync(join(import.meta.dirname, 'reports', `${name}.json`), 'utf8')) as JestReport;
}

const busy = () => suitesOf(recorded('busy'), root);
const quiet: Record<string, JestReport> = {
  [crash]: recorded('relay-crash-quiet'),
  [bus]: recorded('bus-quiet'),
  [topics]: recorded('topics-quiet'),
};

/** The suites of the busy run after their second run, with the sum as the last line of `npm test` has it. */
function settled(again: (file: string) => JestReport | undefined) {
  const asked: string[] = [];
  const { suites, flaky } = settle(
    busy(),
    (file) => {
      asked.push(file);
      return again(file);
    },
    root,
  );
  const sum = (of: (suite: (typeof suites)[number]) => number) =>
    suites.reduce((all, suite) => all + of(suite), 0);
  return {
    asked,
    flaky: flaky.flatMap((suite) => failureLines(suite, 1)),
    failed: suites.flatMap((suite) => failureLines(suite, 1)),
    sum: [sum(({ passed }) => passed), sum(({ failures }) => failures.length), sum(({ skipped }) => skipped)],
  };
}

describe('a suite of a run', () => {
  test('counts its tests; one that did not start, or broke outside of its tests, counts one failure', () => {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, ...more } = recorded(
      'busy',
    ) as JestReport & Record<string, number>;
    const { sum } = settled(() => undefined);
    expect(sum).toEqual([
      numPassedTests,
      (numFailedTests ?? 0) + (numRuntimeErrorTestSuites ?? 0),
      (more['numPendingTests'] ?? 0) + (more['numTodoTests'] ?? 0),
    ]);
    expect(busy().find(({ file }) => file === bus)?.failures).toEqual([
      { message: expect.stringMatching(/^the broker has not started\n/) },
    ]);
  });

  test('that failed and passes when it is run once more counts as passed, once, and is told as flaky', () => {
    const { asked, flaky, failed, sum } = settled((file) => quiet[file]);
    expect(asked.toSorted()).toEqual([bus, crash, topics]);
    expect(flaky.toSorted()).toEqual([
      `${bus}: the broker has not started`,
      `${crash}: a relay that is killed leaves no gap: Error: expect(received).toBe(expected) // Object.is equality`,
      `${topics}: the broker does not stop`,
    ]);
    expect(failed).toEqual([
      `${workTime}: work time counts: Error: expect(received).toBe(expected) // Object.is equality`,
    ]);
    // The relay's and the bus's two each, the topics' one and the ring's one; one is skipped and one is yet to do.
    expect(sum).toEqual([6, 1, 2]);
  });

  test('that fails twice is a failure, once', () => {
    const { asked, flaky, failed, sum } = settled((file) =>
      file === crash ? recorded('busy') : quiet[file],
    );
    expect(asked.filter((file) => file === crash)).toEqual([crash]);
    expect(flaky.some((line) => line.startsWith(crash))).toBe(false);
    expect(failed.filter((line) => line.startsWith(crash))).toHaveLength(1);
    expect(sum).toEqual([5, 2, 2]);
  });

  test.each([
    ['leaves no report', undefined],
    ['reports nothing of it', { testResults: [] }],
  ])('whose second run %s stays a failure', (_what, report) => {
    const { flaky, failed } = settled(() => report);
    expect(flaky).toEqual([]);
    expect(failed).toHaveLength(4);
  });

  test('of another kind is not run again', () => {
    const { asked } = settled((file) => quiet[file]);
    expect(asked).not.toContain(workTime);
  });
});

test.each([
  'libs/event-bus/test/kafka/topics.spec.ts',
  'libs/read-models/test/mongo/ensure.spec.ts',
  'libs/event-sourcing/test/kurrentdb-protocol/following.spec.ts',
  'deploy/test/distributed/stack.spec.ts',
  'services/operations/test/page/live.spec.ts',
  'chaos/test/screen.spec.ts',
  'libs/event-sourcing/test/kill.spec.ts',
  'libs/event-sourcing/test/processes.spec.ts',
  'libs/read-models/test/taking-over-crash.spec.ts',
  'libs/read-models/test/exactly-once.spec.ts',
  'libs/service-kit/test/broker-gone.spec.ts',
  'libs/service-kit/test/failed-start.spec.ts',
  'libs/service-kit/test/stop.spec.ts',
  'libs/testing/test/process-faults.spec.ts',
  'services/city/test/disk-full.spec.ts',
  'services/operations/test/two-processes.spec.ts',
])('a slow minute can fail %s, which is run again', (file) => expect(runsAgain(file)).toBe(true));

test.each([
  'libs/contracts/src/work-time.spec.ts',
  'libs/contracts/src/incidents/default-policies.spec.ts',
  'services/incidents/src/incident/incident.triage.spec.ts',
  'services/operations/src/views/incident-board.spec.ts',
  'services/operations/test/page.spec.ts',
  'libs/event-sourcing/test/conformance.spec.ts',
])('what fails in %s has failed', (file) => expect(runsAgain(file)).toBe(false));
