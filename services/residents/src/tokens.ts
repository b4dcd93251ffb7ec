/** Injection tokens of this service; symbols, so that it lives beside others in one application. */
export const RESIDENTS_COMMANDS = Symbol('residents.commands');
export const AREA_TREE = Symbol('residents.area-tree');
export const RESIDENTS_SEED = Symbol('residents.seed');
