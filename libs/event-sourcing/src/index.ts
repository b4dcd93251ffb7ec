export * from './decider.ts';
export * from './event-store.ts';
export * from './command-handler.ts';
export * from './memory/in-memory-event-store.ts';
export * from './sqlite/sqlite-event-store.ts';
export * from './sqlite/log-errors.ts';
export { logFiles } from './sqlite/log-format.ts';
export type { LogStats } from './sqlite/log-reader.ts';
export * from './sqlite/verify-log.ts';
