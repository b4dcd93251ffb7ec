import { randomUUID } from 'node:crypto';
import { Child } from './child.ts';
import type { Target } from './documents.ts';
import type { Fixture } from './fixtures.ts';
import { partitions, untilMembers } from './place.ts';
import type { Projected, ProjectOrder } from './project.ts';

export interface GroupRun {
  readonly members: readonly Projected[];
  /** Until the last member was done. */
  readonly seconds: number;
}

export interface GroupOptions {
  /** File that takes every version the projection stores; for groups of one. */
  readonly record?: string;
  /** For the Node of each member. */
  readonly nodeOptions?: readonly string[];
}

/** Projects a topic by a new group of one process per target, all begun at once when the group is complete. */
export async function projectByGroup(
  { place, lasts }: Fixture,
  targets: readonly Target[],
  { record, nodeOptions }: GroupOptions = {},
): Promise<GroupRun> {
  const service = `bench-${randomUUID().slice(0, 8)}`;
  const share = partitions / targets.length;
  const children = targets.map((target) => {
    const order: ProjectOrder = {
      ...{ place, service, lasts, share, target },
      ...(record !== undefined && { record }),
    };
    return new Child('project', order, nodeOptions);
  });
  try {
    await Promise.race([
      untilMembers(place, `${place.prefix}linli.${service}.city-board.1`, targets.length),
      // None of them says a word before it is told to begin: this is how a member that has ended is heard of.
      ...children.map((child) => child.ended()),
    ]);
    for (const child of children) child.send('go');
    const members = await Promise.all(children.map((child) => child.next<Projected>()));
    for (const child of children) child.send('leave');
    await Promise.all(children.map((child) => child.next()));
    return { members, seconds: Math.max(...members.map(({ seconds }) => seconds)) };
  } finally {
    await Promise.all(children.map((child) => child.close()));
  }
}
