export * from './engine.ts';
export { EngineMissing } from './engine-missing.ts';
export { acquireKafka, acquireKurrent, acquireMongo } from './acquire.ts';
export { startKafka } from './kafka-server.ts';
export { startMongo } from './mongo-server.ts';
