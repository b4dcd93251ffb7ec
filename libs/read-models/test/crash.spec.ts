import { expect, test } from '@jest/globals';
import type { RecordedEvent } from '@linli/contracts';
import { SqliteEventStore } from '@linli/event-sourcing';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { SqliteDocumentStore } from '../src/sqlite/sqlite-document-store.ts';
import { fact } from './living-city.ts';
import { expectLatestToEqual, plainFold, facetsAt } from './plain-fold.ts';
import { makeFolder } from './sqlite-harness.ts';

const child = fileURLToPath(new URL('./projecting-child.ts', import.meta.url));

interface Projecting {
  readonly process: ChildProcess;
  /** The last position it has told of. */
  position(): number;
  /** Resolves when it has told of that position or a later one. */
  reached(position: number): Promise<void>;
}

function startProjecting(log: string, views: string): Projecting {
  const process_ = spawn(process.execPath, ['--conditions=@linli/source', child, log, views], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let position = -1;
  const waiting = new Set<() => void>();
  createInterface({ input: process_.stdout }).on('line', (line) => {
    position = Math.max(position, Number(line));
    for (const look of waiting) look();
  });
  return {
    process: process_,
    position: () => position,
    reached: (wanted) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (position < wanted) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        process_.once('exit', () => reject(new Error(`the child ended at ${position}, before ${wanted}`)));
        look();
      }),
  };
}

test('a projection killed at any moment goes on where its checkpoint stands, and equals the fold of the log', async () => {
  const folder = await makeFolder();
  const logFile = join(folder.path, 'log.sqlite');
  const viewFile = join(folder.path, 'views.sqlite');
  const log = await SqliteEventStore.open({ file: logFile });
  let written = 0;
  let writing = true;
  const storm = (async () => {
    while (writing) {
      const batch = Array.from({ length: 20 }, (_, n) => {
        const number = written + n;
        return log.append(`s${number % 9}`, [fact({ n: number % 40, closes: number % 31 === 0 })], 'any');
      });
      await Promise.all(batch);
      written += batch.length;
      await pause(20);
    }
  })();
  try {
    let checkpoint = 0;
    for (let kill = 0; kill < 8; kill += 1) {
      const projecting = startProjecting(logFile, viewFile);
      // Some commits later, at whatever it is doing then.
      await projecting.reached(checkpoint + 1 + kill * 17);
      projecting.process.kill('SIGKILL');
      await once(projecting.process, 'exit');
      const documents = await SqliteDocumentStore.open({ file: viewFile });
      const [stored] = await documents.checkpoints({ view: 'board', generation: 1 });
      await documents.close();
      // What it has told of was stored: a process that dies loses no transaction.
      expect(stored?.position).toBeGreaterThanOrEqual(projecting.position());
      expect(stored?.position).toBeGreaterThan(checkpoint);
      checkpoint = stored?.position ?? 0;
    }
    writing = false;
    await storm;
    const head = await log.head();
    const last = startProjecting(logFile, viewFile);
    await last.reached(head);
    last.process.kill('SIGKILL');
    await once(last.process, 'exit');

    const events: RecordedEvent[] = [];
    while (events.length < head) {
      const page = await log.readAll({ after: events.at(-1)?.position ?? 0, limit: 10_000 });
      events.push(...page.events);
    }
    const documents = await SqliteDocumentStore.open({ file: viewFile });
    const ref = { view: 'board', generation: 1 };
    await expectLatestToEqual(documents, ref, { incidents: events });
    const fold = plainFold(events);
    for (let part = 0; part <= 20; part += 1) {
      const at = Math.floor((head * part) / 20);
      for (const collection of ['threads', 'tallies']) {
        const listed = await documents.find(ref, collection, { limit: 10_000, asOf: { incidents: at } });
        expect(listed).toEqual(facetsAt(fold, collection, 'incidents', at));
      }
    }
    await documents.close();
  } finally {
    writing = false;
    await storm;
    await log.close();
    await folder.remove();
  }
}, 240_000);
