import type { DomainEvent, EventMetadata, NewEvent, RecordedEvent } from '@linli/contracts';
import { v7 as uuidv7 } from 'uuid';
import type { Decider, Refusal } from './decider.ts';
import { RevisionConflict, type AppendResult, type EventStore } from './event-store.ts';
import { meetsPrecondition, type StreamPrecondition } from './stream-precondition.ts';

/** Who asks, when, and under which id: what the decider must not find out by itself. */
export interface CommandContext {
  /** `Idempotency-Key`, or derived from the causing event by a reactor. */
  readonly commandId: string;
  readonly correlationId: string;
  readonly causationId?: string;
  readonly actor: string;
  readonly tenant: string;
  readonly traceparent?: string;
  /** `If-Match`: refuse with `conflict` unless the stream meets this. */
  readonly expectedRevision?: StreamPrecondition;
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
  /** Brings a stored event to the latest version of its type before it is folded and answered. */
  readonly upcast?: (event: RecordedEvent) => RecordedEvent;
  /** Version new events of a type are written in. Default 1 for all. */
  readonly versionOf?: (type: Event['type']) => number;
  /** Throws when data does not fit the schema of its type: nothing is appended then. */
  readonly validate?: (type: Event['type'], version: number, data: Event['data']) => void;
}

/** Handles one command against one stream. */
export type CommandHandler<Command, Event extends DomainEvent = DomainEvent> = (
  streamId: string,
  command: Command,
  context: CommandContext,
) => Promise<CommandResult<Event>>;

/** A stream folded up to its end, and what an earlier handling of the same command has left in it. */
interface Folded<Event extends DomainEvent, State> {
  readonly state: State;
  /** Last revision, -1 when the stream does not exist. */
  readonly revision: number;
  /** Position of the last event, 0 when the stream does not exist. */
  readonly position: number;
  readonly recordedBefore: readonly RecordedEvent<Event['type'], Event['data']>[];
}

const defaultAttempts = 8;

/**
 * Makes the handler of an aggregate's commands: fold the stream, decide, append at the revision the decision rests on.
 *
 * A command id found in the stream is answered with what it recorded then, so repeating a command is safe on any engine
 * and after any restart. When another writer was faster, the stream is folded and the command decided again; with
 * `context.expectedRevision` the answer is `conflict` at once, because the caller decided on that revision.
 *
 * Rejects with what the store, the upcaster or `validate` throws; nothing stands in the log then.
 */
export function createCommandHandler<Command, Event extends DomainEvent, State>(
  options: CommandHandlerOptions<Command, Event, State>,
): CommandHandler<Command, Event> {
  const { store, decider, upcast, validate, versionOf, areaPathOf } = options;
  const attempts = options.attempts ?? defaultAttempts;

  async function fold(streamId: string, commandId: string): Promise<Folded<Event, State>> {
    let state = decider.initialState;
    let revision = -1;
    let position = 0;
    const recordedBefore: RecordedEvent<Event['type'], Event['data']>[] = [];
    for (const stored of await store.readStream(streamId)) {
      const event = (upcast ? upcast(stored) : stored) as RecordedEvent<Event['type'], Event['data']>;
      // A recorded event of this aggregate's stream is one of its facts: the store cannot know the union, we do.
      state = decider.evolve(state, event as unknown as Event);
      ({ revision, position } = stored);
      if (stored.metadata.commandId === commandId) recordedBefore.push(event);
    }
    return { state, revision, position, recordedBefore };
  }

  /** Gives decided facts what the log asks for besides: id, version, metadata with the area after each of them. */
  function drawUp(events: readonly Event[], before: State, context: CommandContext): NewEvent[] {
    let state = before;
    return events.map((event) => {
      const version = versionOf ? versionOf(event.type) : 1;
      validate?.(event.type, version, event.data);
      if (areaPathOf) state = decider.evolve(state, event);
      const metadata = metadataOf(context, areaPathOf?.(state));
      return { id: uuidv7(), type: event.type, version, data: event.data, metadata };
    });
  }

  return async (streamId, command, context) => {
    for (let attempt = 1; ; attempt++) {
      const { state, revision, position, recordedBefore } = await fold(streamId, context.commandId);
      const last = recordedBefore.at(-1);
      if (last) {
        const { revision, position } = last;
        return { outcome: 'repeated', streamId, revision, position, events: recordedBefore };
      }
      if (context.expectedRevision !== undefined && !meetsPrecondition(context.expectedRevision, revision))
        return { outcome: 'conflict', streamId, revision };
      const decision = decider.decide(command, state);
      if (decision.outcome === 'refused') return decision;
      if (decision.events.length === 0)
        return { outcome: 'unchanged', streamId, revision, position, events: [] };

      const drawnUp = drawUp(decision.events, state, context);
      let result: AppendResult;
      try {
        result = await store.append(streamId, drawnUp, revision < 0 ? 'no-stream' : revision);
      } catch (error) {
        if (!(error instanceof RevisionConflict)) throw error;
        if (typeof context.expectedRevision !== 'number' && attempt < attempts) continue;
        return { outcome: 'conflict', streamId, revision: error.actual };
      }
      const { outcome, recordedAt } = result;
      // Read back when the same command ran beside this one and was first, or the engine does not tell when it recorded.
      const events =
        outcome === 'recorded' && recordedAt !== undefined
          ? asRecorded(streamId, drawnUp, result, recordedAt)
          : (await fold(streamId, context.commandId)).recordedBefore;
      return { outcome, streamId, revision: result.revision, position: result.position, events };
    }
  };
}

function metadataOf(context: CommandContext, areaPath: string | undefined): EventMetadata {
  return {
    commandId: context.commandId,
    correlationId: context.correlationId,
    ...(context.causationId !== undefined && { causationId: context.causationId }),
    actor: context.actor,
    tenant: context.tenant,
    ...(areaPath !== undefined && { areaPath }),
    ...(context.traceparent !== undefined && { traceparent: context.traceparent }),
  };
}

/** The events as the log now holds them: one append stands in its stream without a gap, and in the log with one time. */
function asRecorded<Event extends DomainEvent>(
  streamId: string,
  events: readonly NewEvent<Event['type'], Event['data']>[],
  result: AppendResult,
  recordedAt: number,
): RecordedEvent<Event['type'], Event['data']>[] {
  return events.map((event, index) => {
    const behind = events.length - 1 - index;
    return {
      position: result.positions?.[index] ?? result.position - behind,
      streamId,
      revision: result.revision - behind,
      id: event.id,
      type: event.type,
      version: event.version,
      recordedAt,
      data: event.data,
      metadata: event.metadata,
    };
  });
}
