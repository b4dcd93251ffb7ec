import { createEmbeddedBus } from '@linli/event-bus';
import { SqliteEventStore } from '@linli/event-sourcing';
import { runProjection, SqliteDocumentStore } from '../src/index.ts';
import { sampleBoard } from './sample-board.ts';

/** Projects a log that another process writes, until it is killed. Prints each stored position. */
const [logFile, viewFile] = process.argv.slice(2) as [string, string];
const incidents = await SqliteEventStore.open({ file: logFile, readOnly: true });
const documents = await SqliteDocumentStore.open({ file: viewFile });
const bus = createEmbeddedBus({ logs: { incidents } });
const runner = await runProjection({
  projection: sampleBoard('board', ['incidents']),
  bus,
  documents,
  batchSize: 40,
  commitSize: 10,
});
runner.onCommitted(({ to }) => process.stdout.write(`${to}\n`));
process.stdout.write(`${runner.state().sources[0]?.position}\n`);
