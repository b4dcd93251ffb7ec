import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Stack } from '@linli/deploy';
import { startLike } from '../like-process.ts';
import { type Fault, hold } from './fault.ts';
import { boardGroups, type GroupWatch } from './group-watch.ts';

const everyMs = 1_000;
/** A second operations centre that has been given partitions works on them for so long before it goes. */
const twinWorksMs = 3_000;
/** Members of the board's group that an operations centre brings. */
const twinClient = 'operations';

/** What the storm has been seen to do. */
interface Seen {
  /** Generations of the group that a stranger took part in, with partitions of its own. */
  generations: number;
  mostMembers: number;
  twins: number;
  /** Second operations centres that became members. */
  twinsJoined: number;
}

/**
 * Members come and go every second: of the board's group, a stranger that takes partitions and does nothing with them;
 * and of all groups, a second operations centre on the same database, which works on what it is given until it leaves or is killed.
 */
export function rebalanceStorm(stack: Stack, groups: GroupWatch, log: string): Fault {
  return {
    name: 'rebalance storm: members join and leave each second, a second operations centre among them',
    kind: 'rebalance storm',
    touches: ['operations', 'kafka'],
    holdMs: 18_000,
    async begin() {
      const over = new AbortController();
      const seen: Seen = { generations: 0, mostMembers: 0, twins: 0, twinsJoined: 0 };
      const group = (await groups.newest(boardGroups)) ?? `${boardGroups}1`;
      const working = Promise.all([
        strangers(groups, group, seen, over.signal),
        twins({ stack, groups, group, log, seen, over: over.signal }),
      ]);
      // It may fail long before it is waited for.
      working.catch(() => undefined);
      return async () => {
        over.abort();
        await working;
        const { generations, mostMembers, twins: started, twinsJoined } = seen;
        return {
          harmed: generations >= 2,
          seen: `${generations} generations of ${group} with a stranger that took partitions, up to ${mostMembers} members; ${twinsJoined} of ${started} second operations centres joined`,
        };
      };
    },
  };
}

async function strangers(groups: GroupWatch, group: string, seen: Seen, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    const consumer = groups.kafka.consumer({ groupId: group, sessionTimeout: 10_000 });
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      const partitions = Object.values(payload.memberAssignment).flat();
      if (partitions.length > 0) seen.generations += 1;
    });
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: ['linli.incidents'] });
      await consumer.run({ autoCommit: false, eachBatch: () => Promise.resolve() });
      await hold(everyMs, over);
    } catch {
      // The broker may be gone: the next one tries again.
      await hold(everyMs, over);
    } finally {
      await consumer.disconnect().catch(() => undefined);
    }
  }
}

interface TwinOptions {
  readonly stack: Stack;
  readonly groups: GroupWatch;
  readonly group: string;
  readonly log: string;
  readonly seen: Seen;
  readonly over: AbortSignal;
}

async function twins({ stack, groups, group, log, seen, over }: TwinOptions): Promise<void> {
  // A member that was killed belongs to its group for some seconds more.
  const known = new Set((await groups.members(group)).map(({ id }) => id));
  while (!over.aborted) {
    const twin = startTwin(stack.service('operations').pid, log);
    if (twin === undefined) {
      await hold(everyMs, over);
      continue;
    }
    const gone = once(twin, 'exit');
    seen.twins += 1;
    let hasJoined = false;
    while (!over.aborted && !hasJoined) {
      await hold(everyMs, over);
      const members = await groups.members(group);
      seen.mostMembers = Math.max(seen.mostMembers, members.length);
      const newcomers = members.filter(({ id, client }) => client === twinClient && !known.has(id));
      hasJoined = newcomers.length > 0;
      for (const { id } of newcomers) known.add(id);
    }
    if (hasJoined) {
      seen.twinsJoined += 1;
      await hold(twinWorksMs, over);
    }
    // One leaves in good order; for the next, who is gone without a word, the group waits until its session is over.
    twin.kill(seen.twins % 2 === 1 ? 'SIGTERM' : 'SIGKILL');
    await gone;
  }
}

/** The same program with the same environment on another port. */
function startTwin(pid: number | undefined, log: string): ChildProcess | undefined {
  if (pid === undefined) return undefined;
  try {
    return startLike({ pid, log, env: { HTTP_PORT: '0' } });
  } catch {
    // The one it is made after has just been killed.
    return undefined;
  }
}
