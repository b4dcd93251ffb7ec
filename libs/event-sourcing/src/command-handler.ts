import type { DomainEvent, EventMetadata, NewEvent, RecordedEvent } from '@linli/contracts';
import { v7 as uuidv7 } from 'uuid';
import { refuse, type Decider, type Refusal } from './decider.ts';
import { RevisionConflict, type AppendResult, type EventStore } from './event-store.ts';
import { noteCommand, type FoldedStream } from './folded-streams.ts';
import { StoreMemory } from './store-memory.ts';
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
  /**
   * What is asked, as a digest that the asker's door makes. The same command id with another digest is refused; without
   * one (reactors, timers) the id alone says that it is the same command.
   */
  readonly digest?: string;
  /** Id under which the same command may stand in the log from before ids were made as they are now. */
  readonly earlierCommandId?: string;
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
  /** How often a command is decided while other processes are faster on its stream. Default 8. */
  readonly attempts?: number;
  /**
   * Every command opens a stream whose id derives from the command: it is either absent or holds this very command, which
   * the store finds when it appends. So nothing is read before the first attempt.
   */
  readonly opens?: boolean;
  /** Area path the recorded events carry, from the state after the event. */
  readonly areaPathOf?: (state: State) => EventMetadata['areaPath'];
  /** What the decision knew of other streams and of the policies, for the metadata of what it records. */
  readonly knownAtOf?: (command: Command, before: State) => EventMetadata['knownAt'];
  /** Brings a stored event to the latest version of its type before it is folded and answered. */
  readonly upcast?: (event: RecordedEvent) => RecordedEvent;
  /** Version new events of a type are written in. Default 1 for all. */
  readonly versionOf?: (type: Event['type']) => number;
  /** Throws when data does not fit the schema of its type: nothing is appended then. */
  readonly validate?: (type: Event['type'], version: number, data: Event['data']) => void;
  /** What a decided event is turned into before it is appended to the stream: with personal fields encrypted. */
  readonly seal?: (streamId: string, event: NewEvent) => Promise<NewEvent>;
}

/** Handles one command against one stream. */
export type CommandHandler<Command, Event extends DomainEvent = DomainEvent> = (
  streamId: string,
  command: Command,
  context: CommandContext,
) => Promise<CommandResult<Event>>;

/** What a folded stream says to a command: the answer, or the events to append. */
type Judgement<Event extends DomainEvent> =
  | { readonly answer: CommandResult<Event> }
  | { readonly append: readonly NewEvent<Event['type'], Event['data']>[] };

type Recorded<Event extends DomainEvent> = RecordedEvent<Event['type'], Event['data']>;

const defaultAttempts = 8;

/**
 * Makes the handler of an aggregate's commands: fold the stream, decide, append at the revision the decision rests on.
 *
 * A command id found in the stream is answered with what it recorded then, so repeating a command is safe on any engine
 * and after any restart; with another `digest` it is refused as `idempotency-key-reused`, and so it is, for a while and
 * in this process, where the first use recorded nothing or stands in another stream.
 *
 * Commands of one stream wait for each other in a process, whichever handler of the store they are given to, and streams
 * folded lately are kept in memory. When another process was faster, the stream is read and the command decided again;
 * with `context.expectedRevision` the answer is `conflict` at once, because the caller decided on that revision.
 *
 * Rejects with what the store, the decider, the upcaster or `validate` throws; nothing stands in the log then.
 */
