import { describe, expect, test } from '@jest/globals';
import { eventStoreCases, runCase } from '../src/conformance/index.ts';
import { RevisionConflict } from '../src/event-store.ts';
import { readingFaults } from './faults/reading.ts';
import { simulatedEngine } from './faults/simulated-disk.ts';
import { writingFaults } from './faults/writing.ts';

const faults = [...writingFaults, ...readingFaults];

function caseNamed(name: string) {
  const found = eventStoreCases.find((one) => one.name === name);
  if (!found) throw new Error(`the suite has no case "${name}"`);
  return found;
}

/**
 * How a case ends. The suite has noticed something when one of its own assertions failed, or when the store refused with
 * an error of the port what it must not refuse; anything else would be a mistake in the control.
 */
async function verdict(name: string, engine = simulatedEngine()): Promise<string> {
  try {
    await runCase(caseNamed(name), engine);
    return 'passed';
  } catch (error) {
    const isAssertion = error instanceof Error && 'code' in error && error.code === 'ERR_ASSERTION';
    return isAssertion || error instanceof RevisionConflict ? 'failed' : `broke with ${String(error)}`;
  }
}

describe('the engine that faults are seeded in', () => {
  test('is sound: it passes every case', async () => {
    for (const { name } of eventStoreCases) expect([name, await verdict(name)]).toEqual([name, 'passed']);
  });

  test('has at least 15 faults to seed, each under a name of its own', () => {
    expect(new Set(faults.map((fault) => fault.name)).size).toBe(faults.length);
    expect(faults.length).toBeGreaterThanOrEqual(15);
  });
});

describe('a store in which', () => {
  for (const { name, caughtBy, seed } of faults)
    for (const caught of caughtBy)
      test(`${name} fails the case "${caught}"`, async () => {
        expect(await verdict(caught, simulatedEngine(seed))).toBe('failed');
      });
});
