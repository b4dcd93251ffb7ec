export * from './field-cipher.ts';
export type { DataKey } from './key-cache.ts';
export * from './key-events.ts';
export { InvalidNationalId, normalisedNationalId } from './national-id.ts';
export { RotationUnfinished } from './rotation.ts';
export { type SqliteVaultOptions, SqliteVaultEngine } from './sqlite/sqlite-vault-engine.ts';
export { type TransitVaultOptions, TransitVaultEngine } from './transit/transit-vault-engine.ts';
export * from './vault.ts';
export * from './vault-engine.ts';
