import type { ContextName, RecordedEvent } from '@linli/contracts';
import { derivedCommandId } from './command-id.ts';
import type { EventBus, SourceId, SourceState } from './event-bus.ts';
import { ReactorSource, type RetriedReactions } from './reactor-source.ts';
import type { ParkedReaction, ReactorStore } from './reactor-store.ts';

export interface ReactionContext {
  /** For the command that answers the event: the same at every delivery. */
  readonly commandId: string;
  /** For a further command to the same stream about the same event. */
  commandIdFor(step: string): string;
  /** Where the event came from: the log of a context, or a partition of its topic. Its position counts there. */
  readonly source: SourceId;
}

export interface ReactorOptions {
  /** Unique in its service, and never changed: command ids are derived from it. kebab-case: `deadline-timer`. */
  readonly name: string;
  readonly bus: EventBus;
  readonly contexts: readonly ContextName[];
  /** Only these event types; all when left out. */
  readonly types?: readonly string[];
  readonly checkpoints: ReactorStore;
  /**
   * Where to begin at the very first start: with the first event of the log, with what comes from now on, or behind a
   * position per source (a source that is missing begins with its first event). Later starts go on where it stopped.
   */
  readonly startAt: 'beginning' | 'now' | Readonly<Record<SourceId, number>>;
  /**
   * Issues the commands that follow from the event. Called again with the same ids when it throws, after a crash and by
   * another owner of the source, so it has effects through commands alone. A command that is refused is an answer, not
   * an error; throw for a conflict or a fault.
   */
  react(event: RecordedEvent, context: ReactionContext): Promise<void>;
  /** Tries before an event is parked, and those of its stream behind it. Default 8. An unavailable store never counts. */
  readonly attempts?: number;
  /** So many streams are answered at a time, each in order. Default 16. */
  readonly concurrency?: number;
  readonly now?: () => number;
}

export interface Reactor {
  readonly name: string;
  state(): readonly SourceState[];
  /** How many events wait for an operator, poison and held, of the sources this process owns. */
  waiting(): number;
  /** Poison, held and discarded events. */
  parked(): Promise<readonly ParkedReaction[]>;
  /** Answers the parked events of a stream in order, until one fails again. */
  retryParked(streamId: string): Promise<RetriedReactions>;
  /** Gives up the poison event at the head of a stream for good and answers those held behind it. */
  discardParked(streamId: string): Promise<RetriedReactions>;
  close(): Promise<void>;
}

/**
 * Answers events with commands, from a position of its own on. A reactor is no projection: it writes no documents, has
 * nothing to rebuild, and so is never run over old events by a rebuild.
 */
export async function createReactor(options: ReactorOptions): Promise<Reactor> {
  const { name, bus, contexts, types, checkpoints, startAt } = options;
  const sources = new Map<SourceId, ReactorSource>();

  const contextOf = (event: RecordedEvent, source: SourceId): ReactionContext => ({
    source,
    commandId: derivedCommandId(name, event.id),
    commandIdFor: (step) => derivedCommandId(name, event.id, step),
  });

  function sourceOf(source: SourceId): ReactorSource {
    let found = sources.get(source);
    if (!found) {
      found = new ReactorSource({
        reactor: name,
        source,
        store: checkpoints,
        react: (event) => options.react(event, contextOf(event, source)),
        upcast: (event) => bus.upcast(event),
        attempts: options.attempts ?? 8,
        concurrency: options.concurrency ?? 16,
        now: options.now ?? Date.now,
      });
      sources.set(source, found);
    }
    return found;
  }

  async function startAfter(source: SourceId): Promise<number | 'end'> {
    const stored = await sourceOf(source).start();
    if (stored !== undefined) return stored;
    if (startAt === 'now') return 'end';
    return startAt === 'beginning' ? 0 : (startAt[source] ?? 0);
  }

  async function settle(streamId: string, giveUpFirst: boolean): Promise<RetriedReactions> {
    let applied = 0;
    let remaining = 0;
    for (const source of sources.values()) {
      const result = await source.settleParked(streamId, giveUpFirst);
      applied += result.applied;
      remaining += result.remaining;
    }
    return { applied, remaining };
  }

  const subscription = await bus.subscribe({
    group: name,
    contexts,
    ...(types && { types }),
    startAfter,
    handle: (batch) => sourceOf(batch.source).handle(batch),
  });

  return {
    name,
    state: () => subscription.state(),
    waiting: () => subscription.state().reduce((sum, { source }) => sum + sourceOf(source).waiting(), 0),
    parked: () => checkpoints.parked(name),
    retryParked: (streamId) => settle(streamId, false),
    discardParked: (streamId) => settle(streamId, true),
    close: () => subscription.close(),
  };
}
