import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { randomUUID } from 'node:crypto';
import type { DomainEvent, NewEvent } from '@linli/contracts';
import { accept, createCommandHandler, SqliteEventStore, type Decider } from '@linli/event-sourcing';
import { median, print, type Figure } from './figure.ts';

const callers = 64;
const eventsPerStream = 10;
const rounds = 7;

/** What a report of an incident weighs: about 350 bytes of data, 290 of metadata. */
function report(number: number): NewEvent {
  const id = randomUUID();
  return {
    id,
    type: 'IncidentReported',
    version: 1,
    data: {
      incidentId: id,
      reportedAt: 1_750_000_000_000 + number,
      source: 'patrol',
      category: '06010',
      description: '楼道口堆放杂物,占用消防通道,影响居民通行',
      location: { lon: 114.226_371 + number / 1e7, lat: 30.556_012 },
      reporter: 'p-7d1f2c',
      attachments: ['3f1c9b1e', '9a80d2f7'],
    },
    metadata: {
      commandId: randomUUID(),
      correlationId: randomUUID(),
      actor: 'p-7d1f2c',
      tenant: 'wuhan-hanyang',
      areaPath: '42/01/05/011/010/A1/B07/U021/G0431/',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    },
  };
}

/** A folder for the logs of one measurement, on the disk that the tests use too. */
async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'linli-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Calls `work` for 0 to `times - 1`, so many at once; returns calls a second. */
async function rate(
  atOnce: number,
  times: number,
  work: (turn: number) => Promise<unknown>,
): Promise<number> {
  let next = 0;
  const caller = async () => {
    while (next < times) await work(next++);
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: atOnce }, caller));
  return (times * 1_000) / (performance.now() - started);
}

type Row = (string | number | Uint8Array | null)[];

/** The rows of a log, as they are in its file. */
function rowsOf(file: string): Row[] {
  const database = new DatabaseSync(file, { readOnly: true });
  const all = database.prepare('SELECT * FROM event ORDER BY position');
  all.setReturnArrays(true);
  const rows = all.all() as unknown as Row[];
  database.close();
  return rows;
}

