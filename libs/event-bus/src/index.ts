export * from './event-bus.ts';
export { type BackOff } from './back-off.ts';
export { type EmbeddedBusOptions, createEmbeddedBus } from './embedded-bus.ts';
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
export { composeBuses } from './composed-bus.ts';
export { type KafkaConnection, type KafkaJournal } from './kafka/kafka-connection.ts';
export { type KafkaBusOptions, createKafkaBus } from './kafka/kafka-bus.ts';
