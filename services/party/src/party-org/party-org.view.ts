import { AreaPath, BusinessDay, Members, Name, OrgCode, OrgKind, partyOrgEvents } from '@linli/contracts';
import { factOf, type Known, type Look, view } from '@linli/service-kit';
import { Type } from 'typebox';
import { partyOrg } from './party-org.ts';

const form = { kind: OrgKind, name: Name, members: Members, validFrom: BusinessDay };
const place = { code: OrgCode, parentCode: Type.Optional(OrgCode), areaPath: AreaPath };

/** The tree of party organisations with its dated changes (P-01, RM-P1). */
export const partyTree = view('party-tree', 2, {
  of: partyOrgEvents,
  stream: partyOrg,
  document: { ...place, forms: Type.Array(Type.Object(form)), validTo: Type.Optional(BusinessDay) },
  item: { ...place, ...form },
  fields: { areaPath: 'text', parentCode: 'text' },
  indexes: [['areaPath'], ['parentCode']],
  on: {
    PartyOrgEstablished: (_, { data: { kind, name, members, validFrom, ...org } }) => ({
      ...org,
      forms: [{ kind, name, members, validFrom }],
    }),
    PartyOrgUpgraded: (org, { data: { to, name, members, validFrom } }) =>
      org && { ...org, forms: [...org.forms, { kind: to, name, members, validFrom }] },
    PartyOrgDissolved: (org, { data: { validTo } }) => org && { ...org, validTo },
  },
  doors: {
    list: 'GET /v1/party-orgs',
    one: 'GET /v1/party-orgs/:code',
    may: 'operations.read',
    summary: 'Party organisations below an area, in the form they had on a day',
    unknown: 'party-org-unknown',
    show: ({ forms, validTo, ...org }, on) => {
      if (validTo !== undefined && validTo <= on) return undefined;
      const held = forms.findLast(({ validFrom }) => validFrom <= on);
      return held && { ...org, ...held };
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
