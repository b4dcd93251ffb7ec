import type { ContextName, RecordedEvent } from '@linli/contracts';

/**
 * One ordered source of events: a context's log where it is tailed in process (`incidents`), one partition of its topic
 * on Kafka (`incidents/3`). Positions are those of the context's log in both cases: strictly increasing within a source,
 * dense only in the log itself.
 */
export type SourceId = string;

export interface EventBatch {
  readonly context: ContextName;
  readonly source: SourceId;
  /** In order of position; may be empty, to tell progress past filtered events. */
  readonly events: readonly RecordedEvent[];
  /**
   * Events of this batch that could not be brought to the latest version of their type, by position. They stand in
   * `events` as they were recorded, so that they can be parked; they must not be interpreted.
   */
  readonly unreadable?: ReadonlyMap<number, Error>;
  /** What the batch lies behind: the events after this position, up to and including `position`. */
  readonly after: number;
  /** How far the batch reaches: the next one begins behind it. */
  readonly position: number;
  /** Last position known at the source: `head - position` is the lag in events. */
  readonly head: number;
}

export interface Subscriber {
  /** Name of the consumer, one per projection or reactor of a service: `operations.incident-board`. */
  readonly group: string;
  readonly contexts: readonly ContextName[];
  /** Only these event types; all when left out. */
  readonly types?: readonly string[];
  /** At most so many events to a batch. Default 500. */
  readonly batchSize?: number;
  /**
   * Asked whenever a source is assigned: the consumer's own checkpoint. Events after it are delivered. `end` means only
   * what comes from now on: the bus then delivers an empty batch at the head first, so that the start can be stored.
   */
  startAfter(source: SourceId): Promise<number | 'end'>;
  /**
   * So many batches of a source may be handed over before the first of them is stored, so that one is folded while
   * another is being written. Default 1: the next comes when the one before is finished.
   */
  readonly ahead?: number;
  /**
   * Called in order per source, with at most `ahead` calls under way. Resolves when the batch and its checkpoint are
   * stored. When it rejects, the same batch comes again after a back-off, with those that were handed over behind it,
   * and the error shows in `state`.
   */
  handle(batch: EventBatch): Promise<void>;
  /** The source is no longer ours (rebalance, shutdown); work in flight has been awaited. */
  released?(source: SourceId): Promise<void>;
}

export interface SourceState {
  readonly source: SourceId;
  readonly position: number;
  readonly head: number;
  /**
   * Milliseconds since 1970 UTC of the last finished batch or idle poll: a heartbeat, not only lag. 0 while nobody here
   * follows the source: then position and head are not known either.
   */
  readonly aliveAt: number;
  readonly failure?: Failure;
}

export interface Failure {
  readonly message: string;
  readonly attempts: number;
  /** Time does not heal it, somebody has to act: `docs/runbook.md` says how. What has no such mark is being retried. */
  readonly stuck?: true;
}

export interface Subscription {
  state(): readonly SourceState[];
  /** Stops intake, awaits the running batch, releases the sources. */
  close(): Promise<void>;
}

/** How events reach consumers. Publishing is the relay's business alone: the log is the outbox (design rule 1). */
export interface EventBus {
  /** Resolves once every source has been asked for its start; rejects when one of them cannot be followed at all. */
  subscribe(subscriber: Subscriber): Promise<Subscription>;
  /**
   * Brings an event that was kept aside (parked) to the latest version of its type, as delivery does. Throws for one that
   * delivery would call unreadable: it must not be interpreted, and stays aside.
   */
  upcast(event: RecordedEvent): RecordedEvent;
  close(): Promise<void>;
}
