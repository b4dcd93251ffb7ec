export * from './event-bus.ts';
export { type BackOff } from './back-off.ts';
export { type EmbeddedBusOptions, createEmbeddedBus } from './embedded-bus.ts';
