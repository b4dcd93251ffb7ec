import { Type } from 'typebox';
import { defineEvents, type EventsOf } from '../define-events.ts';
import { AreaPath, BusinessDay, Id, Name } from '../fields.ts';

export const OrgCode = Type.String({
  pattern: '^[A-Za-z0-9-]{1,40}$',
  description: 'a code of 1 to 40 letters, digits or hyphens',
});
/** Form of a party organisation: 支部, 总支, 党委. */
export const OrgKind = Type.Enum(['branch', 'general_branch', 'committee']);
export const Members = Type.Integer({ minimum: 0, 'x-unit': 'person', description: 'a number of members' });

export const partyOrgEvents = defineEvents('party', {
  PartyOrgEstablished: {
    title: ['党组织成立', 'Party organisation established'],
    description: 'A party organisation exists in the tree from a day on.',
    rows: ['P-01'],
    data: {
      code: OrgCode,
      name: Name,
      kind: OrgKind,
      parentCode: Type.Optional(OrgCode),
      areaPath: AreaPath,
      members: Members,
      validFrom: BusinessDay,
    },
    shows: ['name', 'kind'],
    example: {
      code: 'jiangxinyuan',
      name: '江欣苑社区党支部',
      kind: 'branch',
      areaPath: '42/01/05/011/010/',
      members: 218,
      validFrom: '2009-12-20',
    },
  },
  PartyOrgUpgraded: {
    title: ['党组织升格', 'Party organisation upgraded'],
    description: 'A party organisation has a higher form from a day on.',
    rows: ['P-01'],
    data: {
      from: OrgKind,
      to: OrgKind,
      name: Name,
      members: Members,
      validFrom: BusinessDay,
    },
    shows: ['name', 'to'],
    example: {
      from: 'branch',
      to: 'committee',
      name: '江欣苑社区党委',
      members: 218,
      validFrom: '2012-06-01',
    },
  },
  PartyGroupAttached: {
    title: ['小区党小组设立', 'Party group attached'],
    description: 'A party group of the organisation meets in a housing estate from a day on.',
    rows: ['G-25'],
    data: { estate: Id, areaPath: AreaPath, name: Name, validFrom: BusinessDay },
    shows: ['name', 'estate'],
    example: {
      estate: 'jiangxinyuan',
      areaPath: '42/01/05/011/010/A1/',
      name: '江欣苑小区党小组',
      validFrom: '2015-01-01',
    },
  },
  PartyOrgDissolved: {
    title: ['党组织撤销', 'Party organisation dissolved'],
    description: 'A party organisation no longer exists, from a day on; it is found for the days before.',
    rows: ['G-12'],
    data: { validTo: BusinessDay },
    example: { validTo: '2010-04-01' },
  },
});

export type PartyOrgEvent = EventsOf<typeof partyOrgEvents>;