/** Rows a second that plain `node:sqlite` inserts into a log's own table and indexes, so many to a durable transaction. */
async function rawInserts(file: string, rows: readonly Row[], perTransaction: number): Promise<number> {
  await (await SqliteEventStore.open({ file })).close();
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384');
  const insert = database.prepare('INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  const started = performance.now();
  for (let at = 0; at < rows.length; at += perTransaction) {
    begin.run();
    for (const row of rows.slice(at, at + perTransaction)) insert.run(...row);
    commit.run();
  }
  const taken = performance.now() - started;
  database.close();
  return (rows.length * 1_000) / taken;
}

/** Measures a store against raw inserts of the rows that it has just written, turn and turn about. */
async function againstRaw(
  figure: Pick<Figure, 'name' | 'target'>,
  perTransaction: number,
  eventsPerTurn: number,
  turns: number,
  work: (store: SqliteEventStore) => (turn: number) => Promise<unknown>,
): Promise<Figure> {
  const ours: number[] = [];
  const raw: number[] = [];
  for (let round = 0; round < rounds; round++)
    await inFolder(async (folder) => {
      const file = join(folder, 'ours.log.db');
      const store = await SqliteEventStore.open({ file });
      ours.push((await rate(callers, turns, work(store))) * eventsPerTurn);
      await store.close();
      raw.push(await rawInserts(join(folder, 'raw.log.db'), rowsOf(file), perTransaction));
    });
  return {
    ...figure,
    value: median(ours),
    unit: 'events/s',
    baseline: { name: `raw node:sqlite, ${perTransaction} rows a transaction`, value: median(raw) },
    ratio: median(ours.map((value, round) => value / (raw[round] as number))),
  };
}

/** Durable appends of one event from 64 callers at once, each on with a stream of ten events. */
export function durableAppends(): Promise<Figure> {
  const turns = 20_480;
  return againstRaw(
    { name: 'durable single-event appends, 64 callers', target: '≥ 0.7 ×' },
    callers,
    1,
    turns,
    (store) => {
      const events = Array.from({ length: turns }, (_, number) => report(number));
      const streams = Array.from({ length: turns / eventsPerStream }, () => `incident-${randomUUID()}`);
      return (turn) => {
        // Callers take turns, so 64 streams grow side by side and each caller finds its stream at the revision it left.
        const revision = Math.floor(turn / callers) % eventsPerStream;
        const stream = streams[Math.floor(turn / callers / eventsPerStream) * callers + (turn % callers)];
        return store.append(
          stream as string,
          [events[turn] as NewEvent],
          revision === 0 ? 'no-stream' : revision - 1,
        );
      };
    },
  );
}

/** Durable appends of 100 events, one after another. */
export function batchAppends(): Promise<Figure> {
  const turns = 512;
  const size = 100;
  return againstRaw(
    { name: 'durable appends of 100 events, 64 callers', target: '≥ 0.8 ×' },
    size,
    size,
    turns,
    (store) => {
      const batches = Array.from({ length: turns }, (_, turn) => {
        const events = Array.from({ length: size }, (_, number) => report(turn * size + number));
        const { commandId } = (events[0] as NewEvent).metadata;
        return events.map((event) => ({ ...event, metadata: { ...event.metadata, commandId } }));
      });
      return (turn) => store.append(`incident-${turn}`, batches[turn] as NewEvent[], 'no-stream');
    },
  );
}

interface Tally {
  readonly count: number;
  readonly last: number;
}
type Reported = DomainEvent<'IncidentReported', { readonly reportedAt: number }>;

const tally: Decider<Reported, Reported, Tally> = {
  initialState: { count: 0, last: 0 },
  decide: (command, state) =>
    accept({ type: command.type, data: { ...command.data, reportedAt: state.last + 1 } }),
  evolve: (state, event) => ({ count: state.count + 1, last: event.data.reportedAt }),
};

/** Ten events for a stream, under one command. */
function history(turn: number): NewEvent[] {
  const { commandId } = report(turn).metadata;
  return Array.from({ length: eventsPerStream }, (_, number) => {
    const event = report(turn * eventsPerStream + number);
    return { ...event, metadata: { ...event.metadata, commandId } };
  });
}

/** Measures commands, one event each, against raw inserts of the rows that they have just written. */
async function commandsAgainstRaw(
  figure: Pick<Figure, 'name' | 'target'>,
  commands: number,
  streamOf: (turn: number) => string,
  prepare: (store: SqliteEventStore) => Promise<unknown>,
): Promise<Figure> {
  const ours: number[] = [];
  const raw: number[] = [];
  for (let round = 0; round < rounds; round++)
    await inFolder(async (folder) => {
      const file = join(folder, 'commands.log.db');
      const store = await SqliteEventStore.open({ file });
      await prepare(store);
      const handle = createCommandHandler({
        store,
        decider: tally,
        areaPathOf: () => '42/01/05/011/010/A1/B07/U021/G0431/',
      });
      ours.push(
        await rate(callers, commands, (turn) => {
          const { data, metadata } = report(turn);
          return handle(
            streamOf(turn),
            { type: 'IncidentReported', data: data as Reported['data'] },
            { ...metadata, commandId: randomUUID() },
          );
        }),
      );
      await store.close();
      raw.push(await rawInserts(join(folder, 'raw.log.db'), rowsOf(file).slice(-commands), callers));
    });
  return {
    ...figure,
    value: median(ours),
    unit: 'commands/s',
    baseline: { name: `raw node:sqlite, ${callers} rows a transaction`, value: median(raw) },
    ratio: median(ours.map((value, round) => value / (raw[round] as number))),
  };
}

/** Commands to streams that this process has not touched yet: ten events read and folded, a decision, a durable append. */
export function commandsHandled(): Promise<Figure> {
  const commands = 10_240;
  return commandsAgainstRaw(
    { name: 'commands handled (fold 10 events, decide, append), 64 callers', target: '≥ 10,000/s' },
    commands,
    (turn) => `incident-${turn}`,
    (store) =>
      rate(callers, commands, (turn) => store.append(`incident-${turn}`, history(turn), 'no-stream')),
  );
}

/** Commands to streams that this process wrote last: each caller gives a stream its ten commands one after another. */
export function commandsInARow(): Promise<Figure> {
  return commandsAgainstRaw(
    { name: "commands handled, a stream's ten one after another, 64 callers", target: '≥ 0.4 ×' },
    20_480,
    (turn) => `incident-${Math.floor(turn / callers / eventsPerStream) * callers + (turn % callers)}`,
    () => Promise.resolve(),
  );
}

/** Events a second that 40 followers of one log get in sum while they are being appended, ten to a command. */
export async function followersFed(): Promise<Figure> {
  const followers = 40;
  const appends = 1_000;
  const head = appends * eventsPerStream;
  const rates: number[] = [];
  for (let round = 0; round < 3; round++)
    await inFolder(async (folder) => {
      const store = await SqliteEventStore.open({ file: join(folder, 'followed.log.db') });
      const toTheEnd = async () => {
        const ending = new AbortController();
        for await (const page of store.follow({ after: 0, signal: ending.signal }))
          if (page.position >= head) ending.abort();
      };
      const started = performance.now();
      const all = Array.from({ length: followers }, toTheEnd);
      await rate(8, appends, (turn) => store.append(`incident-${turn}`, history(turn), 'no-stream'));
      await Promise.all(all);
      rates.push((followers * head * 1_000) / (performance.now() - started));
      await store.close();
    });
  return {
    name: `events that ${followers} followers of one log get in sum, live`,
    value: median(rates),
    unit: 'events/s',
    target: '≥ 40,000/s',
  };
}

async function main(): Promise<void> {
  for (const measure of [durableAppends, batchAppends, commandsHandled, commandsInARow, followersFed])
    print([await measure()]);
}

if (import.meta.main) await main();