export function createCommandHandler<Command, Event extends DomainEvent, State>(
  options: CommandHandlerOptions<Command, Event, State>,
): CommandHandler<Command, Event> {
  const { store, decider, upcast, validate, seal, versionOf, areaPathOf, knownAtOf, opens = false } = options;
  const attempts = options.attempts ?? defaultAttempts;
  const memory = StoreMemory.of(store);
  const streams = memory.streamsOf(decider);

  /** Folds events that follow a folded stream, and keeps it. */
  function extend(streamId: string, before: FoldedStream<State>, events: readonly RecordedEvent[]) {
    let { state, revision, position } = before;
    const { commands } = before;
    for (const stored of events) {
      const event = upcast ? upcast(stored) : stored;
      // A recorded event of this aggregate's stream is one of its facts: the store cannot know the union, we do.
      state = decider.evolve(state, event as unknown as Event);
      ({ revision, position } = stored);
      noteCommand(commands, stored);
    }
    const folded = { state, revision, position, commands };
    streams.keep(streamId, folded);
    return folded;
  }

  const unread = (): FoldedStream<State> => ({
    state: decider.initialState,
    revision: -1,
    position: 0,
    commands: new Map(),
  });

  /** The stream up to its end; reads what has come since `before`. */
  async function read(streamId: string, before = unread()): Promise<FoldedStream<State>> {
    return extend(streamId, before, await store.readStream(streamId, { from: before.revision + 1 }));
  }

  /** What a command recorded that stands in the stream from a revision on. */
  async function recordedBy(streamId: string, commandId: string, from: number): Promise<Recorded<Event>[]> {
    const events = await store.readStream(streamId, { from });
    return events
      .filter(({ metadata }) => metadata.commandId === commandId)
      .map((event) => (upcast ? upcast(event) : event) as Recorded<Event>);
  }

  /** The answer to a command that the stream holds already, undefined when it does not. */
  async function answerBefore(
    streamId: string,
    { commands }: FoldedStream<State>,
    { commandId, digest, earlierCommandId }: CommandContext,
  ): Promise<CommandResult<Event> | undefined> {
    let id = commandId;
    let found = commands.get(id);
    if (!found && earlierCommandId !== undefined) {
      id = earlierCommandId;
      found = commands.get(id);
      // Since ids are made otherwise commands say what they ask: this one merely has the same letters.
      if (found?.digest !== undefined) return undefined;
    }
    if (!found) return undefined;
    if (digest !== undefined && found.digest !== undefined && digest !== found.digest) return keyReused;
    const events = await recordedBy(streamId, id, found.revision);
    const { revision, position } = events.at(-1) as Recorded<Event>;
    return { outcome: 'repeated', streamId, revision, position, events };
  }

  /** Gives decided facts what the log asks for besides: id, version, metadata with the area after each of them. */
  function drawUp(
    events: readonly Event[],
    before: State,
    context: CommandContext,
    knownAt: string | undefined,
  ): NewEvent[] {
    let state = before;
    return events.map((event) => {
      const version = versionOf ? versionOf(event.type) : 1;
      if (areaPathOf) state = decider.evolve(state, event);
      const metadata = metadataOf(context, areaPathOf?.(state), knownAt);
      return { id: uuidv7(), type: event.type, version, data: event.data, metadata };
    });
  }

  function judge(
    streamId: string,
    { state, revision, position }: FoldedStream<State>,
    command: Command,
    context: CommandContext,
  ): Judgement<Event> {
    if (context.expectedRevision !== undefined && !meetsPrecondition(context.expectedRevision, revision))
      return { answer: { outcome: 'conflict', streamId, revision } };
    const decision = decider.decide(command, state);
    if (decision.outcome === 'refused') return { answer: decision };
    if (decision.events.length === 0)
      return { answer: { outcome: 'unchanged', streamId, revision, position, events: [] } };
    return { append: drawUp(decision.events, state, context, knownAtOf?.(command, state)) };
  }

  /** The events as they will stand in the log. */
  async function finished(streamId: string, events: readonly NewEvent[]): Promise<readonly NewEvent[]> {
    const sealed = seal ? await Promise.all(events.map((event) => seal(streamId, event))) : events;
    if (validate)
      for (const { type, version, data } of sealed) validate(type, version, data as Event['data']);
    return sealed;
  }

  async function handle(
    streamId: string,
    command: Command,
    context: CommandContext,
  ): Promise<CommandResult<Event>> {
    const kept = streams.get(streamId);
    let folded = kept ?? (opens ? unread() : await read(streamId));
    let isRead = kept === undefined && !opens;
    for (let attempt = 1; ;) {
      const before = folded.commands.size > 0 && (await answerBefore(streamId, folded, context));
      if (before) return before;
      let judgement: Judgement<Event> | undefined;
      try {
        const judged = judge(streamId, folded, command, context);
        judgement = 'append' in judged ? { append: await finished(streamId, judged.append) } : judged;
      } catch (error) {
        if (isRead) throw error;
      }
      if (!judgement || 'answer' in judgement) {
        if (judgement && isRead) return judgement.answer;
        // An append finds out by itself whether what was kept is the end of the stream; any other answer has to look.
        folded = await read(streamId, folded);
        isRead = true;
        continue;
      }
      let result: AppendResult;
      try {
        result = await store.append(
          streamId,
          judgement.append,
          folded.revision < 0 ? 'no-stream' : folded.revision,
        );
      } catch (error) {
        streams.forget(streamId);
        if (!(error instanceof RevisionConflict)) throw error;
        if (isRead && (typeof context.expectedRevision === 'number' || attempt++ >= attempts))
          return { outcome: 'conflict', streamId, revision: error.actual };
        folded = await read(streamId);
        isRead = true;
        continue;
      }
      const { outcome, revision, position, recordedAt } = result;
      if (outcome === 'recorded' && recordedAt !== undefined) {
        const events = asRecorded(streamId, judgement.append, result, recordedAt);
        extend(streamId, folded, events);
        return { outcome, streamId, revision, position, events };
      }
      // Read back when another process has given the same command, or the engine does not tell when it recorded.
      streams.forget(streamId);
      folded = await read(streamId);
      const answer = await answerBefore(streamId, folded, context);
      if (!answer) throw new Error(`${streamId} does not hold the command that its store says it holds`);
      return answer.outcome === 'repeated' ? { ...answer, outcome } : answer;
    }
  }

  return async (streamId, command, context) => {
    const { commandId, digest } = context;
    if (digest !== undefined && !memory.commandIds.admit(commandId, streamId, digest)) return keyReused;
    return memory.queues.run(streamId, () => handle(streamId, command, context));
  };
}

/** https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/, 2.7: a key stands for one request. */
const keyReused = refuse(
  'IETF idempotency-key',
  'idempotency-key-reused',
  'This key has been used for something else; give a new command a new key, and repeat an old one unchanged.',
  'Idempotency-Key',
);

function metadataOf(
  context: CommandContext,
  areaPath: string | undefined,
  knownAt: string | undefined,
): EventMetadata {
  return {
    commandId: context.commandId,
    correlationId: context.correlationId,
    ...(context.causationId !== undefined && { causationId: context.causationId }),
    actor: context.actor,
    tenant: context.tenant,
    ...(areaPath !== undefined && { areaPath }),
    ...(knownAt !== undefined && { knownAt }),
    ...(context.traceparent !== undefined && { traceparent: context.traceparent }),
    ...(context.digest !== undefined && { digest: context.digest }),
  };
}

/**
 * The events as the log now holds them: one append stands in its stream without a gap, and in the log with one time. Data
 * goes through JSON, so that a state folded from it is the one that readers of the log fold.
 */
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
      data: JSON.parse(JSON.stringify(event.data)),
      metadata: event.metadata,
    };
  });
}
