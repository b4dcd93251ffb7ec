import { now, orderOf, tell, until } from './order.ts';
import { bareClient, bareConsumer, type Place, topicAt } from './place.ts';

export interface ReceiveOrder {
  readonly place: Place;
  readonly count: number;
}

/** When each message that `send-bare` numbers has come. */
const { place, count } = orderOf<ReceiveOrder>();
const consumer = bareConsumer(bareClient(place), place);
const received: number[] = [];
let seen = 0;
consumer.on('consumer.group_join', () => tell('ready'));
await consumer.connect();
await consumer.subscribe({ topics: [topicAt(place)], fromBeginning: true });
await consumer.run({
  autoCommit: false,
  partitionsConsumedConcurrently: 64,
  eachBatch: async ({ batch }) => {
    const at = now();
    for (const { value } of batch.messages) received[Number.parseInt(String(value), 10)] = at;
    seen += batch.messages.length;
  },
});
await until(() => seen >= count);
tell(received);
await consumer.disconnect();
