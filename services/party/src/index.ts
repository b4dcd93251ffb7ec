export { partyCommands, partyOrgStream, type PartyCommands } from './party-commands.ts';
export { defaultFormPolicy, type FormPolicy, type PartyOrgKind } from './party-org/party-org.ts';
export { seedPartyOrgs } from './seed/seed-jiangxinyuan.ts';
