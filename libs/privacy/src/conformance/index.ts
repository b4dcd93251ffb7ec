import { engineCases } from './engine.ts';
import type { ConformanceCase, VaultHarness } from './harness.ts';
import { rotationCases } from './rotation.ts';
import { subjectCases } from './subjects.ts';

export type { ConformanceCase, VaultHarness } from './harness.ts';

/** Every promise of a vault and its engine as a named case; needs no test runner. */
export const vaultCases: readonly ConformanceCase[] = [...engineCases, ...subjectCases, ...rotationCases];

/** What the suite needs of a test runner; that of `@jest/globals` fits. */
export interface TestRunner {
  readonly describe: (name: string, body: () => void) => void;
  readonly test: (name: string, body: () => Promise<void>, timeout?: number) => void;
}

/** Runs one case on a vault of its own. */
export async function runCase(one: ConformanceCase, makeHarness: () => Promise<VaultHarness>): Promise<void> {
  const harness = await makeHarness();
  try {
    await one.run(harness);
  } finally {
    await harness.dispose();
  }
}

/** Registers every case as a test of the engine. */
export function vaultConformance(
  name: string,
  makeHarness: () => Promise<VaultHarness>,
  runner: TestRunner,
): void {
  runner.describe(`${name} keeps the promises of a vault`, () => {
    for (const one of vaultCases) runner.test(one.name, () => runCase(one, makeHarness), 120_000);
  });
}
