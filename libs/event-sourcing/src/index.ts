export * from './decider.ts';
export * from './event-store.ts';
export * from './command-handler.ts';
export * from './memory/in-memory-event-store.ts';
