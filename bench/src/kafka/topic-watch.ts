import { type Place, readTopic } from './place.ts';
import { now } from './order.ts';

/** Everything that comes to stand in a topic, as a reader of committed records sees it. */
export interface TopicWatch {
  /** Position of each record and when it came, in the order in which they came. */
  readonly records: readonly (readonly [position: number, at: number])[];
  close(): Promise<void>;
}

export async function watchTopic(place: Place): Promise<TopicWatch> {
  const records: [number, number][] = [];
  const consumer = await readTopic(place, 1, async ({ batch }) => {
    const at = now();
    for (const { headers } of batch.messages) records.push([Number(String(headers?.['ce_position'])), at]);
  });
  return { records, close: () => consumer.disconnect() };
}
