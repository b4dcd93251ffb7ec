export { PartyModule, type PartyOptions } from './party.module.ts';
export { partyTree } from './party-org/party-org.view.ts';
