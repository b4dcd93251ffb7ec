import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { openSink } from './bare-sink.ts';
import type { Recorded, Target } from './documents.ts';
import { orderOf, peakMegabytes, tell, until } from './order.ts';
import { type Place, readTopic } from './place.ts';

export interface ConsumeOrder {
  readonly place: Place;
  readonly events: number;
  readonly target: Target;
  /** The documents to insert, as a projection of this topic has recorded them; none when left out. */
  readonly record?: string;
}

export interface Consumed {
  /** From the moment the group is joined until everything is stored. */
  readonly seconds: number;
  readonly documents: number;
  /** What the records take at the broker, without compression and without the frames of batches. */
  readonly bytes: number;
  /** Peak of the resident set, megabytes. */
  readonly rss: number;
}

/** Consumes a topic by the bare client, parses each message and inserts the documents that a projection made of it. */
const { place, events, target, record } = orderOf<ConsumeOrder>();
const recorded = await load();
const sink = await openSink(target);
const given = new Map<string, number>();
let consumed = 0;
let inserted = 0;
let bytes = 0;
let begun = Infinity;
const consumer = await readTopic(
  place,
  64,
  async ({ batch }) => {
    const source = `incidents/${batch.partition}`;
    let reached = 0;
    for (const message of batch.messages) {
      JSON.parse(String(message.value));
      reached = Number(String(message.headers?.['ce_position']));
      // Timestamp and offset relative to the batch, lengths of the whole, of the key and of the value.
      bytes += 12 + (message.key?.length ?? 0) + (message.value?.length ?? 0);
      for (const [name, text] of Object.entries(message.headers ?? {}))
        bytes += 2 + name.length + (text as Buffer).length;
    }
    const documents = upTo(source, reached);
    await sink.insert(documents);
    inserted += documents.length;
    consumed += batch.messages.length;
  },
  () => {
    begun = performance.now();
  },
);
await until(() => consumed >= events);
const seconds = (performance.now() - begun) / 1_000;
await consumer.disconnect();
await sink.close();
const expected = [...recorded.values()].reduce((sum, { length }) => sum + length, 0);
if (inserted !== expected) throw new Error(`${inserted} of ${expected} documents were inserted`);
tell({ seconds, documents: inserted, bytes, rss: peakMegabytes() } satisfies Consumed);

/** What has not been given yet of a partition's documents, up to a position. */
function upTo(source: string, position: number): readonly Recorded[] {
  const own = recorded.get(source) ?? [];
  const from = given.get(source) ?? 0;
  let to = from;
  while (to < own.length && (own[to] as Recorded)[1].position <= position) to += 1;
  given.set(source, to);
  return own.slice(from, to);
}

/** Documents by partition, in order of position. */
async function load(): Promise<ReadonlyMap<string, readonly Recorded[]>> {
  const bySource = new Map<string, Recorded[]>();
  if (record === undefined) return bySource;
  for await (const line of createInterface({ input: createReadStream(record) })) {
    const document = JSON.parse(line) as Recorded;
    const own = bySource.get(document[0]);
    if (own) own.push(document);
    else bySource.set(document[0], [document]);
  }
  for (const own of bySource.values()) own.sort(([, one], [, other]) => one.position - other.position);
  return bySource;
}
