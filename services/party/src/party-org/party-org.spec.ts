import { describe, expect, test } from '@jest/globals';
import type { PartyOrgEvent } from '@linli/contracts';
import { given } from '@linli/testing';
import fc from 'fast-check';
import { partyOrg, partyOrgForms } from './party-org.ts';

const branch = {
  code: 'jiangxinyuan',
  name: '江欣苑社区党支部',
  kind: 'branch',
  areaPath: '42/01/05/011/010/',
  members: 50,
  validFrom: '2009-12-20',
} as const;
const committee = { to: 'committee', name: '江欣苑社区党委', members: 218, validFrom: '2012-06-01' } as const;
const establish = { type: 'EstablishPartyOrg', ...branch } as const;
const upgrade = { type: 'UpgradePartyOrg', ...committee } as const;
const established = { type: 'PartyOrgEstablished', data: branch } as const;
const upgraded = { type: 'PartyOrgUpgraded', data: { from: 'branch', ...committee } } as const;
const asBranch = given(partyOrg).events(established);

describe('P-01: party organisations', () => {
  test('P-01: an organisation is established once', () => {
    given(partyOrg).when(establish).then(established);
    asBranch.when(establish).thenRefused('P-01', 'code-taken', 'code');
  });

  test('P-01: the upper organisation must have been established', () => {
    const below = (parentCode: string) => ({ ...establish, parentCode });
    const parent = { known: { parent: {} } };
    given(partyOrg).when(below('jiangdi')).thenRefused('P-01', 'parent-unknown', 'parentCode');
    given(partyOrg).when(below('jiangxinyuan'), parent).thenRefused('P-01', 'own-parent', 'parentCode');
    const data = { ...branch, parentCode: 'jiangdi' };
    given(partyOrg).when(below('jiangdi'), parent).then({ type: 'PartyOrgEstablished', data });
  });

  test('P-01: a committee of 99 members is refused by default, one of 100 and one of 218 is accepted', () => {
    asBranch.when({ ...upgrade, members: 99 }).thenRefused('P-01', 'too-few-members', 'members');
    const hundred = { ...upgraded, data: { ...upgraded.data, members: 100 } };
    asBranch.when({ ...upgrade, members: 100 }).then(hundred);
    asBranch.when(upgrade).then(upgraded);
  });

  test('P-01: a general branch needs 50 members, a branch 3', () => {
    const general = { ...upgrade, to: 'general_branch', members: 50 } as const;
    asBranch.when({ ...general, members: 49 }).thenRefused('P-01', 'too-few-members', 'members');
    const data = { ...upgraded.data, to: 'general_branch', members: 50 } as const;
    asBranch.when(general).then({ type: 'PartyOrgUpgraded', data });
    given(partyOrg)
      .when({ ...establish, members: 2 })
      .thenRefused('P-01', 'too-few-members', 'members');
  });

  test('P-01: another policy draws the line elsewhere', () => {
    const forms = [partyOrgForms, { ...partyOrgForms.first, committee: 80 }] as const;
    const data = { ...upgraded.data, members: 99 };
    asBranch.when({ ...upgrade, members: 99 }, { policies: [forms] }).then({ ...upgraded, data });
  });

  test('P-01: a form is followed by a higher one, on a later day', () => {
    const asCommittee = asBranch.events(upgraded);
    const later = { ...upgrade, validFrom: '2013-01-01' } as const;
    asCommittee.when({ ...later, to: 'general_branch' }).thenRefused('P-01', 'not-an-upgrade', 'to');
    asCommittee.when(later).thenRefused('P-01', 'not-an-upgrade', 'to');
    asBranch
      .when({ ...upgrade, validFrom: '2009-12-20' })
      .thenRefused('P-01', 'valid-from-too-early', 'validFrom');
    given(partyOrg).when(upgrade).thenRefused('P-01', 'not-established');
  });
});

