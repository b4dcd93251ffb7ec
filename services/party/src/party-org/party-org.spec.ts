import { describe, test } from '@jest/globals';
import { given } from '@linli/testing';
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
