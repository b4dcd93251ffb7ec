import { bareClient, bareConsumer, type Place, topicAt } from './place.ts';
import { now } from './order.ts';

/** Everything that comes to stand in a topic, as a reader of committed records sees it. */
export interface TopicWatch {
  /** Position of each record and when it came, in the order in which they came. */
  readonly records: readonly (readonly [position: number, at: number])[];
  close(): Promise<void>;
}

export async function watchTopic(place: Place): Promise<TopicWatch> {
  const records: [number, number][] = [];
  const consumer = bareConsumer(bareClient(place), place);
  await consumer.connect();
  await consumer.subscribe({ topics: [topicAt(place)], fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachBatch: async ({ batch }) => {
      const at = now();
      for (const { headers } of batch.messages) records.push([Number(String(headers?.['ce_position'])), at]);
    },
  });
  return { records, close: () => consumer.disconnect() };
}