describe('G-12: the end of a party organisation', () => {
  const dissolve = { type: 'DissolvePartyOrg', code: branch.code, validTo: '2010-04-01' } as const;
  const dissolved = { type: 'PartyOrgDissolved', data: { validTo: '2010-04-01' } } as const;
  const ended = asBranch.events(dissolved);

  test('G-12: an organisation is dissolved once, on a day behind its last form, and takes nothing afterwards', () => {
    asBranch.when(dissolve).then(dissolved);
    given(partyOrg).when(dissolve).thenRefused('G-12', 'not-established');
    asBranch.when({ ...dissolve, validTo: branch.validFrom }).thenRefused('G-12', 'day-too-early', 'validTo');
    ended.when(dissolve).thenRefused('G-12', 'dissolved');
    ended.when(upgrade).thenRefused('G-12', 'dissolved');
    ended.when(establish).thenRefused('P-01', 'code-taken', 'code');
  });

  test('G-12: what stands below it is dissolved before it, and nothing is established below it afterwards', () => {
    asBranch.when(dissolve, { known: { below: ['first'] } }).thenRefused('G-12', 'has-lower');
    asBranch.when(dissolve, { known: { below: [] } }).then(dissolved);
    given(partyOrg)
      .when({ ...establish, parentCode: 'yuye' }, { known: { parent: { dissolved: true } } })
      .thenRefused('G-12', 'parent-dissolved', 'parentCode');
  });

  test('G-12: whatever is asked, its days follow each other, and it ends once', () => {
    const day = fc.constantFrom('2009-12-20', '2010-04-01', '2011-01-01', '2012-06-01', '2013-01-01');
    const asked = fc.oneof(
      day.map((validTo) => ({ ...dissolve, validTo })),
      fc
        .tuple(fc.constantFrom('general_branch' as const, 'committee' as const), day)
        .map(([to, validFrom]) => ({ ...upgrade, to, validFrom })),
    );
    fc.assert(
      fc.property(fc.array(asked, { maxLength: 8 }), (commands) => {
        const past: PartyOrgEvent[] = [established];
        for (const command of commands) {
          const { decision } = given(partyOrg)
            .events(...past)
            .when(command);
          if (decision.outcome === 'accepted') past.push(...decision.events);
        }
        const days = past.map(({ data }) => ('validTo' in data ? data.validTo : data.validFrom));
        expect(days).toEqual([...new Set(days)].sort());
        const end = past.findIndex(({ type }) => type === 'PartyOrgDissolved');
        expect([-1, past.length - 1]).toContain(end);
      }),
    );
  });
});

describe('G-25: party groups in housing estates', () => {
  const group = { estate: 'jiangxinyuan', name: '江欣苑小区党小组', validFrom: '2015-01-01' };
  const attach = { type: 'AttachPartyGroup', ...group } as const;
  const areaPath = '42/01/05/011/010/A1/';
  const known = { known: { estate: { areaPath } } };
  const attached = { type: 'PartyGroupAttached', data: { ...group, areaPath } } as const;

  test('G-25: a group is attached once to an estate that is registered in the area of the organisation', () => {
    asBranch.when(attach, known).then(attached);
    asBranch.when(attach).thenRefused('G-25', 'estate-unknown', 'estate');
    asBranch
      .when(attach, { known: { estate: { areaPath: '42/01/05/011/009/' } } })
      .thenRefused('G-25', 'estate-outside', 'estate');
    asBranch.events(attached).when(attach, known).thenRefused('G-25', 'attached-before', 'estate');
    const other = { ...group, estate: 'xinyuan' };
    asBranch
      .events(attached)
      .when({ ...attach, ...other }, known)
      .then({ type: 'PartyGroupAttached', data: { ...other, areaPath } });
  });

  test('G-25: it is attached to an organisation that stands', () => {
    given(partyOrg).when(attach, known).thenRefused('G-25', 'not-established');
    asBranch
      .when({ ...attach, validFrom: '2009-12-19' }, known)
      .thenRefused('G-25', 'day-too-early', 'validFrom');
    asBranch
      .events({ type: 'PartyOrgDissolved', data: { validTo: '2014-01-01' } })
      .when(attach, known)
      .thenRefused('G-12', 'dissolved');
  });
});
