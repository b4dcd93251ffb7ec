import { Type } from 'typebox';
import { defineEvent, type EventOf } from '../define-event.ts';
import { AreaPath, BusinessDay } from '../fields.ts';

const context = 'party';
const OrgCode = Type.String({ pattern: '^[A-Za-z0-9-]{1,40}$' });
const OrgKind = Type.Enum(['branch', 'general_branch', 'committee']);

export const PartyOrgEstablished = defineEvent({
  context,
  type: 'PartyOrgEstablished',
  version: 1,
  title: { zh: '党组织成立', en: 'Party organisation established' },
  description: 'A party organisation exists in the tree from a day on.',
  rows: ['P-01'],
  data: Type.Object({
    code: OrgCode,
    name: Type.String({ minLength: 1, maxLength: 80 }),
    kind: OrgKind,
    parentCode: Type.Optional(OrgCode),
    areaPath: AreaPath,
    members: Type.Integer({ minimum: 0, 'x-unit': 'person' }),
    validFrom: BusinessDay,
  }),
  examples: [
    {
      code: 'jiangxinyuan',
      name: '江欣苑社区党支部',
      kind: 'branch',
      areaPath: '42/01/05/011/010/',
      members: 218,
      validFrom: '2009-12-20',
    },
  ],
});

export const PartyOrgUpgraded = defineEvent({
  context,
  type: 'PartyOrgUpgraded',
  version: 1,
  title: { zh: '党组织升格', en: 'Party organisation upgraded' },
  description: 'A party organisation has a higher form from a day on.',
  rows: ['P-01'],
  data: Type.Object({
    from: OrgKind,
    to: OrgKind,
    name: Type.String({ minLength: 1, maxLength: 80 }),
    members: Type.Integer({ minimum: 0, 'x-unit': 'person' }),
    validFrom: BusinessDay,
  }),
  examples: [
    { from: 'branch', to: 'committee', name: '江欣苑社区党委', members: 218, validFrom: '2012-06-01' },
  ],
});

export const partyEvents = [PartyOrgEstablished, PartyOrgUpgraded] as const;

export type PartyEvent = EventOf<(typeof partyEvents)[number]>;
