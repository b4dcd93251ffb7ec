import { defineEvents } from '../define-events.ts';
import { Version } from '../fields.ts';
import { Members } from './party-org.ts';

export const partyPolicyEvents = defineEvents('party', {
  PartyOrgFormsSet: {
    title: ['党组织设置标准启用', 'Forms of party organisations set'],
    description: 'A version of how many members each form of a party organisation needs is in force.',
    rows: ['P-01'],
    data: { version: Version, branch: Members, general_branch: Members, committee: Members },
    example: { version: 1, branch: 3, general_branch: 50, committee: 100 },
  },
});
