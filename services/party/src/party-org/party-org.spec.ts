import { describe, test } from '@jest/globals';
import type { PartyOrgEvent } from '@linli/contracts';
import { given } from '@linli/testing';
import { partyOrg, partyOrgForms } from './party-org.ts';

const establish = {
  type: 'EstablishPartyOrg',
  code: 'jiangxinyuan',
  name: '江欣苑社区党支部',
  kind: 'branch',
  areaPath: '42/01/05/011/010/',
  members: 50,
  validFrom: '2009-12-20',
} as const;
const established: PartyOrgEvent = {
  type: 'PartyOrgEstablished',
  data: {
    code: 'jiangxinyuan',
    name: '江欣苑社区党支部',
    kind: 'branch',
    areaPath: '42/01/05/011/010/',
    members: 50,
    validFrom: '2009-12-20',
  },
};
const upgrade = {
  type: 'UpgradePartyOrg',
  to: 'committee',
  name: '江欣苑社区党委',
  members: 218,
  validFrom: '2012-06-01',
} as const;
const upgraded: PartyOrgEvent = {
  type: 'PartyOrgUpgraded',
  data: { from: 'branch', to: 'committee', name: '江欣苑社区党委', members: 218, validFrom: '2012-06-01' },
};

describe('P-01: party organisations', () => {
  test('P-01: an organisation is established once', () => {
    given(partyOrg).when(establish).then(established);
    given(partyOrg).events(established).when(establish).thenRefused('P-01', 'code-taken', 'code');
  });

  test('P-01: the upper organisation must have been established', () => {
    given(partyOrg)
      .when({ ...establish, parentCode: 'jiangdi' })
      .thenRefused('P-01', 'parent-unknown', 'parentCode');
    given(partyOrg)
      .when({ ...establish, parentCode: 'jiangdi' }, { known: { parent: {} } })
      .then({ ...established, data: { ...established.data, parentCode: 'jiangdi' } } as PartyOrgEvent);
    given(partyOrg)
      .when({ ...establish, parentCode: 'jiangxinyuan' }, { known: { parent: {} } })
      .thenRefused('P-01', 'own-parent', 'parentCode');
  });

  test('P-01: a committee of 99 members is refused by default, one of 100 and one of 218 is accepted', () => {
    const branch = given(partyOrg).events(established);
    branch.when({ ...upgrade, members: 99 }).thenRefused('P-01', 'too-few-members', 'members');
    branch
      .when({ ...upgrade, members: 100 })
      .then({ ...upgraded, data: { ...upgraded.data, members: 100 } } as PartyOrgEvent);
    branch.when(upgrade).then(upgraded);
  });

  test('P-01: a general branch needs 50 members, a branch 3', () => {
    const branch = given(partyOrg).events(established);
    const general = { ...upgrade, to: 'general_branch' } as const;
    branch.when({ ...general, members: 49 }).thenRefused('P-01', 'too-few-members', 'members');
    branch.when({ ...general, members: 50 }).then({
      type: 'PartyOrgUpgraded',
      data: { ...upgraded.data, to: 'general_branch', members: 50 } as typeof upgraded.data & {
        to: 'general_branch';
      },
    } as PartyOrgEvent);
    given(partyOrg)
      .when({ ...establish, members: 2 })
      .thenRefused('P-01', 'too-few-members', 'members');
  });

  test('P-01: another policy draws the line elsewhere', () => {
    given(partyOrg)
      .events(established)
      .when(
        { ...upgrade, members: 99 },
        { policies: [[partyOrgForms, { ...partyOrgForms.first, committee: 80 }]] },
      )
      .then({ ...upgraded, data: { ...upgraded.data, members: 99 } } as PartyOrgEvent);
  });

  test('P-01: a form is followed by a higher one, on a later day', () => {
    const committee = given(partyOrg).events(established, upgraded);
    committee
      .when({ ...upgrade, to: 'general_branch', validFrom: '2013-01-01' })
      .thenRefused('P-01', 'not-an-upgrade', 'to');
    committee.when({ ...upgrade, validFrom: '2013-01-01' }).thenRefused('P-01', 'not-an-upgrade', 'to');
    given(partyOrg)
      .events(established)
      .when({ ...upgrade, validFrom: '2009-12-20' })
      .thenRefused('P-01', 'valid-from-too-early', 'validFrom');
    given(partyOrg).when(upgrade).thenRefused('P-01', 'not-established');
  });
});
