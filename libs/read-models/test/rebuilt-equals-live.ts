import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ConformingDocumentStore } from '../src/conformance/index.ts';
import { FoldMemory } from '../src/runner/fold-memory.ts';
import { runProjection } from '../src/runner/run-projection.ts';
import { absorbed, livingCity } from './living-city.ts';
import { expectToEqual } from './plain-fold.ts';
import { sampleBoard } from './sample-board.ts';

/** A rebuild gives what the live projection gave, on any engine. */
export function rebuiltEqualsLive(engine: ConformingDocumentStore, numRuns: number): void {
  test('rebuilt equals live equals replay as of every position, for any logs and any sizes of batches', async () => {
    let views = 0;
    const city = await livingCity({ engine });
    const size = fc.integer({ min: 1, max: 9 });
    const entry = fc.record({
      stream: fc.integer({ min: 0, max: 3 }),
      n: fc.integer({ min: 0, max: 20 }),
      poison: fc.constantFrom(false, false, false, false, false, false, false, true),
      more: fc.boolean(),
    });
    try {
      await fc.assert(
        fc.asyncProperty(
          fc.array(entry, { maxLength: 12 }),
          size,
          size,
          fc.integer({ min: 1, max: 3_000 }),
          async (entries, batchSize, commitSize, cacheBytes) => {
            views += 1;
            const view = `any-${views}`;
            const contexts = ['incidents', 'residents'] as const;
            const runner = await runProjection({
              ...city,
              projection: sampleBoard(view, contexts),
              batchSize,
              commitSize,
              memory: new FoldMemory(cacheBytes),
            });
            for (const { stream, n, poison, more } of entries) {
              await city.say(
                `s${stream}-${view}`,
                { n, poison, closes: n % 6 === 0 },
                more ? 'residents' : 'incidents',
              );
            }
            await absorbed(runner, city);
            const generation = await runner.rebuild();
            await runner.rebuilt();
            await runner.close();
            const stored = [1, generation].map((number) => ({ view, generation: number }));
            for (const { name } of sampleBoard(view, contexts).collections) {
              const head = await city.logs.incidents.head();
              for (const at of [head, head - 1, head - 3, Math.floor(head / 2)].filter(
                (position) => position >= 0,
              )) {
                const [live, rebuilt] = await Promise.all(
                  stored.map((ref) =>
                    city.documents.find(ref, name, { limit: 100_000, asOf: { incidents: at } }),
                  ),
                );
                expect(rebuilt).toEqual(live);
              }
            }
            if (views % 10 === 0) {
              const logs = { incidents: await city.events(), residents: await city.events('residents') };
              await expectToEqual(city.documents, { view, generation }, logs);
            }
            await Promise.all(stored.map((ref) => city.documents.drop(ref)));
          },
        ),
        { numRuns },
      );
    } finally {
      await city.close();
    }
  }, 300_000);
}
