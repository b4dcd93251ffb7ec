import type { CommandOf, CommandsOf } from '@linli/event-sourcing';
import { foundWith, type Desk } from '@linli/service-kit';
import type * as commands from '../party-org/party-org.commands.ts';
import { partyOrg } from '../party-org/party-org.ts';

type Command = CommandOf<CommandsOf<typeof commands>>;

const COMMUNITY = { code: 'jiangxinyuan', areaPath: '42/01/05/011/010/' };
const MEMBERS = 218;
const ordinals = ['一', '二', '三', '四', '五', '六', '七'];

/**
 * The seed's history: the branch of 2009-12-20 became a committee in June 2012 with seven branches below it and 218
 * members. The seed gives the month only, so the first of June stands for it, and the sum only, so the seven branches
 * have 31 members each and the last 32. The count of 2009 is not given either: a branch normally has at most 50.
 */
const history: readonly (readonly [string, Command])[] = [
  [
    COMMUNITY.code,
    {
      type: 'EstablishPartyOrg',
      ...COMMUNITY,
      name: '江欣苑社区党支部',
      kind: 'branch',
      members: 50,
      validFrom: '2009-12-20',
    },
  ],
  [
    COMMUNITY.code,
    {
      type: 'UpgradePartyOrg',
      to: 'committee',
      name: '江欣苑社区党委',
      members: MEMBERS,
      validFrom: '2012-06-01',
    },
  ],
  ...ordinals.map((ordinal, i): readonly [string, Command] => [
    `${COMMUNITY.code}-${i + 1}`,
    {
      type: 'EstablishPartyOrg',
      code: `${COMMUNITY.code}-${i + 1}`,
      name: `第${ordinal}党支部`,
      kind: 'branch',
      parentCode: COMMUNITY.code,
      areaPath: COMMUNITY.areaPath,
      members: i === 6 ? MEMBERS - 6 * 31 : 31,
      validFrom: '2012-06-01',
    },
  ]),
];

/** Gives a new city the party organisations of Jiangxinyuan; run again it records nothing. Answers the events recorded. */
export async function seedPartyOrgs(desk: Desk, tenant: string): Promise<number> {
  let recorded = 0;
  for (const [i, [code, command]] of history.entries())
    recorded += await foundWith(desk, partyOrg, code, command, {
      commandId: `seed.jiangxinyuan.party.${i}`,
      tenant,
    });
  return recorded;
}
