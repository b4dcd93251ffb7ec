import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConformingDocumentStore, DocumentStoreHarness } from '../src/conformance/index.ts';
import type { DocumentStore } from '../src/document-store.ts';
import { SqliteDocumentStore } from '../src/sqlite/sqlite-document-store.ts';

/** Folders of one test, removed when it is over. */
export async function makeFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'linli-read-models-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** SQLite in a folder of its own; `wrap` seeds a fault for the negative controls. */
export function sqliteEngine(wrap = (store: DocumentStore): DocumentStore => store): ConformingDocumentStore {
  return {
    async makeHarness(): Promise<DocumentStoreHarness> {
      const folder = await makeFolder();
      const opened: DocumentStore[] = [];
      return {
        async open() {
          const store = wrap(await SqliteDocumentStore.open({ file: join(folder.path, 'views.sqlite') }));
          opened.push(store);
          return store;
        },
        async dispose() {
          await Promise.all(opened.map((store) => store.close()));
          await folder.remove();
        },
      };
    },
  };
}
