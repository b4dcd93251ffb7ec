import type { Stack } from '@linli/deploy';
import { until } from '../until.ts';
import type { Fault, Injury } from './fault.ts';
import { boardGroups, type GroupWatch, relayGroup } from './group-watch.ts';
import { successorOf } from './service-life.ts';

/** Longer than a consumer group, or a relay's lease, waits for a member that is silent: 10 s. */
const beyondSession = 14_000;
/** A broker with little time takes longer to find that a member is silent. */
const expelledWithin = 20_000;
const joinedWithin = 60_000;

const services = ['residents', 'party', 'incidents', 'operations'] as const;

/** Processes of ours that are killed. The stack's restart policy brings them back. */
export function killedServices(stack: Stack): readonly Fault[] {
  const kill = (...names: readonly string[]): Fault => ({
    name: `kill -9 ${names.join(' and ')}`,
    kind: names.length > 1 ? 'kill two services' : `kill ${names[0]}`,
    touches: names,
    holdMs: 0,
    async begin() {
      const before = names.map((name) => ({ service: stack.service(name), pid: stack.service(name).pid }));
      await Promise.all(before.map(({ service }) => service.kill()));
      return async () => {
        const after = await Promise.all(before.map(({ service, pid }) => successorOf(service, pid)));
        return {
          harmed: before.every(({ pid }) => pid !== undefined),
          seen: before
            .map(({ service, pid }, index) => `${service.name} was process ${pid}, is ${after[index]}`)
            .join(', '),
        };
      };
    },
  });
  return [
    ...services.map((name) => kill(name)),
    kill('incidents', 'operations'),
    kill('residents', 'operations'),
  ];
}

/** Processes of ours that stand still until their group has gone on without them, and then go on. */
export function frozenServices(stack: Stack, groups: GroupWatch): readonly Fault[] {
  const freeze = (name: string, what: string, groupNow: () => Promise<string | undefined>): Fault => ({
    name: `SIGSTOP ${name}, ${what}`,
    kind: `freeze ${name}`,
    touches: [name, 'kafka'],
    holdMs: beyondSession,
    async begin() {
      const frozen = stack.service(name);
      const { group = 'no group', ids = [] } =
        (await until(() => membership(groups, groupNow), joinedWithin)) ?? {};
      frozen.freeze();
      return async () => {
        try {
          return await expulsion(groups, group, ids);
        } finally {
          frozen.thaw();
        }
      };
    },
  });
  return [
    freeze('operations', 'a consumer beyond its session timeout', () => groups.newest(boardGroups)),
    freeze('incidents', 'a relay beyond its lease', () => Promise.resolve(relayGroup)),
  ];
}

interface Membership {
  readonly group: string;
  readonly ids: readonly string[];
}

async function membership(
  groups: GroupWatch,
  groupNow: () => Promise<string | undefined>,
): Promise<Membership | undefined> {
  const group = await groupNow();
  if (group === undefined) return undefined;
  const ids = (await groups.members(group)).map(({ id }) => id);
  return ids.length === 0 ? undefined : { group, ids };
}

/** Waits until the broker has put out all who were in the group: the frozen process, and who had died before it. */
async function expulsion(groups: GroupWatch, group: string, ids: readonly string[]): Promise<Injury> {
  const expelled = await until(async () => {
    const left = (await groups.members(group)).map(({ id }) => id);
    return ids.every((id) => !left.includes(id));
  }, expelledWithin);
  return {
    harmed: ids.length > 0 && expelled === true,
    seen: `members of ${group}: ${ids.length}${expelled === true ? ', all put out by the broker' : ', some still there'}`,
  };
}
