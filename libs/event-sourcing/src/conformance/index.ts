import { appending } from './appending.ts';
import { concurrency } from './concurrency.ts';
import { content } from './content.ts';
import { following } from './following.ts';
import type { ConformanceCase, ConformingEngine } from './harness.ts';
import { idempotency } from './idempotency.ts';
import { lifecycle } from './lifecycle.ts';
import { readingStreams } from './reading-streams.ts';
import { readingTheLog } from './reading-the-log.ts';

export type { Ability, ConformanceCase, ConformingEngine, EventStoreHarness } from './harness.ts';

/** Every promise of the `EventStore` port as a named case; needs no test runner. */
export const eventStoreCases: readonly ConformanceCase[] = [
  ...appending,
  ...idempotency,
  ...readingStreams,
  ...readingTheLog,
  ...concurrency,
  ...following,
  ...content,
  ...lifecycle,
];

/** What the suite needs of a test runner; that of `@jest/globals` fits. */
export interface TestRunner {
  readonly describe: (name: string, body: () => void) => void;
  readonly test: (name: string, body: () => Promise<void>, timeout?: number) => void;
}

/** Runs one case on a log of its own. */
export async function runCase(one: ConformanceCase, engine: ConformingEngine): Promise<void> {
  const harness = await engine.makeHarness();
  try {
    await one.run(harness);
  } finally {
    await harness.dispose();
  }
}

/** Why the engine cannot pass the case by its nature; `undefined` when it must. */
export function reasonAgainst({ needs = [] }: ConformanceCase, engine: ConformingEngine): string | undefined {
  for (const ability of needs) if (engine.cannot[ability] !== undefined) return engine.cannot[ability];
  return undefined;
}

/**
 * Registers every case as a test of the engine. A case that the engine cannot pass by its nature stands in the output
 * with the reason, so that nothing is left out in silence.
 */
export function eventStoreConformance(name: string, engine: ConformingEngine, runner: TestRunner): void {
  runner.describe(`${name} keeps the promises of an event store`, () => {
    for (const one of eventStoreCases) {
      const reason = reasonAgainst(one, engine);
      if (reason === undefined) runner.test(one.name, () => runCase(one, engine), 600_000);
      else runner.test(`${one.name} (does not apply: ${reason})`, async () => undefined);
    }
  });
}
