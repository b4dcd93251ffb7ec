export * from './acquire.ts';
export * from './engine.ts';
export * from './engine-missing.ts';
export { images } from './docker-engines.ts';
export { freePort } from './free-port.ts';
export { type GuardedChildOptions, spawnGuarded } from './guarded-child.ts';
export { startKafka } from './kafka-server.ts';
export * from './locate.ts';
export { startMongo } from './mongo-server.ts';
