import { expect, test } from '@jest/globals';
import { createEmbeddedBus } from '@linli/event-bus';
import { SqliteEventStore } from '@linli/event-sourcing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { DocumentStore } from '../src/document-store.ts';
import { runProjection } from '../src/runner/run-projection.ts';
import { schemaOf } from '../src/schema.ts';
import { SqliteDocumentStore } from '../src/sqlite/sqlite-document-store.ts';
import { fact, until } from './living-city.ts';
import { retallied } from './sample-board.ts';
import { makeFolder } from './sqlite-harness.ts';

const child = fileURLToPath(new URL('./projecting-child.ts', import.meta.url));
const names = ['lines', 'threads', 'tallies'];
const taken = ['lines', 'threads'];

const versioned = (version: number) => ({ ...retallied(version), contexts: ['incidents'] as const });

interface Place {
  readonly logFile: string;
  readonly viewFile: string;
  readonly log: SqliteEventStore;
  readonly documents: DocumentStore;
  say(count: number): Promise<void>;
}

/** A log and a view of the version before that has absorbed it. */
async function inPlace(work: (place: Place) => Promise<void>): Promise<void> {
  const folder = await makeFolder();
  const logFile = join(folder.path, 'log.sqlite');
  const viewFile = join(folder.path, 'views.sqlite');
  const log = await SqliteEventStore.open({ file: logFile });
  const documents = await SqliteDocumentStore.open({ file: viewFile });
  const say = async (count: number) => {
    const facts = Array.from({ length: count }, (_, n) => fact({ n: n % 40, closes: n % 31 === 0 }));
    await Promise.all(facts.map((each, n) => log.append(`s${n % 9}`, [each], 'any')));
  };
  try {
    await say(600);
    const bus = createEmbeddedBus({ logs: { incidents: log } });
    const first = await runProjection({ projection: versioned(1), bus, documents });
    await until(() => first.state().sources[0]?.position === 600);
    await first.close();
    await work({ logFile, viewFile, log, documents, say });
  } finally {
    await documents.close();
    await log.close();
    await folder.remove();
  }
}

/** Goes on with what is there, and compares it with everything folded anew. */
async function expectToEndAsARebuild({ log, documents }: Place): Promise<void> {
  const asked: number[] = [];
  const projection = versioned(2);
  const collections = projection.collections.map((collection) => ({
    ...collection,
    keys(event: Parameters<typeof collection.keys>[0]) {
      if (taken.includes(collection.name)) asked.push(event.position);
      return collection.keys(event);
    },
  }));
  const bus = createEmbeddedBus({ logs: { incidents: log } });
  const runner = await runProjection({ projection: { ...projection, collections }, bus, documents });
  const head = await log.head();
  await until(() => runner.state().generation === 2 && runner.state().sources[0]?.position === head);
  expect(asked.every((position) => position > 600)).toBe(true);
  expect((await documents.state('board')).taken?.[2]).toMatchObject({
    positions: { incidents: 600 },
    complete: true,
  });
  await runner.rebuild();
  await runner.rebuilt();
  expect(runner.state().generation).toBe(3);
  for (const name of names) {
    for (let at = 0; at <= head; at += 13) {
      const [after, rebuilt] = await Promise.all(
        [2, 3].map((generation) =>
          documents.find({ view: 'board', generation }, name, { limit: 9_999, asOf: { incidents: at } }),
        ),
      );
      expect(after).toEqual(rebuilt);
    }
  }
  await runner.close();
  await bus.close();
}

test(
  'a process that is killed between take-over and switch is gone on for by the next, as if it had lived',
  () =>
    inPlace(async (place) => {
      const dying = spawn(
        process.execPath,
        ['--conditions=@linli/source', child, place.logFile, place.viewFile, '2', '250'],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      for await (const line of createInterface({ input: dying.stdout })) if (line === 'here') break;
      dying.kill('SIGKILL');
      await once(dying, 'exit');
      const [checkpoint] = await place.documents.checkpoints({ view: 'board', generation: 2 });
      // It dies somewhere in the batch that it says it stands in: what is kept is the end of a batch before.
      expect(checkpoint?.source).toBe('incidents');
      expect(checkpoint?.position).toBeGreaterThan(0);
      expect(checkpoint?.position).toBeLessThanOrEqual(250);
      expect((await place.documents.state('board')).active).toBe(1);
      await place.say(45);
      await expectToEndAsARebuild(place);
    }),
  120_000,
);

test(
  'a take-over that ends in the middle of copying is completed by the next, at the checkpoints it was begun at',
  () =>
    inPlace(async (place) => {
      const other = await SqliteDocumentStore.open({ file: place.viewFile });
      const cut = other.takeOver({ view: 'board', generation: 2 }, schemaOf(versioned(2)), 1, taken);
      const refused = expect(cut).rejects.toThrow('is closed');
      await other.close();
      await refused;
      expect((await place.documents.state('board')).taken?.[2]?.complete).toBe(false);
      // The version before is still at work.
      const bus = createEmbeddedBus({ logs: { incidents: place.log } });
      await place.say(45);
      const elder = await runProjection({ projection: versioned(1), bus, documents: place.documents });
      await until(() => elder.state().sources[0]?.position === 645);
      await elder.close();
      await bus.close();
      await expectToEndAsARebuild(place);
    }),
  120_000,
);
