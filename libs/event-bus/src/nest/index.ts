export { EVENT_TRANSPORT, EventBusStrategy, type EventBusStrategyOptions } from './event-bus-strategy.ts';
export { type BatchInfo, EventContext } from './event-context.ts';
export { EventFailureFilter } from './event-failure-filter.ts';
