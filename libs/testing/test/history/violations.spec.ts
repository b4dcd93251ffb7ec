import { describe, expect, test } from '@jest/globals';
import {
  checkHistory,
  type HistoryReport,
  type PromiseId,
  promiseIds,
  summarise,
} from '../../src/history/index.ts';
import { Random } from '../../src/history/index.ts';
import type { Misdeed } from './simulation/service.ts';
import { folds, simulate, type SimulationOptions } from './simulation/simulate.ts';
import { feedViolations } from './violations/feeds.ts';
import { logViolations } from './violations/logs.ts';
import { parkingViolations } from './violations/parking.ts';
import { projectionViolations } from './violations/projections.ts';
import { recoveryViolations } from './violations/recovery.ts';
import { Patient, type Violation } from './violations/surgery.ts';
import { topicViolations } from './violations/topics.ts';

/** What a broken service does, and exactly which promises that breaks. */
const misdeeds: readonly (readonly [Misdeed, readonly PromiseId[]])[] = [
  ['acknowledges without recording', ['P1']],
  ['records half of an acknowledged append', ['P1']],
  ['acknowledges another revision than it recorded', ['P1']],
  ['records half of an unknown append', ['P2']],
  ['tears an append apart', ['P2']],
  ['records what it refused', ['P2']],
  ['records what nobody asked for', ['P2']],
  ['records on another revision than insisted on', ['P4']],
  ['refuses at the revision insisted on', ['P4']],
  ['acknowledges two at one revision', ['P1', 'P4']],
  ['records a repeated command again', ['P9']],
  ['records an append twice at once', ['P9']],
  ['answers a repeated command otherwise', ['P9']],
  ['refuses a repeated command', ['P9']],
];

const seeds = Array.from({ length: 60 }, (_, index) => index + 1);
/** So many histories at least have to offer a place for the fault, or the case says little. */
const fewest = 6;
const enough = 12;

function broken({ verdicts }: HistoryReport): PromiseId[] {
  return verdicts.filter(({ verdict }) => verdict === 'broken').map(({ promise }) => promise);
}

/** Injects a fault into one history after the other; each that takes it must break just these promises. */
async function expectCaught(
  breaks: readonly PromiseId[],
  historyOf: (seed: number) => ReturnType<typeof simulate> | undefined,
): Promise<void> {
  let cases = 0;
  for (const seed of seeds) {
    const history = historyOf(seed);
    if (history === undefined) continue;
    cases += 1;
    if (cases > enough) break;
    const report = await checkHistory(history.scribes.files(), folds);
    const found = broken(report);
    if (String(found) !== String(breaks)) throw new Error(`seed ${seed}\n${summarise(report)}`);
    expect(report.ok).toBe(false);
    for (const { verdict, counterexamples } of report.verdicts) {
      expect(counterexamples.length > 0).toBe(verdict === 'broken');
    }
  }
  expect(cases).toBeGreaterThanOrEqual(fewest);
}

function operateOn(violation: Violation, options: Omit<SimulationOptions, 'seed'> = {}) {
  return (seed: number) => {
    const simulated = simulate({ seed, ...options });
    return violation.inject(new Patient(simulated, new Random(seed))) ? simulated : undefined;
  };
}

describe('A service that does wrong once', () => {
  test.each(misdeeds)('%s: breaks %j and nothing else', async (misdeed, breaks) => {
    await expectCaught(breaks, (seed) => {
      const simulated = simulate({ seed, misdeed });
      return simulated.service.misbehaved ? simulated : undefined;
    });
  });
});

describe('A history with one fault in it', () => {
  const steady = [...logViolations, ...topicViolations, ...projectionViolations, ...feedViolations];
  const cases: readonly (readonly [string, readonly PromiseId[], Violation, boolean])[] = [
    ...[...steady, ...recoveryViolations].map((one) => [one.name, one.breaks, one, false] as const),
    ...parkingViolations.map((one) => [one.name, one.breaks, one, true] as const),
  ];

  test.each(cases)('%s: breaks %j and nothing else', async (_name, breaks, violation, poison) => {
    await expectCaught(breaks, operateOn(violation, { poison }));
  });

  test('each promise is broken by at least one fault', () => {
    const caught = new Set([
      ...misdeeds.flatMap(([, breaks]) => breaks),
      ...cases.flatMap(([, breaks]) => breaks),
    ]);
    expect([...promiseIds].filter((promise) => !caught.has(promise))).toEqual([]);
  });
});
