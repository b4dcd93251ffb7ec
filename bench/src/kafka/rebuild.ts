import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Figure } from '../figure.ts';
import { apart } from './child.ts';
import type { Consumed, ConsumeOrder } from './consume-bare.ts';
import type { Fixtures } from './fixtures.ts';
import { projectByGroup } from './group.ts';

/**
 * The compose file gives a service 512 MB, of which Node takes half for its heap and a small part of that for young
 * objects. On a large machine it lets 200 MB of them pile up before it looks at any.
 */
const asInItsContainer = ['--max-heap-size=256'];

/** A read model of SQLite documents filled from offset 0 of a topic. */
export async function rebuildFromKafka(fixtures: Fixtures, events: number): Promise<Figure[]> {
  const topic = await fixtures.topic(events);
  const order: ConsumeOrder = { ...topic, target: { kind: 'nowhere' } };
  const bare = await apart<Consumed>('consume-bare', order);
  const file = join(fixtures.folder, 'rebuilt.db');
  const { members, seconds } = await projectByGroup(topic, [{ kind: 'sqlite', file }], {
    nodeOptions: asInItsContainer,
  });
  const free = await projectByGroup(topic, [{ kind: 'sqlite', file: join(fixtures.folder, 'free.db') }]);
  const [{ rss, firstFifth, lastFifth } = { rss: NaN, firstFifth: NaN, lastFifth: NaN }] = members;
  const name = `rebuild of ${topic.events.toLocaleString('en-US')} events from Kafka, offset 0`;
  const round = (rate: number): string => Math.round(rate).toLocaleString('en-US');
  const weight = async (of: string): Promise<string> => round((await stat(of)).size / topic.events);
  return [
    {
      name,
      value: topic.events / seconds,
      unit: 'events/s',
      baseline: { name: 'the bare client that reads and parses', value: topic.events / bare.seconds },
    },
    {
      name: `${name}, RSS`,
      value: rss,
      unit: 'MB',
      target: '≤ 400 MB',
      note: `heap of 256 MB, as Node takes it in a container of 512; left to itself on this machine ${round(free.members[0]?.rss ?? NaN)} MB at ${round(topic.events / free.seconds)} events/s`,
    },
    {
      name: `${name}: last fifth`,
      value: lastFifth / firstFifth,
      unit: '× the rate of the first',
      target: 'near 1: linear',
      note: `${round(firstFifth)} events/s, then ${round(lastFifth)}`,
    },
    {
      name: 'an event weighs, in the topic',
      value: bare.bytes / topic.events,
      unit: 'bytes',
      note:
        `in its log ${await weight(await fixtures.log(events))} bytes, ` +
        `in the read model, with history, ${await weight(file)}; no copies counted, nothing compressed`,
    },
  ];
}
