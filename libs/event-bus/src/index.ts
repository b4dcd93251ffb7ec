export * from './event-bus.ts';
export { type BackOff } from './back-off.ts';
export { type EmbeddedBusOptions, createEmbeddedBus } from './embedded-bus.ts';
export { composeBuses } from './composed-bus.ts';
export { KafkaAccessRefused } from './kafka/consumer-access.ts';
export { createKafkaBus, type KafkaBusOptions } from './kafka/kafka-bus.ts';
export type { KafkaConnection, KafkaJournal } from './kafka/kafka-connection.ts';
export { derivedCommandId } from './command-id.ts';
export {
  type ReactionContext,
  type Reactor,
  type ReactorOptions,
  type RetriedReactions,
  createReactor,
} from './reactor.ts';
export type { ParkedReaction, ReactorProgress, ReactorStore } from './reactor-store.ts';
export { type Relay, type RelayOptions, type RelayState, startRelay } from './kafka/relay.ts';
export { ensureTopic, type TopicOptions, UnfitTopic } from './kafka/topics.ts';
