import type { EventBus, SourceId } from '@linli/event-bus';
import type { DocumentStore, FacetVersion } from '../document-store.ts';
import type { Projection } from '../projection.ts';
import type { FoldMemory } from './fold-memory.ts';

export interface RunProjectionOptions {
  readonly projection: Projection;
  readonly bus: EventBus;
  readonly documents: DocumentStore;
  /** The clock the logs are written by, milliseconds since 1970 UTC; lag is measured with it. Default: the system's. */
  readonly now?: () => number;
  /** Behind by more than this the view has not caught up. Default 5,000 ms. */
  readonly maxLagMs?: number;
  /** At most so many events are asked of the bus at a time. Default 4,000. */
  readonly batchSize?: number;
  /** At most so many events to one transaction. Default 4,000: pages that many events touch are written once. */
  readonly commitSize?: number;
  /** What it folds in. Default: 128 MiB that all projections of the process share. */
  readonly memory?: FoldMemory;
}

/** What a batch has changed in the generation that readers are given, told once it is stored. */
export interface Committed {
  readonly generation: number;
  readonly source: SourceId;
  /**
   * The batch holds what lies after `from`, up to and including `to`. Calls for one source follow on each other; a gap
   * between them was committed by another process that shares the source.
   */
  readonly from: number;
  readonly to: number;
  readonly recordedAt: number;
  readonly versions: readonly FacetVersion[];
  /** Parked events that were applied on retry: their versions lie at or before `from`. */
  readonly late: boolean;
}

/** Readers are given another generation: what was shown from the one before is to be asked for anew. */
export interface Switched {
  readonly from: number;
  readonly to: number;
}

export interface ProjectionSourceState {
  readonly source: SourceId;
  readonly position: number;
  readonly head: number;
  /** At most the age of the oldest event not yet absorbed, milliseconds; 0 when caught up. */
  readonly lagMs: number;
  /** Milliseconds since 1970 UTC of the last finished batch or idle look at the log. */
  readonly aliveAt: number;
  readonly failure?: {
    readonly message: string;
    readonly attempts: number;
    /** Time does not heal it: somebody has to act. */
    readonly stuck?: true;
  };
}

export interface ProjectionState {
  readonly view: string;
  readonly version: number;
  /** The generation readers are given. */
  readonly generation: number;
  /** The generation `rollBack` returns to. It stands still; it is brought up to date before readers are given it. */
  readonly previous?: number;
  /** Readers are given a generation that this code does not feed: its answers are of the past. */
  readonly stale?: { readonly generation: number; readonly version: number };
  readonly sources: readonly ProjectionSourceState[];
  /** Poison and held events of the generation readers are given. */
  readonly parked: number;
  /** A generation that is being filled beside it; positions are sums over the sources. */
  readonly rebuild?: {
    readonly generation: number;
    readonly position: number;
    readonly head: number;
    readonly parked: number;
    readonly failure?: string;
  };
}

export interface RetryResult {
  /** Events that have been folded now. */
  readonly applied: number;
  /** Events of the stream that are still parked. */
  readonly remaining: number;
  /** Why the first of them is. */
  readonly reason?: string;
}

/** Nobody in this process follows the source now: another process does, or none does yet. */
export class NotFollowed extends Error {
  override readonly name = 'NotFollowed';
  readonly source: SourceId;
  constructor(source: SourceId) {
    super(`${source} is not followed by this process now`);
    this.source = source;
  }
}

/** A running projection: follows its sources, keeps its view, and replaces it by a new generation when it has to. */
export interface ProjectionRunner {
  /**
   * Whether readers can be served. True from the moment on at which the generation readers are given has caught up within
   * bounds, alive and without failure, for the first time since the start. Being behind afterwards, a source that is gone
   * or a store that cannot write does not take it away: readers are served what there is, and `state` and the answer's
   * stamp say how old it is. What does: a source is stuck for good, for example because events are missing; the store
   * cannot be read; readers are given a generation that this code does not feed, and it holds no document. A generation
   * that is being filled never counts.
   */
  ready(): boolean;
  state(): ProjectionState;
  /** Called after each stored batch, in order per source; a listener that throws harms nobody. Returns how to stop it. */
  onCommitted(listener: (committed: Committed) => void): () => void;
  onSwitched(listener: (switched: Switched) => void): () => void;
  /** True once readers are given the source up to the position; false when the time is over. */
  waitFor(source: SourceId, position: number, timeoutMs: number): Promise<boolean>;
  /** Starts filling a new generation from position 0 (or joins a running one) and answers its number. */
  rebuild(): Promise<number>;
  /** Resolves when no generation is being filled; at once when none is. */
  rebuilt(): Promise<void>;
  /**
   * Gives up a generation that is being filled, or else returns readers to the one before. One of the same version is
   * brought up to date first. One of another version cannot be fed by this code: it is given as it stands, the state
   * says `stale`, and the code of that version takes it up from there when it is deployed again.
   */
  rollBack(): Promise<void>;
  /** Folds the parked events of a stream in order, until one fails again. `NotFollowed` when its source is not ours now. */
  retryParked(streamId: string): Promise<RetryResult>;
  /** Gives up the poison event at the head of a stream for good and folds those held behind it; rejects as `retryParked`. */
  discardParked(streamId: string): Promise<RetryResult>;
  /** Stops intake, stores the running batch, stops. The document store stays open. */
  close(): Promise<void>;
}
