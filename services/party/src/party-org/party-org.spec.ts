import { describe, expect, test } from '@jest/globals';
import type { PartyEvent, RecordedEvent } from '@linli/contracts';
import { InMemoryEventStore } from '@linli/event-sourcing';
import { given } from '@linli/testing';
import { partyCommands, seedPartyOrgs } from '../index.ts';
import { defaultFormPolicy, partyOrg } from './party-org.ts';

const establish = {
  type: 'EstablishPartyOrg',
  code: 'jiangxinyuan',
  name: '江欣苑社区党支部',
  kind: 'branch',
  areaPath: '42/01/05/011/010/',
  members: 50,
  validFrom: '2009-12-20',
  policy: defaultFormPolicy,
} as const;
const established: PartyEvent = {
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
  policy: defaultFormPolicy,
} as const;
const upgraded: PartyEvent = {
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
      .when({ ...establish, parentCode: 'jiangdi', parentKnown: true })
      .then({ ...established, data: { ...established.data, parentCode: 'jiangdi' } } as PartyEvent);
    given(partyOrg)
      .when({ ...establish, parentCode: 'jiangxinyuan', parentKnown: true })
      .thenRefused('P-01', 'own-parent', 'parentCode');
  });

  test('P-01: a committee of 99 members is refused by default, one of 100 and one of 218 is accepted', () => {
    const branch = given(partyOrg).events(established);
    branch.when({ ...upgrade, members: 99 }).thenRefused('P-01', 'too-few-members', 'members');
    branch
      .when({ ...upgrade, members: 100 })
      .then({ ...upgraded, data: { ...upgraded.data, members: 100 } } as PartyEvent);
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
    } as PartyEvent);
    given(partyOrg)
      .when({ ...establish, members: 2 })
      .thenRefused('P-01', 'too-few-members', 'members');
  });

  test('P-01: another policy draws the line elsewhere', () => {
    given(partyOrg)
      .events(established)
      .when({ ...upgrade, members: 99, policy: { ...defaultFormPolicy, committee: 80 } })
      .then({ ...upgraded, data: { ...upgraded.data, members: 99 } } as PartyEvent);
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

describe('seeding the party organisations of a new city', () => {
  test('P-01: a branch of 2009-12-20, a committee from June 2012, seven branches below it with its 218 members', async () => {
    const store = new InMemoryEventStore();
    const commands = partyCommands(store);
    expect(await seedPartyOrgs(commands, 'wuhan')).toBe(9);
    const { events } = await store.readAll({ after: 0, limit: 100 });
    const facts = events as unknown as (RecordedEvent & PartyEvent)[];
    expect(facts.slice(0, 2).map(({ type, data }) => [type, data.name, data.validFrom])).toEqual([
      ['PartyOrgEstablished', '江欣苑社区党支部', '2009-12-20'],
      ['PartyOrgUpgraded', '江欣苑社区党委', '2012-06-01'],
    ]);
    const below = facts.filter(
      ({ type, data }) => type === 'PartyOrgEstablished' && data.parentCode === 'jiangxinyuan',
    );
    expect(below.map(({ data }) => data.name)).toEqual(
      ['一', '二', '三', '四', '五', '六', '七'].map((ordinal) => `第${ordinal}党支部`),
    );
    expect(below.reduce((sum, { data }) => sum + data.members, 0)).toBe(218);
    expect(facts.every(({ metadata }) => metadata.areaPath === '42/01/05/011/010/')).toBe(true);
    expect(await seedPartyOrgs(commands, 'wuhan')).toBe(0);
    expect(await store.head()).toBe(9);
  });
});
