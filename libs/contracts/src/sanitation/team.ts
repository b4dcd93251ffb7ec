import { Type } from 'typebox';
import { defineEvents, type EventsOf } from '../define-events.ts';
import { AreaPath, BusinessDay, oneOf, Version } from '../fields.ts';
import { CleanerId } from './segment.ts';

/** 组织管理, 清扫保洁, 专业技术. */
export const teamKinds = ['management', 'cleaning', 'technical'] as const;
export const TeamKind = oneOf(...teamKinds);
const Teams = Type.Array(TeamKind);

const member = { areaPath: AreaPath, team: TeamKind, worker: CleanerId };
const example = { areaPath: '42/01/05/011/010/', team: 'cleaning', worker: 'c-4f21' } as const;

export const teamEvents = defineEvents('sanitation', {
  TeamMemberAssigned: {
    title: ['队伍成员编入', 'Team member assigned'],
    description: 'From this day on somebody is in this team of the community, and in no other of it.',
    rows: ['S-15'],
    data: { ...member, validFrom: BusinessDay },
    shows: ['team', 'validFrom'],
    example: { ...example, validFrom: '2026-05-01' },
  },
  TeamMemberReleased: {
    title: ['队伍成员退出', 'Team member released'],
    description: 'From this day on somebody is in no team of the community.',
    rows: ['S-15'],
    data: { ...member, validTo: BusinessDay },
    shows: ['team', 'validTo'],
    example: { ...example, validTo: '2026-12-01' },
  },
  TeamShortageDetected: {
    title: ['队伍缺员', 'Team shortage detected'],
    description:
      'These teams of the community have fewer people than the norm asks for; which they are has changed.',
    rows: ['S-15'],
    data: { areaPath: AreaPath, missing: Teams, policy: Version },
    shows: ['missing'],
    example: { areaPath: '42/01/05/011/010/', missing: ['technical'], policy: 1 },
  },
  TeamsStaffed: {
    title: ['队伍配齐', 'Teams staffed'],
    description: 'No team of the community is short of people any more.',
    rows: ['S-15'],
    data: { areaPath: AreaPath, policy: Version },
    example: { areaPath: '42/01/05/011/010/', policy: 1 },
  },
});

export type TeamEvent = EventsOf<typeof teamEvents>;
