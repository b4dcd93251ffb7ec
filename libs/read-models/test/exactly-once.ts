import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ContextName, RecordedEvent } from '@linli/contracts';
import fc from 'fast-check';
import type { ConformingDocumentStore, DocumentStoreHarness } from '../src/conformance/index.ts';
import type { DocumentStore } from '../src/document-store.ts';
import { FoldMemory } from '../src/runner/fold-memory.ts';
import { runProjection } from '../src/runner/run-projection.ts';
import type { ProjectionRunner } from '../src/runner/types.ts';
import { expectToEqual } from './plain-fold.ts';
import { event, sampleBoard } from './sample-board.ts';
import { ScriptedBus } from './scripted-bus.ts';

const contexts = ['incidents', 'residents'] as const satisfies readonly ContextName[];

type Step =
  | {
      readonly do: 'deliver';
      readonly owner: number;
      readonly context: number;
      readonly back: number;
      readonly sizes: readonly number[];
    }
  | { readonly do: 'both'; readonly context: number; readonly back: number; readonly size: number }
  | { readonly do: 'fail'; readonly when: 'before' | 'after' }
  | { readonly do: 'restart'; readonly owner: number };

const some = (max: number) => fc.integer({ min: 0, max });
const size = fc.integer({ min: 1, max: 12 });
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant('deliver' as const),
        owner: some(1),
        context: some(1),
        back: some(9),
        sizes: fc.array(size, { minLength: 1, maxLength: 3 }),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ do: fc.constant('both' as const), context: some(1), back: some(4), size }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('fail' as const),
        when: fc.constantFrom('before' as const, 'after' as const),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const), owner: some(1) }) },
  ),
  { maxLength: 30 },
);

/** A log with gaps between its positions, as a subscriber of some event types sees it. */
const log: fc.Arbitrary<RecordedEvent[]> = fc
  .array(
    fc.record({
      gap: fc.constantFrom(1, 1, 1, 2, 5),
      stream: some(3),
      n: some(20),
      closes: fc.boolean(),
      poison: fc.constantFrom(false, false, false, false, false, false, false, false, false, true),
    }),
    { maxLength: 40 },
  )
  .map((entries) => {
    let position = 0;
    return entries.map(({ gap, stream, n, closes, poison }) =>
      event((position += gap), `s${stream}`, { n, closes: closes && n % 4 === 0, poison }),
    );
  });

/** A store whose next commit fails: before it is applied, or after, when only the acknowledgement is lost. */
function failing(store: DocumentStore, faults: ('before' | 'after')[]): DocumentStore {
  return new Proxy(store, {
    get(target, name) {
      if (name !== 'commit') {
        const member = Reflect.get(target, name) as unknown;
        return typeof member === 'function' ? member.bind(target) : member;
      }
      return async (...args: Parameters<DocumentStore['commit']>) => {
        const fault = faults.shift();
        if (fault === 'before') throw new Error('the writer was gone');
        await target.commit(...args);
        if (fault === 'after') throw new Error('the answer was lost');
      };
    },
  });
}

/** Documents are what the logs say, on any engine, whatever happens on the way. */
export function exactlyOnce(engine: ConformingDocumentStore, numRuns: number): void {
  describe('documents, history and checkpoints', () => {
    let harness: DocumentStoreHarness;
    let stores: readonly DocumentStore[];

    beforeAll(async () => {
      harness = await engine.makeHarness();
      // Two owners as two processes are: each with its own connections to the one place.
      stores = [await harness.open(), await harness.open()];
    });

    afterAll(() => harness.dispose());

    let views = 0;
    test('are the plain fold of the logs, whatever is delivered again, lost, shared by two owners or restarted', async () => {
      await fc.assert(
        fc.asyncProperty(log, log, steps, size, async (incidents, residents, script, commitSize) => {
          const view = `board-${(views += 1)}`;
          const logs = { incidents, residents };
          const bus = new ScriptedBus(logs);
          const faults: ('before' | 'after')[] = [];
          const start = (owner: number): Promise<ProjectionRunner> =>
            runProjection({
              projection: sampleBoard(view, contexts),
              bus,
              documents: failing(stores[owner] as DocumentStore, faults),
              commitSize,
              memory: new FoldMemory(2_000),
            });
          let runners = [await start(0), await start(1)];
          for (const step of script) {
            if (step.do === 'deliver') {
              await bus.deliver(step.owner, contexts[step.context] as ContextName, step.back, ...step.sizes);
            } else if (step.do === 'both') {
              const context = contexts[step.context] as ContextName;
              await Promise.all(
                [0, 1].map((owner) => bus.deliver(owner, context, step.back * owner, step.size + owner)),
              );
            } else if (step.do === 'fail') {
              faults.push(step.when);
            } else {
              // Closing takes the owner from the bus, so the order of owners is kept by restarting both.
              await Promise.all(runners.map((runner) => runner.close()));
              runners = [await start(0), await start(1)];
            }
          }
          await bus.settle();
          await expectToEqual(stores[0] as DocumentStore, { view, generation: 1 }, logs);
          const parked = await (stores[0] as DocumentStore).parked({ view, generation: 1 });
          for (const { state, source, position, streamId } of parked) {
            const first = logs[source as 'incidents' | 'residents'].find(
              (each) => each.streamId === streamId && (each.data as { poison?: boolean }).poison,
            );
            expect(state).toBe(position === first?.position ? 'poison' : 'held');
            expect(position).toBeGreaterThanOrEqual(first?.position ?? Infinity);
          }
          await Promise.all(runners.map((runner) => runner.close()));
          await (stores[0] as DocumentStore).drop({ view, generation: 1 });
        }),
        { numRuns: Number(process.env['LINLI_PROPERTY_RUNS'] ?? numRuns) },
      );
    }, 300_000);
  });
}
