import { cleanerEvents } from '@linli/contracts';
import { reaction } from '@linli/service-kit';
import { team, teamOf } from '../team/team.ts';

const { CleanerTransferred, CleanerDismissed } = cleanerEvents;

/** Who has left, or works in another community, is in no team of the one before (S-15). */
export const releaseTeamMembers = reaction('release-team-members', {
  on: [CleanerTransferred, CleanerDismissed],
  ask: team,
  id: ({ data }) => teamOf({ areaPath: data.before }),
  async command({ data }, look) {
    const { cleaner: worker, before } = data;
    const id = teamOf({ areaPath: before });
    const there = (await look.stream(team, id))?.value;
    if (there?.areaPath === undefined || !(worker in there.members)) return undefined;
    if ('areaPath' in data && teamOf(data) === id) return undefined;
    const validTo = 'validTo' in data ? data.validTo : data.validFrom;
    return { type: 'ReleaseTeamMember', areaPath: there.areaPath, worker, validTo };
  },
  startAt: 'beginning',
});
