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
}

/** One generation of one view: rebuilt beside its elder and switched to when it has caught up. */
export interface ViewRef {
  readonly view: string;
  readonly generation: number;
}

export interface ViewSchema {
  readonly view: string;
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
  readonly position: number;
}

/** An event that could not be projected, or that waits behind one of its stream. */
export interface ParkedEvent {
  readonly source: SourceId;
  readonly position: number;
  readonly streamId: string;
  readonly type: string;
  /** `poison`: it failed itself. `held`: an earlier event of its stream is parked. */
  readonly state: 'poison' | 'held';
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
  readonly to: number;
  readonly recordedAt: number;
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
  /** `position` or an indexed field; ties are broken by key, then source. Default: by key, ascending. */
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
  readonly generations: readonly number[];
}

/**
 * Documents with history, one facet per source, and the checkpoints they stand at. Implementations pass
 * `documentStoreConformance`.
 */
export interface DocumentStore {
  /** Makes what a generation needs; harmless when it is there. Awaited before the first write. */
  ensure(ref: ViewRef, schema: ViewSchema): Promise<void>;
  commit(commit: Commit): Promise<void>;
  checkpoints(ref: ViewRef): Promise<readonly Checkpoint[]>;
  /** Latest facets of many keys from one source, to fold on. Missing keys are left out. */
  load(
    ref: ViewRef,
    collection: string,
    source: SourceId,
    keys: readonly string[],
  ): Promise<readonly Facet[]>;
  get(ref: ViewRef, collection: string, key: string, asOf?: AsOf): Promise<readonly Facet[]>;
  find(ref: ViewRef, collection: string, query: Query): Promise<readonly Facet[]>;
  /** The position in force at a moment: of the last event recorded at or before it; 0 before the first. */
  positionAt(ref: ViewRef, source: SourceId, moment: number): Promise<number>;
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
