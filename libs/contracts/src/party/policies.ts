import { defineEvents } from '../define-events.ts';
import { Type } from 'typebox';
import { ClockStage, oneOf, Version } from '../fields.ts';
import { EventName } from './accountability.ts';
import { Members } from './party-org.ts';

export const partyPolicyEvents = defineEvents('party', {
  PartyOrgFormsSet: {
    title: ['党组织设置标准启用', 'Forms of party organisations set'],
    description: 'A version of how many members each form of a party organisation needs is in force.',
    rows: ['P-01'],
    data: { version: Version, branch: Members, general_branch: Members, committee: Members },
    example: { version: 1, branch: 3, general_branch: 50, committee: 100 },
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
