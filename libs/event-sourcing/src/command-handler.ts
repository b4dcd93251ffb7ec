import type { DomainEvent, EventMetadata, RecordedEvent } from '@linli/contracts';
import type { Decider, Refusal } from './decider.ts';
import type { EventStore } from './event-store.ts';

/** Who asks, when, and under which id: what the decider must not find out by itself. */
export interface CommandContext {
  /** `Idempotency-Key`, or derived from the causing event by a reactor. */
  readonly commandId: string;
  readonly correlationId: string;
  readonly causationId?: string;
  readonly actor: string;
  readonly tenant: string;
  readonly traceparent?: string;
  /** `If-Match`: refuse with `conflict` unless the stream is at this revision. */
  readonly expectedRevision?: number;
}

export type CommandResult<Event extends DomainEvent = DomainEvent> =
  | {
      /** `recorded`: new events stand in the log. `repeated`: this command id had been handled before. `unchanged`: accepted, nothing to record. */
      readonly outcome: 'recorded' | 'repeated' | 'unchanged';
      readonly streamId: string;
      readonly revision: number;
      /** Position to wait for with `after=`. */
      readonly position: number;
      readonly events: readonly RecordedEvent<Event['type'], Event['data']>[];
    }
  | Refusal
  | { readonly outcome: 'conflict'; readonly streamId: string; readonly revision: number };

export interface CommandHandlerOptions<Command, Event extends DomainEvent, State> {
  readonly store: EventStore;
  readonly decider: Decider<Command, Event, State>;
  /** Milliseconds between attempts are not needed: a conflict is re-folded and decided again at once. Default 8 attempts. */
  readonly attempts?: number;
  /** Area path the recorded events carry, from the state after the event. */
  readonly areaPathOf?: (state: State) => EventMetadata['areaPath'];
}
