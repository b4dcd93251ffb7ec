import { AreaPath, BusinessDay, CleanerId, teamEvents, TeamKind } from '@linli/contracts';
import { view } from '@linli/service-kit';
import { Type } from 'typebox';
import { team } from './team.ts';

const State = Type.Enum(['short', 'staffed']);
const Member = Type.Object({ worker: CleanerId, team: TeamKind, validFrom: BusinessDay });

/** The teams of communities, with who is in them now and which are short of people (S-15, RM-S7). */
export const teams = view('teams', 1, {
  of: teamEvents,
  stream: team,
  document: {
    id: Type.String(),
    areaPath: AreaPath,
    state: State,
    members: Type.Array(Member),
    missing: Type.Array(TeamKind),
  },
  fields: { areaPath: 'text', state: 'text' },
  indexes: [['areaPath'], ['state', 'areaPath']],
  on: {
    TeamMemberAssigned(doc, { data: { areaPath, team, worker, validFrom } }, id) {
      const { members, ...before } = doc ?? {
        ...{ id, areaPath, state: 'staffed' as const, members: [], missing: [] },
      };
      const others = members.filter((one) => one.worker !== worker);
      return { ...before, members: [...others, { worker, team, validFrom }] };
    },
    TeamMemberReleased: (doc, { data: { worker } }) =>
      doc && { ...doc, members: doc.members.filter((one) => one.worker !== worker) },
    TeamShortageDetected: (doc, { data: { missing } }) => doc && { ...doc, state: 'short' as const, missing },
    TeamsStaffed: (doc) => doc && { ...doc, state: 'staffed' as const, missing: [] },
  },
  doors: {
    list: 'GET /v1/teams',
    one: 'GET /v1/teams/:id',
    may: 'operations.read',
    summary: 'The three teams of communities below an area, and which are short of people',
    filters: { state: State },
    unknown: 'team-unknown',
  },
});
