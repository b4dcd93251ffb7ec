import { randomUUID } from 'node:crypto';
import { Child } from './child.ts';
import type { Target } from './documents.ts';
import type { Fixture } from './fixtures.ts';
import { partitions } from './place.ts';
import type { Assigned, Projected, ProjectOrder } from './project.ts';

export interface GroupRun {
  readonly members: readonly Projected[];
  /** Until the last member was done. */
  readonly seconds: number;
}

/** Projects a topic by a new group of one process per target, all begun at once when every partition has its member. */
export async function projectByGroup(
  { place, lasts }: Fixture,
  targets: readonly Target[],
  record?: string,
): Promise<GroupRun> {
  const service = `bench-${randomUUID().slice(0, 8)}`;
  const share = partitions / targets.length;
  const children = targets.map((target) => {
    const order: ProjectOrder = { place, service, lasts, target, ...(record !== undefined && { record }) };
    return new Child('project', order);
  });
  try {
    const assigned = children.map(() => 0);
    const results: Projected[] = [];
    let gone = false;
    await Promise.all(
      children.map(async (child, index) => {
        for (;;) {
          const said = await child.next<Assigned | Projected>();
          if ('events' in said) {
            results[index] = said;
            return;
          }
          assigned[index] = said.assigned;
          if (gone || assigned.some((count) => count !== share)) continue;
          gone = true;
          for (const one of children) one.send('go');
        }
      }),
    );
    return { members: results, seconds: Math.max(...results.map(({ seconds }) => seconds)) };
  } finally {
    await Promise.all(children.map((child) => child.close()));
  }
}
