import { type DutyEntry, dutyListEvents, TownshipCode } from '@linli/contracts';
import { accept, aggregate, refuse } from '@linli/event-sourcing';
import { firstDouble } from '@linli/patterns';
import type * as commands from './duty-list.commands.ts';

/** The list in force. */
export interface DutyList {
  /** 0 before the first. */
  readonly version: number;
  readonly areaPath?: string;
  readonly entries: readonly DutyEntry[];
}

/** Who does what between a township and its communities, stream `duty-list-<township>`. */
export const dutyList = aggregate<typeof commands, DutyList>()('duty-list', dutyListEvents, {
  id: TownshipCode,
  initial: { version: 0, entries: [] },
  areaPath: ({ areaPath }) => areaPath,
  evolve: {
    DutyListPublished: (_, { version, areaPath, entries }) => ({ version, areaPath, entries }),
  },
  decide: {
    PublishDutyList(command, list) {
      const { entries } = command;
      if (list.areaPath !== undefined && command.areaPath !== list.areaPath)
        return refuse('R-50', 'other-area', `the list is of ${list.areaPath}`, 'areaPath');
      const twice = firstDouble(entries.map(({ service, level }) => `${service} of the ${level}`));
      if (twice !== undefined) return refuse('R-50', 'duty-twice', `${twice} stands twice`, 'entries');
      // the list is split, so each of the two has duties.
      const has = (level: string) => entries.some((entry) => entry.level === level && isDuty(entry));
      if (!has('township') || !has('community'))
        return refuse('R-50', 'not-split', 'township and community have duties each', 'entries');
      // G-22: a community is for four things, and each duty of it is one of them; nobody else's is.
      const unfit = entries.find((entry) => isOfCommunity(entry) !== (entry.function !== undefined));
      if (unfit !== undefined)
        return refuse(
          'G-22',
          'function-unfit',
          `${unfit.service}: a duty of the community, and no other, serves one of its four functions`,
          'entries',
        );
      return accept({ type: 'DutyListPublished', data: { ...command, version: list.version + 1 } });
    },
  },
});

/** An entry that says `must_not` takes something off a level, as investment promotion off the townships (G-22). */
function isDuty({ role }: DutyEntry): boolean {
  return role !== 'must_not';
}

function isOfCommunity(entry: DutyEntry): boolean {
  return entry.level === 'community' && isDuty(entry);
}
