/** Injection tokens of this service; symbols, so that it lives beside others in one application. */
export const PARTY_COMMANDS = Symbol('party.commands');
export const PARTY_TREE = Symbol('party.party-tree');
export const PARTY_SEED = Symbol('party.seed');
