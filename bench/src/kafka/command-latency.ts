import { join } from 'node:path';
import { percentile, type Figure } from '../figure.ts';
import { Child } from './child.ts';
import type { Fixtures } from './fixtures.ts';
import type { Acknowledgement, CommandsOrder } from './give-commands.ts';
import { newPlace } from './place.ts';
import type { ReceiveOrder } from './receive-bare.ts';
import type { SendOrder } from './send-bare.ts';
import type { Awaited, Seen, WatchOrder } from './watch-view.ts';

/** The first seconds are warm-up. */
const warmUpSeconds = 3;

/** From the acknowledgement of a command until the view of another process, over Kafka, has what it recorded. */
export async function commandLatency(fixtures: Fixtures, perSecond = 500, seconds = 18): Promise<Figure[]> {
  const bare = await roundTrips(fixtures, perSecond, seconds);
  fixtures.say(`bare round trips: p99 ${percentile(bare, 0.99).toFixed(1)} ms`);
  const ours = await untilVisible(fixtures, perSecond, seconds);
  const figure = (name: string, share: number): Figure => ({
    name: `acknowledged → in the read model over Kafka, ${perSecond} commands/s, ${name}`,
    value: percentile(ours, share),
    unit: 'ms',
    baseline: {
      name: `a message of the bare client through the same broker, ms`,
      value: percentile(bare, share),
    },
  });
  return [figure('p50', 0.5), { ...figure('p99', 0.99), target: '≤ 250 ms' }];
}

async function untilVisible(fixtures: Fixtures, perSecond: number, seconds: number): Promise<number[]> {
  const place = newPlace(fixtures.brokers);
  const file = (name: string): string => join(fixtures.folder, `latency-${name}.db`);
  const children: Child[] = [];
  try {
    const writer = new Child('give-commands', {
      place,
      file: file('log'),
      perSecond,
      seconds,
    } satisfies CommandsOrder);
    children.push(writer);
    await writer.next();
    const view = new Child('watch-view', { place, file: file('view') } satisfies WatchOrder);
    children.push(view);
    await view.next();
    writer.send('start');
    const acknowledged = await writer.next<readonly Acknowledgement[]>();
    const lasts = new Map<number, number>();
    for (const [partition, position] of acknowledged)
      lasts.set(partition, Math.max(lasts.get(partition) ?? 0, position));
    view.send([...lasts] satisfies Awaited);
    const seen = await view.next<readonly Seen[]>();
    return acknowledged.slice(perSecond * warmUpSeconds).map(([partition, position, at]) => {
      const commit = seen.find(([from, to]) => from === partition && to >= position);
      // A view can have an event before its writer's turn of the loop comes: that is 0.
      return Math.max(0, (commit as Seen)[2] - at);
    });
  } finally {
    await Promise.all(children.map((child) => child.close()));
  }
}

async function roundTrips(fixtures: Fixtures, perSecond: number, seconds: number): Promise<number[]> {
  const place = newPlace(fixtures.brokers);
  const children: Child[] = [];
  try {
    const sender = new Child('send-bare', { place, perSecond, seconds } satisfies SendOrder);
    children.push(sender);
    await sender.next();
    const receiver = new Child('receive-bare', { place, count: perSecond * seconds } satisfies ReceiveOrder);
    children.push(receiver);
    await receiver.next();
    sender.send('start');
    const sent = await sender.next<readonly number[]>();
    const received = await receiver.next<readonly number[]>();
    return sent.map((at, number) => (received[number] as number) - at).slice(perSecond * warmUpSeconds);
  } finally {
    await Promise.all(children.map((child) => child.close()));
  }
}
