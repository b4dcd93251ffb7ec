import { createWriteStream } from 'node:fs';
import { createKafkaBus } from '@linli/event-bus';
import { runProjection } from '@linli/read-models';
import { cityBoard } from '../read-models/city-board.ts';
import { openDocuments, type Recorded, type Target } from './documents.ts';
import { measuredBus } from './measured-bus.ts';
import { cpuSeconds, orderOf, peakMegabytes, tell, told } from './order.ts';
import { connectionTo, type Place } from './place.ts';

export interface ProjectOrder {
  readonly place: Place;
  /** The service whose group is joined; members of one group have the same. */
  readonly service: string;
  /** The last position of each partition. */
  readonly lasts: readonly (readonly [partition: number, position: number])[];
  readonly target: Target;
  /** File that takes every version the projection stores, a line of JSON each. */
  readonly record?: string;
}

/** Said whenever it changes: how many partitions this member has been given. */
export interface Assigned {
  readonly assigned: number;
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
const { place, service, lasts, target, record } = orderOf<ProjectOrder>();
const gate = told();
const documents = await openDocuments(target);
const kafka = createKafkaBus({ connection: connectionTo(place, service), service });
const { bus, intake } = measuredBus(kafka, gate, (assigned) => tell({ assigned } satisfies Assigned));
const runner = await runProjection({ projection: cityBoard, bus, documents });
const recording = record === undefined ? undefined : createWriteStream(record);
if (recording) {
  runner.onCommitted(({ source, versions }) => {
    for (const version of versions)
      recording.write(`${JSON.stringify([source, version] satisfies Recorded)}\n`);
  });
}
await gate;
const begun = performance.now();
const cpuBefore = cpuSeconds();
for (const [partition, position] of lasts) {
  const source = `incidents/${partition}`;
  if (intake.assigned.has(source) && !(await runner.waitFor(source, position, 600_000)))
    throw new Error(JSON.stringify(runner.state()));
}
const ended = performance.now();
if (runner.state().parked > 0) throw new Error(`${runner.state().parked} events were parked`);
const projected: Projected = {
  events: intake.stored.at(-1)?.[1] ?? 0,
  seconds: (ended - begun) / 1_000,
  cpuSeconds: cpuSeconds() - cpuBefore,
  ...fifths(),
  rss: peakMegabytes(),
};
await runner.close();
await bus.close();
await documents.close();
if (recording) await new Promise<void>((resolve) => recording.end(resolve));
tell(projected);

/** Between the stored batches next to a fifth and to four fifths of all. */
function fifths(): Pick<Projected, 'firstFifth' | 'lastFifth'> {
  const { stored } = intake;
  const all = stored.at(-1)?.[1] ?? 0;
  const [firstAt, first] = stored.find(([, events]) => events >= all / 5) ?? [ended, all];
  const [lastAt, last] = stored.find(([, events]) => events >= (all * 4) / 5) ?? [begun, 0];
  return {
    firstFifth: (first * 1_000) / (firstAt - begun),
    lastFifth: ((all - last) * 1_000) / (ended - lastAt),
  };
}
