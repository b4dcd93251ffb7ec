import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createEmbeddedBus } from '@linli/event-bus';
import { SqliteEventStore } from '@linli/event-sourcing';
import { type Projection, runProjection, SqliteDocumentStore } from '@linli/read-models';
import { type Figure, median, print } from './figure.ts';
import { cityBoard } from './read-models/city-board.ts';
import { writeIncidentLog } from './read-models/incident-log.ts';

interface Measured {
  readonly events: number;
  readonly seconds: number;
  /** Peak of the resident set of the whole process, megabytes. */
  readonly rss: number;
}

/** Fills a view from position 0 of a log until it has caught up. */
export async function rebuild(logFile: string, viewFile: string, projection: Projection): Promise<Measured> {
  const log = await SqliteEventStore.open({ file: logFile });
  const documents = await SqliteDocumentStore.open({ file: viewFile });
  const bus = createEmbeddedBus({ logs: { incidents: log } });
  const head = await log.head();
  const start = performance.now();
  const runner = await runProjection({ projection, bus, documents });
  if (!(await runner.waitFor('incidents', head, 600_000))) throw new Error(JSON.stringify(runner.state()));
  const seconds = (performance.now() - start) / 1_000;
  if (runner.state().parked > 0) throw new Error(`${runner.state().parked} events were parked`);
  await runner.close();
  await bus.close();
  await documents.close();
  await log.close();
  return { events: head, seconds, rss: process.resourceUsage().maxRSS / 1_024 };
}

/** The least any rebuild has to do: read every row of the log in order and parse its two JSON columns. */
function readAndParse(logFile: string): Measured {
  const db = new DatabaseSync(logFile, { readOnly: true });
  const start = performance.now();
  const rows = db
    .prepare(
      'SELECT position, stream, revision, id, type, version, recorded_at, data, metadata FROM event ORDER BY position',
    )
    .iterate() as IterableIterator<{ data: string; metadata: string }>;
  let events = 0;
  for (const { data, metadata } of rows) {
    JSON.parse(data);
    JSON.parse(metadata);
    events += 1;
  }
  const seconds = (performance.now() - start) / 1_000;
  db.close();
  return { events, seconds, rss: process.resourceUsage().maxRSS / 1_024 };
}

/** Runs one measurement in a process of its own: what it needs of memory is its own, and nothing is warm. */
function apart(...args: readonly string[]): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const child = fork(import.meta.filename, args);
    child.once('message', (measured) => resolve(measured as Measured));
    child.once('error', reject);
    child.once('exit', (code) => code !== 0 && reject(new Error(`${args.join(' ')} ended with ${code}`)));
  });
}

export interface ReadModelsOptions {
  readonly sizes?: readonly number[];
  readonly runs?: number;
}

export async function benchReadModels(options: ReadModelsOptions = {}): Promise<Figure[]> {
  const { sizes = [10_000, 100_000, 1_000_000], runs = 3 } = options;
  const folder = await mkdtemp(join(tmpdir(), 'linli-read-models-'));
  const figures: Figure[] = [];
  const rates: number[] = [];
  try {
    for (const size of sizes) {
      const log = join(folder, `log-${size}.sqlite`);
      await writeIncidentLog(log, size);
      const bare: number[] = [];
      const rebuilt: number[] = [];
      let rss = 0;
      for (let run = 0; run < (size > 500_000 ? 1 : runs); run += 1) {
        const read = await apart('read', log);
        bare.push(read.events / read.seconds);
        const filled = await apart('rebuild', log, join(folder, `view-${size}-${run}.sqlite`));
        rebuilt.push(filled.events / filled.seconds);
        rss = Math.max(rss, filled.rss);
      }
      const value = median(rebuilt);
      rates.push(value);
      figures.push({
        name: `rebuild of ${size.toLocaleString('en-US')} events`,
        value,
        unit: 'events/s',
        baseline: { name: 'bare read-and-parse', value: median(bare) },
        ratio: value / median(bare),
        target: '≥ 0.2 ×',
      });
      figures.push({
        name: `rebuild of ${size.toLocaleString('en-US')} events, RSS`,
        value: rss,
        unit: 'MB',
        target: '≤ 400 MB',
      });
    }
    figures.push({
      name: 'rebuild: rate at the biggest log against the best smaller one',
      value: (rates.at(-1) as number) / Math.max(...rates),
      unit: '×',
      target: 'near 1: linear',
    });
    return figures;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  const [task, log, view] = process.argv.slice(2);
  if (task === 'read' && log) process.send?.(readAndParse(log));
  else if (task === 'rebuild' && log && view) process.send?.(await rebuild(log, view, cityBoard));
  else print(await benchReadModels(task ? { sizes: process.argv.slice(2).map(Number) } : {}));
}
