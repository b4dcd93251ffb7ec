import { Type } from 'typebox';
import { defineEvents } from '../define-events.ts';
import { ClockStage, oneOf, Version } from '../fields.ts';
import { EventName } from './accountability.ts';
import { Seats } from './duty-post.ts';
import { Members } from './party-org.ts';
import { PostKind } from './post.ts';
import { chainLength } from './responsibility-chain.ts';

/** Levels of the area tree that posts are of. */
export const PostLevel = Type.Enum(['street', 'community', 'section', 'building', 'unit', 'grid']);

export const partyPolicyEvents = defineEvents('party', {
  PartyOrgFormsSet: {
    title: ['党组织设置标准启用', 'Forms of party organisations set'],
    description: 'A version of how many members each form of a party organisation needs is in force.',
    rows: ['P-01'],
    data: { version: Version, branch: Members, general_branch: Members, committee: Members },
    example: { version: 1, branch: 3, general_branch: 50, committee: 100 },
  },
  ChainSchemeSet: {
    title: ['管理链方案启用', 'Chain scheme set'],
    description:
      'A version of which post answers on which rung of the chain, of which level its areas are, and how many seats a committee has, is in force.',
    rows: ['P-02', 'P-11'],
    data: {
      version: Version,
      rungs: Type.Array(Type.Object({ kind: PostKind, level: PostLevel }), {
        minItems: chainLength,
        maxItems: chainLength,
        description: 'six rungs, from the top',
      }),
      committeeSeats: Seats,
    },
    example: {
      version: 1,
      rungs: [
        { kind: 'secretary', level: 'community' },
        { kind: 'branch_committee', level: 'section' },
        { kind: 'group_leader', level: 'section' },
        { kind: 'party_member', level: 'building' },
        { kind: 'building_contact', level: 'building' },
        { kind: 'unit_observer', level: 'unit' },
      ],
      committeeSeats: 9,
    },
  },
  AccountabilityRulesSet: {
    title: ['问责规则启用', 'Accountability rules set'],
    description:
      'A version of what may be cited as evidence, which missed deadlines open a case, and how long it can be appealed is in force.',
    rows: ['P-18'],
    data: {
      version: Version,
      evidence: Type.Array(EventName, { minItems: 1, maxItems: 100 }),
      misses: Type.Array(
        Type.Object({
          stage: ClockStage,
          incidents: oneOf('all', 'reported_by_patrol'),
        }),
        { maxItems: 20 },
      ),
      appealDays: Type.Integer({ minimum: 1, maximum: 365, 'x-unit': 'day' }),
    },
    example: {
      version: 1,
      evidence: ['DeadlineMissed', 'ReportedToEnforcement'],
      misses: [{ stage: 'handling', incidents: 'reported_by_patrol' }],
      appealDays: 30,
    },
  },
});
