import type { SourceId } from '@linli/event-bus';

/** A value an index can hold. */
export type Scalar = string | number | null;

export interface CollectionSchema {
  /** kebab-case: `grid-counts`. */
  readonly name: string;
  /** Values lifted out of the body so that it can be found by them. */
  readonly fields: Readonly<Record<string, 'text' | 'integer'>>;
  /** Each a list of field names, `position` allowed as the last: what `find` filters and orders by. */
  readonly indexes: readonly (readonly string[])[];
  /** Each key is written once and never changes (feed, timeline): no history is kept, since a row is its own history. */
  readonly immutable?: boolean;
  /**
   * Raised when the fold of this collection would answer differently: it alone is folded anew, and the new generation
   * takes its neighbours over as they are. 1 when left out. What changes for all is the version of the view.
   */
  readonly version?: number;
}

/** One generation of one view: rebuilt beside its elder and switched to when it has caught up. */
export interface ViewRef {
  readonly view: string;
  readonly generation: number;
}

export interface ViewSchema {
  readonly view: string;
  /** Version of the projection that fills the generation; 0 when left out. */
  readonly version?: number;
  readonly collections: readonly CollectionSchema[];
}

/** One version of one facet, in force from `position` on until the next version of the same key and source. */
export interface FacetVersion {
  readonly collection: string;
  readonly key: string;
  readonly position: number;
  readonly recordedAt: number;
  readonly fields: Readonly<Record<string, Scalar>>;
  /** JSON text; null when the document has gone. */
  readonly body: string | null;
}

/** What a reader gets: the body parsed, one per source that has written to the key. */
export interface Facet<Body = unknown> {
  readonly key: string;
  readonly source: SourceId;
  readonly position: number;
  readonly recordedAt: number;
  readonly body: Body;
}

export interface Checkpoint {
  readonly source: SourceId;
  readonly position: number;
  /** Recorded time of the last absorbed event, 0 before the first. */
  readonly recordedAt: number;
}

/** A moment of the log, kept so that `asOf` a time can be answered by position. */
export interface Moment {
  readonly recordedAt: number;
  /** Of the last event of this batch that was recorded then. */
  readonly position: number;
  /** Of the first one; the same as `position` when left out. */
  readonly first?: number;
}

/** An event that could not be projected, or that waits behind one of its stream. */
export interface ParkedEvent {
  readonly source: SourceId;
  readonly position: number;
  readonly streamId: string;
  readonly type: string;
  /**
   * `poison`: it failed itself. `held`: an earlier event of its stream is parked. `discarded`: an operator has given it
   * up; it is kept as a record, holds nothing back and is not folded.
   */
  readonly state: 'poison' | 'held' | 'discarded';
  readonly reason: string;
  readonly parkedAt: number;
  readonly attempts: number;
  /** The recorded event as JSON text. */
  readonly event: string;
}

/** Everything one batch changes, applied in one transaction or not at all. */
export interface Commit {
  readonly ref: ViewRef;
  readonly source: SourceId;
  /** The checkpoint this batch was folded on; another value in the store means another owner: `CheckpointConflict`. */
  readonly from: number;
  /** The checkpoint from now on; equal to `from` when parked events are applied late. */
  readonly to: number;
  /** Recorded time of the last absorbed event. */
  readonly recordedAt: number;
  /**
   * In order of position per key. A version at the position of the one in force takes its place. A version may lie at or
   * before `from`: a parked event applied late; where its key has a younger version, it takes that one's place.
   */
  readonly versions: readonly FacetVersion[];
  readonly moments: readonly Moment[];
  readonly parked?: readonly ParkedEvent[];
  readonly unparked?: readonly { readonly source: SourceId; readonly position: number }[];
}

/** Per source, the position a question is asked at. A source that is missing is asked for its latest. */
export type AsOf = Readonly<Record<SourceId, number>>;

export interface Condition {
  readonly field: string;
  readonly op: 'eq' | 'prefix' | 'gte' | 'gt' | 'lte' | 'lt' | 'in';
  readonly value: Scalar | readonly Scalar[];
}

export interface Query {
  readonly where?: readonly Condition[];
  /**
   * `key`, `position` or an indexed field; ties are broken by key, then source, in the same direction; `null` is less
   * than every value. Text is ordered by code point. Default: by key, ascending.
   */
  readonly orderBy?: { readonly field: string; readonly direction: 'asc' | 'desc' };
  /** Continue behind this row of the same query. */
  readonly after?: { readonly value: Scalar; readonly key: string; readonly source: SourceId };
  readonly limit: number;
  readonly asOf?: AsOf;
}

export interface ViewState {
  readonly view: string;
  /** The generation readers are given; undefined before the first switch. */
  readonly active?: number;
  /** The generation readers were given before, kept for `activate` back. */
  readonly previous?: number;
  readonly generations: readonly number[];
  /** What fills each generation: where it differs from the code that runs, another generation is needed. */
  readonly schemas?: Readonly<Record<number, ViewSchema>>;
  /** Generations that did not begin empty. */
  readonly taken?: Readonly<Record<number, TakenOver>>;
}

