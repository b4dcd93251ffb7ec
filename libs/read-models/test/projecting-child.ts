import { createEmbeddedBus } from '@linli/event-bus';
import { SqliteEventStore } from '@linli/event-sourcing';
import { runProjection, SqliteDocumentStore } from '../src/index.ts';
import { broken } from './faulty-store.ts';
import { retallied, sampleBoard } from './sample-board.ts';

/**
 * Projects a log that another process writes, until it is killed. Prints each stored position. With a version for
 * `tallies`, and a position at which the refold of it stops until the process is killed, says `here` there.
 */
const [logFile, viewFile, version, stopAt] = process.argv.slice(2) as [string, string, string?, string?];
const incidents = await SqliteEventStore.open({ file: logFile, readOnly: true });
const stopping = broken((store) => ({
  commit(commit) {
    if (stopAt === undefined || commit.ref.generation === 1 || commit.to <= Number(stopAt)) {
      return store.commit(commit);
    }
    process.stdout.write('here\n');
    return new Promise(() => undefined);
  },
}));
const documents = stopping(await SqliteDocumentStore.open({ file: viewFile }));
const bus = createEmbeddedBus({ logs: { incidents } });
const runner = await runProjection({
  projection:
    version === undefined
      ? sampleBoard('board', ['incidents'])
      : { ...retallied(Number(version)), contexts: ['incidents'] },
  bus,
  documents,
  batchSize: 40,
  commitSize: 10,
});
runner.onCommitted(({ to }) => process.stdout.write(`${to}\n`));
process.stdout.write(`${runner.state().sources[0]?.position}\n`);
