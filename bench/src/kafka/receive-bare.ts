import { now, orderOf, tell, until } from './order.ts';
import { type Place, readTopic } from './place.ts';

export interface ReceiveOrder {
  readonly place: Place;
  readonly count: number;
}

/** When each message that `send-bare` numbers has come. */
const { place, count } = orderOf<ReceiveOrder>();
const received: number[] = [];
let seen = 0;
const consumer = await readTopic(
  place,
  64,
  async ({ batch }) => {
    const at = now();
    for (const { value } of batch.messages) received[Number.parseInt(String(value), 10)] = at;
    seen += batch.messages.length;
  },
  () => tell('ready'),
);
await until(() => seen >= count);
tell(received);
await consumer.disconnect();
