export { partyCommands, partyOrgStream, type PartyCommands } from './party-commands.ts';
export { defaultFormPolicy, type FormPolicy, type PartyOrgKind } from './party-org/party-org.ts';
export { seedPartyOrgs } from './seed/seed-jiangxinyuan.ts';
export { PartyModule } from './party.module.ts';
export { partyTree, type PartyOrgDocument, type PartyOrgItem } from './views/party-tree.ts';
