import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Figure } from '../figure.ts';
import { apart } from './child.ts';
import type { Consumed, ConsumeOrder } from './consume-bare.ts';
import type { Fixtures } from './fixtures.ts';
import { projectByGroup } from './group.ts';

/** A read model of SQLite documents filled from offset 0 of a topic. */
export async function rebuildFromKafka(fixtures: Fixtures, events: number): Promise<Figure[]> {
  const topic = await fixtures.topic(events);
  const order: ConsumeOrder = { ...topic, target: { kind: 'nowhere' } };
  const bare = await apart<Consumed>('consume-bare', order);
  const file = join(fixtures.folder, 'rebuilt.db');
  const { members, seconds } = await projectByGroup(topic, [{ kind: 'sqlite', file }]);
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
    { name: `${name}, RSS`, value: rss, unit: 'MB', target: '≤ 400 MB' },
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
