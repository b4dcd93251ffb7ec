import type { ContextName, RecordedEvent } from '@linli/contracts';
import type { CollectionSchema, Scalar } from './document-store.ts';

/**
 * One kind of document as a pure function of the events of one source, in their order. What comes from other sources is
 * another facet; readers merge facets (design rule 14).
 */
export interface CollectionProjection<Body = unknown> extends CollectionSchema {
  /** The documents an event touches; none when it does not concern this collection. */
  keys(event: RecordedEvent): readonly string[];
  /** The document after the event; `null` removes it; the same object back means nothing changed. */
  evolve(body: Body | undefined, event: RecordedEvent, key: string): Body | null | undefined;
  /** Values of the declared fields. */
  index(body: Body, event: RecordedEvent): Readonly<Record<string, Scalar>>;
}

/** A view: collections fed together, read together, rebuilt together, with one checkpoint per source. */
export interface Projection {
  /** kebab-case: `incident-board`. */
  readonly view: string;
  /**
   * Raised when the code below would answer differently; a rebuild beside the running view follows by itself. Where the
   * folds of some collections are the same as before, the versions of the others are raised instead.
   */
  readonly version: number;
  readonly contexts: readonly ContextName[];
  readonly types?: readonly string[];
  // Bodies differ per collection; each collection is checked on its own where it is defined.
  readonly collections: readonly CollectionProjection<never>[];
}
