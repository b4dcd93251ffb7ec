import type { CommandResult } from '@linli/event-sourcing';
import { partyOrgStream, type PartyCommands } from '../party-commands.ts';
import { defaultFormPolicy, type PartyOrgCommand } from '../party-org/party-org.ts';

const COMMUNITY = { code: 'jiangxinyuan', areaPath: '42/01/05/011/010/' };
const MEMBERS = 218;
const ordinals = ['一', '二', '三', '四', '五', '六', '七'];

/**
 * The seed's history: the branch of 2009-12-20 became a committee in June 2012 with seven branches below it and 218
 * members. The seed gives the month only, so the first of June stands for it, and the sum only, so the seven branches
 * have 31 members each and the last 32. The count of 2009 is not given either: a branch normally has at most 50.
 */
const history: readonly (readonly [string, PartyOrgCommand])[] = [
  [
    COMMUNITY.code,
    {
      type: 'EstablishPartyOrg',
      ...COMMUNITY,
      name: '江欣苑社区党支部',
      kind: 'branch',
      members: 50,
      validFrom: '2009-12-20',
      policy: defaultFormPolicy,
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
      policy: defaultFormPolicy,
    },
  ],
  ...ordinals.map((ordinal, i): readonly [string, PartyOrgCommand] => [
    `${COMMUNITY.code}-${i + 1}`,
    {
      type: 'EstablishPartyOrg',
      code: `${COMMUNITY.code}-${i + 1}`,
      name: `第${ordinal}党支部`,
      kind: 'branch',
      parentCode: COMMUNITY.code,
      parentKnown: true,
      areaPath: COMMUNITY.areaPath,
      members: i === 6 ? MEMBERS - 6 * 31 : 31,
      validFrom: '2012-06-01',
      policy: defaultFormPolicy,
    },
  ]),
];

/** Gives a new city the party organisations of Jiangxinyuan; run again it records nothing. Answers the events recorded. */
export async function seedPartyOrgs(commands: PartyCommands, tenant: string): Promise<number> {
  let recorded = 0;
  for (const [i, [code, command]] of history.entries()) {
    const commandId = `seed.jiangxinyuan.party.${i}`;
    const context = { commandId, correlationId: 'seed.jiangxinyuan', actor: 'policy:seed', tenant };
    recorded += newEvents(commandId, await commands.partyOrg(partyOrgStream(code), command, context));
  }
  return recorded;
}

function newEvents(commandId: string, result: CommandResult): number {
  if (result.outcome === 'refused') throw new Error(`${commandId}: ${result.code}: ${result.message}`);
  if (result.outcome === 'conflict') throw new Error(`${commandId}: another writes ${result.streamId}`);
  return result.outcome === 'recorded' ? result.events.length : 0;
}
