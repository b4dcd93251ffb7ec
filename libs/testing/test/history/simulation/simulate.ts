import type { Folds } from '../../../src/history/index.ts';
import { Clients } from './clients.ts';
import { Consumer } from './consumer.ts';
import { FeedClient } from './feed-client.ts';
import { LogReader, logNote } from './log-reader.ts';
import { Random } from '../../../src/history/index.ts';
import { Scribes } from './scribes.ts';
import { SimulatedService, type Misdeed } from './service.ts';
import { Topic } from './topic.ts';

export interface SimulationOptions {
  readonly seed: number;
  /** Default 600. */
  readonly steps?: number;
  readonly misdeed?: Misdeed;
  /** One event cannot be applied by the board. Default true. */
  readonly poison?: boolean;
  /** The relay finds its place in the topic; without that it repeats records after a fail-over. Default true. */
  readonly once?: boolean;
}

export interface Simulated {
  readonly scribes: Scribes;
  readonly service: SimulatedService;
  readonly consumer: Consumer;
}

/** What the simulated documents add up to, and are. */
export const folds: Folds = {
  effects: { 'events-per-grid': ({ facts }) => [[String(facts['grid']), 1]] },
  references: {
    streams: {
      keys: ({ stream }) => [stream],
      evolve: (body, { type }) => ({ events: ((body as { events: number })?.events ?? 0) + 1, last: type }),
    },
  },
};

/**
 * A small city in one loop: clients, a log with a reactor, a relay that fails over, a topic, a group of two consumers that
 * are rebalanced and get records again, screens that are cut off, readers that begin again, faults, an operator. It keeps
 * every promise, whatever the seed, unless it is told to misbehave.
 */
export function simulate(options: SimulationOptions): Simulated {
  const { seed, steps = 600, misdeed, poison = true, once = true } = options;
  const random = new Random(seed);
  const scribes = new Scribes();
  const service = new SimulatedService('incidents', 3, random, misdeed);
  const clients = new Clients(service, scribes, random);
  const topic = new Topic(service, scribes, random, once);
  const consumer = new Consumer(service, topic, scribes, random, poison ? 15 + random.below(30) : undefined);
  const readers = [1, 2].map((number) => new LogReader(service, scribes, random, number));
  const screens = [new FeedClient(service, consumer, scribes, random, 1)];
  let faults = 0;
  let isFaulty = false;

  const toggleFault = () => {
    isFaulty = !isFaulty;
    if (isFaulty) faults += 1;
    scribes.note('chaos', {
      kind: 'fault',
      fault: `fault-${faults}`,
      phase: isFaulty ? 'begin' : 'heal',
      what: 'kill -9 of the consumer',
    });
  };
  const actions: readonly (readonly [weight: number, act: () => void])[] = [
    [14, () => clients.send()],
    [30, () => clients.proceed()],
    [4, () => reactTo(service, random)],
    [12, () => topic.publish()],
    [1, () => topic.failOver()],
    [10, () => topic.observe()],
    [14, () => (isFaulty ? undefined : consumer.consume())],
    [2, () => consumer.rebalance()],
    [3, () => consumer.observeCheckpoints()],
    [2, () => consumer.listParked()],
    [1, () => (isFaulty ? undefined : consumer.settleParked())],
    [10, () => random.pick(screens).step()],
    [8, () => random.pick(readers).step()],
    [2, () => noteLag(scribes, consumer)],
    [1, toggleFault],
    [
      1,
      () =>
        screens.length < 3
          ? screens.push(new FeedClient(service, consumer, scribes, random, screens.length + 1))
          : 0,
    ],
    [1, () => service.catchUp()],
  ];
  const total = actions.reduce((sum, [weight]) => sum + weight, 0);
  for (let step = 0; step < steps; step += 1) {
    let chosen = random.below(total);
    const found = actions.find(([weight]) => (chosen -= weight) < 0);
    found?.[1]();
    scribes.pass(1 + random.below(5));
  }

  while (!clients.idle) {
    clients.proceed();
    scribes.pass(1);
  }
  if (misdeed === 'tears an append apart') for (let again = 0; again < 2; again += 1) service.catchUp();
  if (faults === 0 || isFaulty) toggleFault();
  if (isFaulty) toggleFault();
  scribes.pass(10);
  topic.finish();
  consumer.finish();
  for (const part of [...readers, ...screens]) part.finish();
  scribes.pass(50);
  noteLag(scribes, consumer);
  readFinally(service, scribes);
  return { scribes, service, consumer };
}

function reactTo(service: SimulatedService, random: Random): void {
  if (service.log.length === 0) return;
  const event = random.pick(service.log.slice(-10));
  if (event.type === 'IncidentReported') service.react(event);
}

function noteLag(scribes: Scribes, { name, lag }: Consumer): void {
  scribes.note('chaos', { kind: 'lag', consumer: name, lag });
}

function readFinally({ context, log, head }: SimulatedService, scribes: Scribes): void {
  const by = `log-${context}`;
  scribes.note(by, {
    kind: 'observer',
    of: 'log',
    context,
    audience: by,
    delivers: 'once',
    final: true,
  });
  for (const event of log) scribes.note(by, logNote(event));
  scribes.note(by, { kind: 'caught-up', context, position: head });
}
