import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { NewEvent } from '@linli/contracts';
import { SqliteEventStore } from '@linli/event-sourcing';
import { median, type Figure } from '../figure.ts';
import { Child } from './child.ts';
import type { Fixtures } from './fixtures.ts';
import { now, until } from './order.ts';
import { newPlace, type Place, untilMembers } from './place.ts';
import type { RelayOrder } from './relay-member.ts';
import { watchTopic } from './topic-watch.ts';

/** After so much silence a member of a group is given up: the relay's own default. */
const sessionTimeoutMs = 10_000;

/** Who has not taken over by then does not. */
const takeOverMs = 120_000;

interface Taken {
  /** From the kill until the first event that was recorded after it could be read from the topic. */
  readonly seconds: number;
  readonly events: number;
  readonly lost: number;
  readonly doubled: number;
}

/** kill -9 of the relay that leads while events are being recorded; another one, in another process, stands by. */
export async function failOver(fixtures: Fixtures, rounds = 3): Promise<Figure[]> {
  const taken: Taken[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const place = newPlace(fixtures.brokers);
    taken.push(await once(place, join(fixtures.folder, `fail-over-${round}.db`), round));
    fixtures.say(`fail-over, round ${round} of ${rounds}: ${JSON.stringify(taken.at(-1))}`);
  }
  const sum = (of: (run: Taken) => number): number => taken.reduce((total, run) => total + of(run), 0);
  const events = sum((run) => run.events).toLocaleString('en-US');
  return [
    {
      name: 'relay killed with kill -9, first new event at the topic after',
      value: median(taken.map(({ seconds }) => seconds)),
      unit: 's',
      baseline: {
        name: 'the session after which the broker gives the dead up, s',
        value: sessionTimeoutMs / 1_000,
      },
      note: `longest ${Math.max(...taken.map(({ seconds }) => seconds)).toFixed(1)} s`,
    },
    {
      name: `fail-over: events lost at the topic, of ${events} in ${rounds} rounds`,
      value: sum((run) => run.lost),
      unit: 'events',
      target: '0',
    },
    {
      name: 'fail-over: events doubled at the topic',
      value: sum((run) => run.doubled),
      unit: 'events',
      target: '0',
    },
  ];
}

async function once(place: Place, file: string, round: number): Promise<Taken> {
  const log = await SqliteEventStore.open({ file });
  const order: RelayOrder = { place, file, sessionTimeoutMs };
  const leader = new Child('relay-member', order);
  const writing = new AbortController();
  let standby: Child | undefined;
  let load = Promise.resolve();
  try {
    await leader.next();
    standby = new Child('relay-member', order);
    await untilMembers(place, `${place.prefix}linli.incidents.relay`, 2);
    const topic = await watchTopic(place);
    load = write(log, writing.signal);
    await until(() => topic.records.length > 500 + 100 * round);
    const before = await log.head();
    const killedAt = now();
    await leader.kill();
    await until(() => topic.records.some(([position]) => position > before), takeOverMs);
    const [, firstAt] = topic.records.find(([position]) => position > before) as readonly [number, number];
    writing.abort();
    await load;
    const head = await log.head();
    await until(() => topic.records.some(([position]) => position === head), takeOverMs);
    // Partitions come in no order among each other: the last position may come before others.
    await untilQuiet(topic.records);
    await topic.close();
    const distinct = new Set(topic.records.map(([position]) => position)).size;
    return {
      seconds: (firstAt - killedAt) / 1_000,
      events: head,
      lost: head - distinct,
      doubled: topic.records.length - distinct,
    };
  } finally {
    writing.abort();
    await load;
    await Promise.all([leader.close(), standby?.close()]);
    await log.close();
  }
}

/** Some 500 events a second. */
async function write(log: SqliteEventStore, signal: AbortSignal): Promise<void> {
  for (let turn = 0; !signal.aborted; turn += 1) {
    await Promise.all(
      Array.from({ length: 5 }, (_, n) => log.append(`incident-${(turn * 5 + n) % 100}`, [event()], 'any')),
    );
    await new Promise((resolve) => setTimeout(resolve, 8));
  }
}

function event(): NewEvent {
  const id = randomUUID();
  return {
    id,
    type: 'TaskDispatched',
    version: 1,
    data: { taskId: '1', unit: 'sanitation:420105' },
    metadata: { commandId: id, correlationId: id, actor: 'bench', tenant: 'bench' },
  };
}

/** Nothing has come for as long as a fetch waits, and as long again. */
async function untilQuiet(records: readonly unknown[]): Promise<void> {
  for (let count = -1; count !== records.length;) {
    count = records.length;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}
