import { DatabaseSync } from 'node:sqlite';
import { SqliteEventStore } from '@linli/event-sourcing';
import { cpuSeconds, orderOf, tell, until } from './order.ts';
import { leadingRelay, type Place } from './place.ts';

export interface PublishOrder {
  readonly place: Place;
  /** The log, which nobody writes to meanwhile. */
  readonly file: string;
}

export interface PublishedLog {
  readonly events: number;
  /** From the moment the relay leads until everything stands in the topic. */
  readonly seconds: number;
  /** Processor seconds in that time, all threads together. */
  readonly cpuSeconds: number;
  /** The last position of each partition that has one. */
  readonly lasts: readonly (readonly [partition: number, position: number])[];
}

/** Relays a log to a new topic, from its beginning to its end. */
const { place, file } = orderOf<PublishOrder>();
const log = await SqliteEventStore.open({ file, readOnly: true });
const head = await log.head();
const relay = await leadingRelay(place, log);
const begun = performance.now();
const cpuBefore = cpuSeconds();
await until(() => relay.state().position >= head);
const seconds = (performance.now() - begun) / 1_000;
const used = cpuSeconds() - cpuBefore;

const lasts = new Map<number, number>();
const database = new DatabaseSync(file, { readOnly: true });
for (const row of database
  .prepare('SELECT stream, max(position) AS last FROM event GROUP BY stream')
  .iterate()) {
  const { stream, last } = row as { stream: string; last: number };
  const partition = relay.partitionOf(stream);
  lasts.set(partition, Math.max(lasts.get(partition) ?? 0, last));
}
database.close();
await relay.close();
await log.close();
tell({ events: head, seconds, cpuSeconds: used, lasts: [...lasts] } satisfies PublishedLog);
