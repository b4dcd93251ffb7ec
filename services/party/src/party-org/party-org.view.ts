import { AreaPath, BusinessDay, Members, Name, OrgCode, OrgKind, partyOrgEvents } from '@linli/contracts';
import { view } from '@linli/service-kit';
import { Type } from 'typebox';
import { partyOrg } from './party-org.ts';

const form = { kind: OrgKind, name: Name, members: Members, validFrom: BusinessDay };
const place = { code: OrgCode, parentCode: Type.Optional(OrgCode), areaPath: AreaPath };

/** The tree of party organisations with its dated changes (P-01, RM-P1). */
export const partyTree = view('party-tree', 1, {
  of: partyOrgEvents,
  stream: partyOrg,
  document: { ...place, forms: Type.Array(Type.Object(form)) },
  item: { ...place, ...form },
  fields: { areaPath: 'text' },
  indexes: [['areaPath']],
  on: {
    PartyOrgEstablished: (_, { data: { kind, name, members, validFrom, ...org } }) => ({
      ...org,
      forms: [{ kind, name, members, validFrom }],
    }),
    PartyOrgUpgraded: (org, { data: { to, name, members, validFrom } }) =>
      org && { ...org, forms: [...org.forms, { kind: to, name, members, validFrom }] },
  },
  doors: {
    list: 'GET /v1/party-orgs',
    one: 'GET /v1/party-orgs/:code',
    may: 'operations.read',
    summary: 'Party organisations below an area, in the form they had on a day',
    unknown: 'party-org-unknown',
    show: ({ forms, ...org }, on) => {
      const held = forms.findLast(({ validFrom }) => validFrom <= on);
      return held && { ...org, ...held };
    },
  },
});
