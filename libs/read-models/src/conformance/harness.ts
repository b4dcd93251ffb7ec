import type { DocumentStore } from '../document-store.ts';

/** One place to try a store at; each case gets its own. */
export interface DocumentStoreHarness {
  /** Opens the place: empty the first time, with what was stored once the store before is closed. */
  open(): Promise<DocumentStore>;
  /** Closes every store it has opened and removes the place. */
  dispose(): Promise<void>;
}

/** An engine under test. */
export interface ConformingDocumentStore {
  readonly makeHarness: () => Promise<DocumentStoreHarness>;
}

/** One promise of the port as something to run. It rejects where the promise is broken. */
export interface ConformanceCase {
  /** A sentence, unique in the suite. */
  readonly name: string;
  readonly run: (harness: DocumentStoreHarness) => Promise<void>;
}
