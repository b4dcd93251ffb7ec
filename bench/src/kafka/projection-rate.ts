import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { median, type Figure } from '../figure.ts';
import { apart } from './child.ts';
import type { Consumed, ConsumeOrder } from './consume-bare.ts';
import type { Target } from './documents.ts';
import type { Fixtures } from './fixtures.ts';
import { projectByGroup } from './group.ts';

interface Setting {
  readonly name: string;
  readonly driver: string;
  readonly events: number;
  readonly rounds: number;
  /** A place for the documents of one run. */
  target(run: string): Target;
}

/** Kafka → projection against consuming, parsing and inserting the documents that the projection comes to. */
async function projectionRate(fixtures: Fixtures, setting: Setting): Promise<Figure> {
  const { name, driver, events, rounds, target } = setting;
  const { say, folder } = fixtures;
  const topic = await fixtures.topic(events);
  const record = join(folder, `documents-${events}.jsonl`);
  const ours: number[] = [];
  const bare: number[] = [];
  let written = 0;
  await projectByGroup(topic, [target('recorded')], { record });
  for (let round = 1; round <= rounds; round += 1) {
    const order: ConsumeOrder = { ...topic, target: target(`bare-${round}`), record };
    const { seconds, documents } = await apart<Consumed>('consume-bare', order);
    written = documents;
    bare.push(topic.events / seconds);
    const run = await projectByGroup(topic, [target(`ours-${round}`)]);
    ours.push(topic.events / run.seconds);
    say(
      `${name}, round ${round} of ${rounds}: ${Math.round(ours.at(-1) as number)} events/s, bare ${Math.round(bare.at(-1) as number)}`,
    );
  }
  await rm(record);
  return {
    name: `Kafka → projection ${name}, ${topic.events.toLocaleString('en-US')} events`,
    value: median(ours),
    unit: 'events/s',
    baseline: { name: `bare consume-and-insert of the same documents, ${driver}`, value: median(bare) },
    ratio: median(ours.map((rate, round) => rate / (bare[round] as number))),
    target: '≥ 0.5 ×',
    note: `${(written / topic.events).toFixed(1)} documents an event`,
  };
}

export async function onSqlite(fixtures: Fixtures, events = 100_000, rounds = 5): Promise<Figure[]> {
  const target = (run: string): Target => ({
    kind: 'sqlite',
    file: join(fixtures.folder, `documents-${run}.db`),
  });
  const setting = { name: 'on SQLite documents', driver: 'node:sqlite', events, rounds, target };
  return [await projectionRate(fixtures, setting)];
}

/** `url` names the server; each run has a database of its own. */
export async function onMongo(
  fixtures: Fixtures,
  { url, origin }: { readonly url: string; readonly origin: string },
  events = 6_000,
  rounds = 3,
): Promise<Figure[]> {
  const target = (run: string): Target => {
    const database = new URL(url);
    database.pathname = `/bench-${process.pid}-${run}`;
    return { kind: 'mongo', url: database.href };
  };
  const setting = { name: `on MongoDB (${origin})`, driver: 'mongoose 9', events, rounds, target };
  return [await projectionRate(fixtures, setting)];
}
