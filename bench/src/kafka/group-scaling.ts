import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { median, type Figure } from '../figure.ts';
import type { Target } from './documents.ts';
import type { Fixtures } from './fixtures.ts';
import { projectByGroup } from './group.ts';

/** One group of 1, 2 and 4 members, each a process with a data file of its own, on one topic. */
export async function groupScaling(fixtures: Fixtures, events = 200_000, rounds = 3): Promise<Figure[]> {
  const topic = await fixtures.topic(events);
  const sizes = [1, 2, 4];
  const rates = new Map<number, number[]>(sizes.map((size) => [size, []]));
  const used = new Map<number, number[]>(sizes.map((size) => [size, []]));
  for (let round = 1; round <= rounds; round += 1) {
    for (const size of sizes) {
      const targets = Array.from({ length: size }, (_, member): Target => {
        return { kind: 'sqlite', file: join(fixtures.folder, `group-${round}-${size}-${member}.db`) };
      });
      const { members, seconds } = await projectByGroup(topic, targets);
      rates.get(size)?.push(topic.events / seconds);
      used.get(size)?.push(members.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0) / seconds);
      fixtures.say(
        `group of ${size}, round ${round} of ${rounds}: ${Math.round(topic.events / seconds)} events/s`,
      );
    }
  }
  const rate = (size: number) => median(rates.get(size) as number[]);
  const scaling = (size: number) =>
    median((rates.get(size) as number[]).map((value, round) => value / (rates.get(1)?.[round] as number)));
  return sizes.map((size) => ({
    name: `consumer group of ${size}, ${topic.events.toLocaleString('en-US')} events`,
    value: rate(size),
    unit: 'events/s',
    ...(size > 1 && { baseline: { name: 'one member', value: rate(1) }, ratio: scaling(size) }),
    note: `its members used ${median(used.get(size) as number[]).toFixed(1)} of ${availableParallelism()} cores`,
  }));
}