/** What a generation has of an elder one. */
export interface TakenOver {
  /** The generation it was taken from. */
  readonly from: number;
  readonly collections: readonly string[];
  /** Per source, how far these collections were folded when they were taken over; 0 for a source that is left out. */
  readonly positions: AsOf;
  /** False while documents are still being copied: nothing may be folded into the generation before. */
  readonly complete: boolean;
}

/**
 * Documents with history, one facet per source, and the checkpoints they stand at. Implementations pass
 * `documentStoreConformance`.
 */
export interface DocumentStore {
  /**
   * Makes what a generation needs; harmless when it is there, `SchemaMismatch` when it is there with other collections.
   * Awaited before the first write.
   */
  ensure(ref: ViewRef, schema: ViewSchema): Promise<void>;
  /**
   * Makes a generation as `ensure` does, with the documents of some collections and their history as the generation
   * `from` of the same view has them at its checkpoints of this moment; its own checkpoints begin at 0. The collections
   * are declared alike in both. Resolves once everything is copied. It may be called again, by anybody: what was begun
   * and cut off is completed, at the checkpoints it was begun at, whatever has been committed to `from` since.
   *
   * Nothing is taken over, and the generation begins empty, where an event of `from` is parked, in whatever state, or
   * has been applied late: a rebuild would then fold those events in other places. Nor is anything put into a generation
   * that is there already.
   */
  takeOver(ref: ViewRef, schema: ViewSchema, from: number, collections: readonly string[]): Promise<void>;
  /** All of it or nothing: `CheckpointConflict`, `ImmutableRewritten`, `StoreUnavailable` leave no trace. */
  commit(commit: Commit): Promise<void>;
  checkpoints(ref: ViewRef): Promise<readonly Checkpoint[]>;
  /**
   * Latest facets of many keys from one source, to fold on. Missing keys are left out. `at` is how far the caller has
   * folded: when the stored checkpoint lies beyond it, another owner has written and its facets would be folded twice,
   * so the answer is `CheckpointConflict`.
   */
  load(
    ref: ViewRef,
    collection: string,
    source: SourceId,
    keys: readonly string[],
    at: number,
  ): Promise<readonly Facet[]>;
  /** In order of source. */
  get(ref: ViewRef, collection: string, key: string, asOf?: AsOf): Promise<readonly Facet[]>;
  find(ref: ViewRef, collection: string, query: Query): Promise<readonly Facet[]>;
  /** The position in force at a moment: of the last event recorded at or before it; 0 before the first. */
  positionAt(ref: ViewRef, source: SourceId, moment: number): Promise<number>;
  /** Recorded time of the last absorbed event at or before the position; 0 before the first. */
  momentAt(ref: ViewRef, source: SourceId, position: number): Promise<number>;
  parked(ref: ViewRef): Promise<readonly ParkedEvent[]>;
  state(view: string): Promise<ViewState>;
  /** Readers are given this generation from now on; the one before stays for `activate` back, older ones are dropped. */
  activate(ref: ViewRef): Promise<void>;
  drop(ref: ViewRef): Promise<void>;
  close(): Promise<void>;
}

export class CheckpointConflict extends Error {
  override readonly name = 'CheckpointConflict';
  readonly source: SourceId;
  readonly expected: number;
  readonly actual: number;
  constructor(source: SourceId, expected: number, actual: number) {
    super(
      `checkpoint of ${source} is ${actual}, this batch was folded on ${expected}: another owner has written`,
    );
    this.source = source;
    this.expected = expected;
    this.actual = actual;
  }
}

/** A key of an immutable collection was to be written a second time, or to be removed. */
export class ImmutableRewritten extends Error {
  override readonly name = 'ImmutableRewritten';
  readonly collection: string;
  readonly key: string;
  readonly position: number;
  constructor(collection: string, key: string, position: number) {
    super(`${collection} is immutable, yet position ${position} writes its key ${key} again`);
    this.collection = collection;
    this.key = key;
    this.position = position;
  }
}

/** The generation exists with other collections than these: a change of schema needs a generation of its own. */
export class SchemaMismatch extends Error {
  override readonly name = 'SchemaMismatch';
  readonly ref: ViewRef;
  constructor(ref: ViewRef) {
    super(`generation ${ref.generation} of ${ref.view} was made with another schema`);
    this.ref = ref;
  }
}

/** The generation is not there: never made, or dropped since. */
export class UnknownGeneration extends Error {
  override readonly name = 'UnknownGeneration';
  readonly ref: ViewRef;
  constructor(ref: ViewRef) {
    super(`generation ${ref.generation} of ${ref.view} does not exist`);
    this.ref = ref;
  }
}

/** The question or the commit does not fit the schema: a mistake of the program, never of its data. */
export class InvalidRequest extends Error {
  override readonly name = 'InvalidRequest';
}
