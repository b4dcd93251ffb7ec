import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmbeddedBus } from '@linli/event-bus';
import { SqliteEventStore } from '@linli/event-sourcing';
import { runProjection, SqliteDocumentStore, viewReader, type ViewReader } from '@linli/read-models';
import { areaTree, areaTreeAt, chinaDivision, importDivisions } from '@linli/residents';
import { deskOver } from '@linli/service-kit/testing';
import { median, percentile, print, type Figure } from './figure.ts';

interface Run {
  readonly divisions: number;
  /** Seconds until the log held them all, one durable append for each county. */
  readonly load: number;
  /** Seconds until the area tree held them all. */
  readonly project: number;
  /** Milliseconds of each query, by what was asked. */
  readonly largest: readonly number[];
  readonly districts: readonly number[];
}

/** The district with the most communities: 浦东新区 of Shanghai. */
const LARGEST = '31/01/15/';
const MOST = 5_000;

/** Milliseconds of asking for all communities of a district, from the reader's door to the parsed documents. */
async function ask(reader: ViewReader, area: string): Promise<number> {
  const started = performance.now();
  const tree = areaTreeAt(await reader.at());
  const found = await tree.areas({ area, level: 'community', limit: MOST, on: '2026-01-01' });
  const took = performance.now() - started;
  if (found.length === 0 || found.length === MOST) throw new Error(`${area} has ${found.length} communities`);
  return took;
}

async function once(): Promise<Run> {
  const folder = await mkdtemp(join(tmpdir(), 'linli-areas-'));
  const store = await SqliteEventStore.open({ file: join(folder, 'log.db') });
  const documents = await SqliteDocumentStore.open({ file: join(folder, 'views.db') });
  const bus = createEmbeddedBus({ logs: { residents: store } });
  try {
    let started = performance.now();
    const desk = deskOver('residents', store);
    const { divisions } = await importDivisions({ table: chinaDivision(), desk, tenant: 'bench' });
    const load = (performance.now() - started) / 1_000;

    started = performance.now();
    const runner = await runProjection({ projection: areaTree, bus, documents });
    const head = await store.head();
    if (!(await runner.waitFor('residents', head, 600_000)))
      throw new Error('the area tree did not catch up');
    const project = (performance.now() - started) / 1_000;

    const reader = viewReader(documents, areaTree, { runner });
    const tree = areaTreeAt(await reader.at());
    const counties = await tree.areas({ area: '', level: 'county', limit: MOST, on: '2026-01-01' });
    const largest: number[] = [];
    for (let turn = 0; turn < 100; turn += 1) largest.push(await ask(reader, LARGEST));
    const districts: number[] = [];
    for (const [index, { areaPath }] of counties.entries()) {
      if (index % 10 === 0) districts.push(await ask(reader, areaPath));
    }
    await runner.close();
    return { divisions, load, project, largest, districts };
  } finally {
    await bus.close();
    await documents.close();
    await store.close();
    await rm(folder, { recursive: true });
  }
}

/** The whole national division table as areas: loaded into a durable log, projected, and asked for district by district. */
export async function areas(rounds = 3): Promise<Figure[]> {
  const runs: Run[] = [];
  for (let round = 0; round < rounds; round += 1) runs.push(await once());
  const seconds = (of: (run: Run) => number): number => median(runs.map(of));
  const divisions = runs[0]?.divisions ?? 0;
  const rate = (took: number): string => `${Math.round(divisions / took).toLocaleString('en-US')} areas/s`;
  const load = seconds((run) => run.load);
  const project = seconds((run) => run.project);
  const largest = runs.flatMap((run) => run.largest);
  const districts = runs.flatMap((run) => run.districts);
  const milliseconds = (value: number): string => `${value.toFixed(1)} ms`;
  return [
    {
      name: `${divisions.toLocaleString('en-US')} areas, 620,573 communities among them, into the log`,
      value: load,
      unit: 's',
      note: rate(load),
    },
    { name: 'the same projected as the area tree', value: project, unit: 's', note: rate(project) },
    {
      name: 'all 1,526 communities of the largest district by prefix, p99',
      value: percentile(largest, 0.99),
      unit: 'ms',
      target: '≤ 20 ms',
      note: `median ${milliseconds(median(largest))}`,
    },
    {
      name: 'all communities of a district by prefix, every tenth district, p99',
      value: percentile(districts, 0.99),
      unit: 'ms',
      target: '≤ 20 ms',
      note: `median ${milliseconds(median(districts))}`,
    },
  ];
}

if (import.meta.main) print(await areas());
