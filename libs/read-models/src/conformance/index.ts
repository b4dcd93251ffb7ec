import { commits } from './commits.ts';
import { content } from './content.ts';
import { finding } from './finding.ts';
import type { ConformanceCase, ConformingDocumentStore } from './harness.ts';
import { generations } from './generations.ts';
import { history } from './history.ts';
import { keeping } from './keeping.ts';
import { takingOver } from './taking-over.ts';
import { walking } from './walking.ts';

export type { ConformanceCase, ConformingDocumentStore, DocumentStoreHarness } from './harness.ts';

/** Every promise of the `DocumentStore` port as a named case; needs no test runner. */
export const documentStoreCases: readonly ConformanceCase[] = [
  ...commits,
  ...history,
  ...finding,
  ...walking,
  ...keeping,
  ...generations,
  ...takingOver,
  ...content,
];

/** What the suite needs of a test runner; that of `@jest/globals` fits. */
export interface TestRunner {
  readonly describe: (name: string, body: () => void) => void;
  readonly test: (name: string, body: () => Promise<void>, timeout?: number) => void;
}

/** Runs one case at a place of its own. */
export async function runCase(one: ConformanceCase, engine: ConformingDocumentStore): Promise<void> {
  const harness = await engine.makeHarness();
  try {
    await one.run(harness);
  } finally {
    await harness.dispose();
  }
}

/** Registers every case as a test of the engine. */
export function documentStoreConformance(
  name: string,
  engine: ConformingDocumentStore,
  runner: TestRunner,
): void {
  runner.describe(`${name} keeps the promises of a document store`, () => {
    for (const one of documentStoreCases) runner.test(one.name, () => runCase(one, engine), 60_000);
  });
}
