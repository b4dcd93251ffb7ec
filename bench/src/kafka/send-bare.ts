import { ensureTopic } from '@linli/event-bus';
import { now, orderOf, tell, told } from './order.ts';
import { atPace } from './pace.ts';
import { bareClient, connectionTo, partitions, type Place, replication, topicAt } from './place.ts';

export interface SendOrder {
  readonly place: Place;
  readonly perSecond: number;
  readonly seconds: number;
}

/** The bare client at an even pace; what falls due while one request is under way goes with the next. */
const { place, perSecond, seconds } = orderOf<SendOrder>();
await ensureTopic({ connection: connectionTo(place), context: 'incidents', partitions, replication });
const producer = bareClient(place).producer({
  idempotent: true,
  maxInFlightRequests: 1,
  allowAutoTopicCreation: false,
});
await producer.connect();
const topic = topicAt(place);
/** About what an event and its attributes weigh. */
const weight = 'x'.repeat(900);
const start = told();
tell('ready');
await start;
const sent: number[] = [];
await atPace(perSecond, perSecond * seconds, async (from, to) => {
  const messages = Array.from({ length: to - from }, (_, n) => {
    const number = from + n;
    sent.push(now());
    return { key: String(number), value: `${number} ${weight}`, partition: number % partitions };
  });
  await producer.send({ topic, acks: -1, messages });
});
tell(sent);
