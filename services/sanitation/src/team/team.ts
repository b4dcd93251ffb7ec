import {
  sanitationPolicyEvents,
  type TeamEvent,
  teamEvents,
  teamKinds,
  type TeamKind,
} from '@linli/contracts';
import { accept, aggregate, type Moment, refuse } from '@linli/event-sourcing';
import { firstDouble, versionedPolicy } from '@linli/patterns';
import type { Static } from 'typebox';
import { communityCode } from '../community.ts';
import type { Cleaner } from '../cleaner/cleaner.ts';
import type * as commands from './team.commands.ts';

type Kind = Static<typeof TeamKind>;
interface Member {
  readonly team: Kind;
  readonly since: string;
}

/** The teams of a community as far as their rules ask. */
interface Team {
  readonly areaPath?: string;
  /** By worker. */
  readonly members: Readonly<Record<string, Member>>;
  /** Teams that are known to be short of people. */
  readonly missing: readonly Kind[];
}

interface Facts {
  /** What stands on the roll of him; the other two teams need not stand there. */
  readonly onRoll: Cleaner;
}

/** Which teams a community has (三支队伍), and how many people at least (配足, G-31). The seed names the three and no number. */
export const teamNorm = versionedPolicy('team-norm', sanitationPolicyEvents.TeamNormSet, {
  row: 'S-15',
  judges: 'now',
  first: { version: 1, teams: teamKinds.map((team) => ({ team, least: 1 })) },
  fault({ teams }) {
    const twice = firstDouble(teams.map(({ team }) => team));
    return twice === undefined
      ? undefined
      : refuse('S-15', 'team-twice', `${twice} stands in the norm twice`, 'teams');
  },
});

/** The three teams of a community, who is in them, and which are short of people (S-15), stream `team-<community>`. */
export const team = aggregate<typeof commands, Team, Facts>()('team', teamEvents, {
  initial: { members: {}, missing: [] },
  areaPath: ({ areaPath }) => areaPath,
  evolve: {
    TeamMemberAssigned: (before, { areaPath, team, worker, validFrom }) => ({
      ...before,
      areaPath,
      members: { ...before.members, [worker]: { team, since: validFrom } },
    }),
    TeamMemberReleased: (before, { worker }) => ({ ...before, members: without(before.members, worker) }),
    TeamShortageDetected: (before, { missing }) => ({ ...before, missing }),
    TeamsStaffed: (before) => ({ ...before, missing: [] }),
  },
  decide: {
    AssignTeamMember(command, before, moment) {
      const { areaPath, team, worker, validFrom } = command;
      // S-15: teams are of a community, which has five codes.
      if (areaPath.split('/').length !== 6)
        return refuse('S-15', 'not-a-community', `${areaPath} is no community`, 'areaPath');
      const { onRoll } = moment.known;
      if (onRoll?.leftOn !== undefined && onRoll.leftOn <= validFrom)
        return refuse('S-15', 'has-left', `he has left the roll on ${onRoll.leftOn}`, 'worker');
      if (onRoll?.areaPath !== undefined && !onRoll.areaPath.startsWith(areaPath))
        return refuse('S-15', 'works-elsewhere', `he works in ${onRoll.areaPath}`, 'worker');
      const member = before.members[worker];
      if (member?.team === team)
        return refuse('S-15', 'assigned-before', `he has been in it since ${member.since}`, 'worker');
      if (member !== undefined && validFrom <= member.since)
        return refuse('S-15', 'day-too-early', `the day must be later than ${member.since}`, 'validFrom');
      const members = { ...before.members, [worker]: { team, since: validFrom } };
      return accept<TeamEvent>(
        { type: 'TeamMemberAssigned', data: command },
        ...shortage(areaPath, before, members, moment),
      );
    },
    ReleaseTeamMember({ areaPath, worker, validTo }, before, moment) {
      const member = before.members[worker];
      if (member === undefined) return refuse('S-15', 'not-a-member', 'he is in no team of it', 'worker');
      if (validTo <= member.since)
        return refuse('S-15', 'day-too-early', `the day must be later than ${member.since}`, 'validTo');
      return accept<TeamEvent>(
        { type: 'TeamMemberReleased', data: { areaPath, team: member.team, worker, validTo } },
        ...shortage(areaPath, before, without(before.members, worker), moment),
      );
    },
  },
});

/** S-15: told with what has changed it: which teams are short, as often as they are others, and once none is any more. */
function shortage(
  areaPath: string,
  before: Team,
  members: Team['members'],
  { policy }: Moment<Facts>,
): readonly TeamEvent[] {
  const { version, teams } = policy(teamNorm);
  const missing = teams
    .filter(({ team, least }) => Object.values(members).filter((one) => one.team === team).length < least)
    .map(({ team }) => team);
  if (missing.join() === before.missing.join()) return [];
  return missing.length > 0
    ? [{ type: 'TeamShortageDetected', data: { areaPath, missing, policy: version } }]
    : [{ type: 'TeamsStaffed', data: { areaPath, policy: version } }];
}

function without(members: Team['members'], worker: string): Team['members'] {
  return Object.fromEntries(Object.entries(members).filter(([one]) => one !== worker));
}

/** The id of the teams of a community, or of the one that a smaller area lies in. */
export function teamOf({ areaPath }: { readonly areaPath: string }): string {
  return communityCode(areaPath);
}
