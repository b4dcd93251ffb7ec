import { median, type Figure } from '../figure.ts';
import { apart } from './child.ts';
import type { Fixtures } from './fixtures.ts';
import { dropTopic, newPlace } from './place.ts';
import type { Produced, ProduceOrder } from './produce-bare.ts';
import type { PublishedLog, PublishOrder } from './publish.ts';

/** The relay, log → Kafka, against the bare client that sends the same messages from its memory. */
export async function relayRate(fixtures: Fixtures, events = 100_000, rounds = 5): Promise<Figure[]> {
  const { brokers, say } = fixtures;
  const file = await fixtures.log(events);
  const ours: number[] = [];
  const cpu: number[] = [];
  const bareCpu: number[] = [];
  const transactional: number[] = [];
  const idempotent: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const from = newPlace(brokers);
    const relayed = await apart<PublishedLog>('publish', { place: from, file } satisfies PublishOrder);
    ours.push(relayed.events / relayed.seconds);
    cpu.push((relayed.cpuSeconds * 1e6) / relayed.events);
    for (const [rates, isTransactional] of [
      [transactional, true],
      [idempotent, false],
    ] as const) {
      const to = newPlace(brokers);
      const order: ProduceOrder = { from, events: relayed.events, to, transactional: isTransactional };
      const { seconds, cpuSeconds } = await apart<Produced>('produce-bare', order);
      rates.push(relayed.events / seconds);
      if (isTransactional) bareCpu.push((cpuSeconds * 1e6) / relayed.events);
      await dropTopic(to);
    }
    await dropTopic(from);
    say(`relay, round ${round} of ${rounds}: ${Math.round(ours.at(-1) as number)} events/s`);
  }
  const size = events.toLocaleString('en-US');
  const beside = (name: string, rates: readonly number[]) => ({
    value: median(ours),
    unit: 'events/s',
    baseline: { name, value: median(rates) },
    ratio: median(ours.map((rate, round) => rate / (rates[round] as number))),
  });
  return [
    {
      name: `relay log → Kafka, ${size} events`,
      ...beside('the bare client, a transaction for each of the same batches', transactional),
      target: '≥ 0.8 ×',
      note: `${Math.round(median(cpu))} µs of processor an event on two threads, the bare client ${Math.round(median(bareCpu))} on one`,
    },
    {
      name: 'the same beside a producer without transactions',
      ...beside('the bare client, idempotent only', idempotent),
      note: 'it does not fence a second producer, and a batch can stand in the topic in part',
    },
  ];
}
