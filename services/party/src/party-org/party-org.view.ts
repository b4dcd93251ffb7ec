import { AreaPath, BusinessDay, Id, Members, Name, OrgCode, OrgKind, partyOrgEvents } from '@linli/contracts';
import { factOf, type Known, type Look, view } from '@linli/service-kit';
import { Type } from 'typebox';
import { partyOrg } from './party-org.ts';

const form = { kind: OrgKind, name: Name, members: Members, validFrom: BusinessDay };
const group = { estate: Id, name: Name, areaPath: AreaPath, validFrom: BusinessDay };
const groups = Type.Array(Type.Object(group), { description: 'party groups in housing estates (G-25)' });
const place = { code: OrgCode, parentCode: Type.Optional(OrgCode), areaPath: AreaPath };

/** The tree of party organisations with its dated changes (P-01, RM-P1). */
export const partyTree = view('party-tree', 2, {
  of: partyOrgEvents,
  stream: partyOrg,
  document: { ...place, forms: Type.Array(Type.Object(form)), groups, validTo: Type.Optional(BusinessDay) },
  item: { ...place, ...form, groups },
  fields: { areaPath: 'text', parentCode: 'text' },
  indexes: [['areaPath'], ['parentCode']],
  on: {
    PartyOrgEstablished: (_, { data: { kind, name, members, validFrom, ...org } }) => ({
      ...org,
      forms: [{ kind, name, members, validFrom }],
      groups: [],
    }),
    PartyOrgUpgraded: (org, { data: { to, name, members, validFrom } }) =>
      org && { ...org, forms: [...org.forms, { kind: to, name, members, validFrom }] },
    PartyGroupAttached: (org, { data }) => org && { ...org, groups: [...org.groups, data] },
    PartyOrgDissolved: (org, { data: { validTo } }) => org && { ...org, validTo },
  },
  doors: {
    list: 'GET /v1/party-orgs',
    one: 'GET /v1/party-orgs/:code',
    may: 'operations.read',
    summary: 'Party organisations below an area, in the form they had on a day',
    unknown: 'party-org-unknown',
    show: ({ forms, groups, validTo, ...org }, on) => {
      if (validTo !== undefined && validTo <= on) return undefined;
      const held = forms.findLast(({ validFrom }) => validFrom <= on);
      return held && { ...org, ...held, groups: groups.filter(({ validFrom }) => validFrom <= on) };
    },
  },
});

/** The organisations below one that stand, as far as the tree has absorbed the log. */
export async function orgsBelow(code: string, look: Look): Promise<Known<readonly string[]> | undefined> {
  const at = await look.view('party-tree');
  const found = await at.find<{ readonly validTo?: string }>('party-tree', {
    where: [{ field: 'parentCode', op: 'eq', value: code }],
    limit: 1_000,
  });
  return factOf(
    at,
    found.filter(({ body }) => body.validTo === undefined).map(({ key }) => key),
  );
}
