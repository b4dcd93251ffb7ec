import { createKafkaBus } from '@linli/event-bus';
import { runProjection, SqliteDocumentStore } from '@linli/read-models';
import { cityBoard } from '../read-models/city-board.ts';
import { now, orderOf, tell, told, until } from './order.ts';
import { connectionTo, partitions, type Place } from './place.ts';

export interface WatchOrder {
  readonly place: Place;
  readonly file: string;
}

/** The last position of each partition: what the view is to reach before it tells. */
export type Awaited = readonly (readonly [partition: number, position: number])[];

/** A commit of the view: what it lies up to, and when a reader could see it. */
export type Seen = readonly [partition: number, to: number, at: number];

/** The reading side of another service: a projection over Kafka on SQLite documents. */
const { place, file } = orderOf<WatchOrder>();
const documents = await SqliteDocumentStore.open({ file });
const bus = createKafkaBus({ connection: connectionTo(place), service: 'operations', tenant: 'bench' });
const runner = await runProjection({ projection: cityBoard, bus, documents });
const seen: Seen[] = [];
runner.onCommitted(({ source, to }) => {
  seen.push([Number(source.slice(source.indexOf('/') + 1)), to, now()]);
});
await until(() => runner.state().sources.length === partitions && runner.ready());
const awaited = told<Awaited>();
tell('ready');
for (const [partition, position] of await awaited) {
  if (!(await runner.waitFor(`incidents/${partition}`, position, 60_000)))
    throw new Error(JSON.stringify(runner.state()));
}
tell(seen);
