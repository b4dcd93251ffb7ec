export * from './decider.ts';
export * from './event-store.ts';
export * from './command-handler.ts';
