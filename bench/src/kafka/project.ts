import { createWriteStream, type WriteStream } from 'node:fs';
import { createKafkaBus } from '@linli/event-bus';
import { type DocumentStore, runProjection } from '@linli/read-models';
import { cityBoard } from '../read-models/city-board.ts';
import { openDocuments, type Recorded, type Target } from './documents.ts';
import { measuredBus } from './measured-bus.ts';
import { cpuSeconds, orderOf, peakMegabytes, tell, told, until } from './order.ts';
import { connectionTo, type Place } from './place.ts';

export interface ProjectOrder {
  readonly place: Place;
  /** The service whose group is joined; members of one group have the same. */
  readonly service: string;
  /** The last position of each partition. */
  readonly lasts: readonly (readonly [partition: number, position: number])[];
  /** How many of the partitions this member is to have. */
  readonly share: number;
  readonly target: Target;
  /** File that takes every version the projection stores, a line of JSON each. */
  readonly record?: string;
}

export interface Projected {
  readonly events: number;
  /** From the gate until everything is stored. */
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Events a second of the first and of the last fifth. */
  readonly firstFifth: number;
  readonly lastFifth: number;
  /** Peak of the resident set, megabytes. */
  readonly rss: number;
}

/** A member of a group that projects its partitions from Kafka; it begins when it is told to. */
const { place, service, lasts, share, target, record } = orderOf<ProjectOrder>();
let begun = NaN;
let cpuBefore = NaN;
const gate = told().then(() => {
  begun = performance.now();
  cpuBefore = cpuSeconds();
});
const recording = record === undefined ? undefined : createWriteStream(record);
const documents = await openDocuments(target);
if (recording) recordCommits(documents, recording);
const kafka = createKafkaBus({ connection: connectionTo(place, service), service, tenant: 'wuhan' });
const { bus, intake } = measuredBus(kafka, gate);
const starting = runProjection({ projection: cityBoard, bus, documents });
// It ends by itself when it is refused; else it waits at the gate.
await Promise.race([gate, starting.then(() => gate)]);
const runner = await starting;
// While the group was formed this member may have had others' partitions, which come and go before its own stay.
await until(() => {
  const reached = new Map(runner.state().sources.map(({ source, position }) => [source, position]));
  const own = lasts.filter(([partition]) => reached.has(`incidents/${partition}`));
  return (
    own.length === share &&
    own.every(([partition, last]) => (reached.get(`incidents/${partition}`) as number) >= last)
  );
});
const ended = performance.now();
if (runner.state().parked > 0) throw new Error(`${runner.state().parked} events were parked`);
const projected: Projected = {
  events: intake.at(-1)?.[1] ?? 0,
  seconds: (ended - begun) / 1_000,
  cpuSeconds: cpuSeconds() - cpuBefore,
  ...fifths(),
  rss: peakMegabytes(),
};
tell(projected);
// Whoever left now would have those who are not done begin with its partitions.
await told();
await runner.close();
await bus.close();
await documents.close();
if (recording) await new Promise<void>((resolve) => recording.end(resolve));
tell('left');

function recordCommits(store: DocumentStore, into: WriteStream): void {
  const commit = store.commit.bind(store);
  store.commit = async (batch) => {
    await commit(batch);
    for (const version of batch.versions)
      into.write(`${JSON.stringify([batch.source, version] satisfies Recorded)}\n`);
  };
}

/** Between the stored batches next to a fifth and to four fifths of all. */
function fifths(): Pick<Projected, 'firstFifth' | 'lastFifth'> {
  const all = intake.at(-1)?.[1] ?? 0;
  const [firstAt, first] = intake.find(([, events]) => events >= all / 5) ?? [ended, all];
  const [lastAt, last] = intake.find(([, events]) => events >= (all * 4) / 5) ?? [begun, 0];
  return {
    firstFifth: (first * 1_000) / (firstAt - begun),
    lastFifth: ((all - last) * 1_000) / (ended - lastAt),
  };
}
