import type {
  AsOf,
  Checkpoint,
  ParkedEvent,
  Query,
  ViewRef,
  ViewSchema,
  ViewState,
} from '../document-store.ts';
import type { CommitColumns } from './columns.ts';
import type { FacetRow } from './read-queries.ts';
import type { CopyStep } from './take-over.ts';

/** JSON text of a value: parsed by the caller into objects of its own. */
export type Json<T> = string & { readonly value?: T };

/** What the threads can be asked, and what they answer. */
export interface StoreRequests {
  ensure: { args: { ref: ViewRef; schema: ViewSchema }; answer: undefined };
  takeOver: {
    args: { ref: ViewRef; schema: ViewSchema; from: number; collections: readonly string[] };
    answer: CopyStep | undefined;
  };
  copy: { args: { ref: ViewRef; step: CopyStep }; answer: CopyStep | undefined };
  commit: { args: CommitColumns; answer: undefined };
  activate: { args: { ref: ViewRef }; answer: undefined };
  drop: { args: { ref: ViewRef }; answer: undefined };
  checkpoints: { args: { ref: ViewRef }; answer: Json<Checkpoint[]> };
  load: {
    args: { ref: ViewRef; collection: string; source: string; keys: readonly string[]; at: number };
    answer: FacetRow[];
  };
  get: { args: { ref: ViewRef; collection: string; key: string; asOf?: AsOf }; answer: FacetRow[] };
  find: { args: { ref: ViewRef; collection: string; query: Query }; answer: FacetRow[] };
  positionAt: { args: { ref: ViewRef; source: string; moment: number }; answer: number };
  momentAt: { args: { ref: ViewRef; source: string; position: number }; answer: number };
  parked: { args: { ref: ViewRef }; answer: Json<ParkedEvent[]> };
  state: { args: { view: string }; answer: Json<ViewState> };
  close: { args: undefined; answer: undefined };
}

export type RequestKind = keyof StoreRequests;

/** An error as it crosses back; the facade makes the class of its name again. */
export interface Fault {
  readonly name: string;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface Request {
  readonly id: number;
  readonly kind: RequestKind;
  readonly args: unknown;
}

export type Response =
  { readonly id: number; readonly answer: unknown } | { readonly id: number; readonly fault: Fault };

export interface StoreThreadOptions {
  readonly file: string;
  readonly role: 'writer' | 'reader';
}
