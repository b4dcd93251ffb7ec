import type { DocumentStore, FacetVersion } from '@linli/read-models';
import { MongoDocumentStore, SqliteDocumentStore } from '@linli/read-models';

/** Where documents go. */
export type Target =
  | { readonly kind: 'nowhere' }
  | { readonly kind: 'sqlite'; readonly file: string }
  | { readonly kind: 'mongo'; readonly url: string };

export function openDocuments(target: Target): Promise<DocumentStore> {
  if (target.kind === 'sqlite') return SqliteDocumentStore.open({ file: target.file });
  if (target.kind === 'mongo') return MongoDocumentStore.open({ url: target.url });
  throw new Error('a projection has to go somewhere');
}

/** One version of one document as a projection has stored it, and from which partition it came. */
export type Recorded = readonly [source: string, version: FacetVersion];
