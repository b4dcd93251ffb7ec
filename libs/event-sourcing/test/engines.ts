import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { ConformingEngine } from '../src/conformance/index.ts';
import type { EventStore } from '../src/event-store.ts';
import { InMemoryEventStore } from '../src/memory/in-memory-event-store.ts';
import { SqliteEventStore } from '../src/sqlite/sqlite-event-store.ts';

/** A folder of its own under the system's temporary one. */
export function newFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'linli-log-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

const gone = 'what is in memory ends with its process';

export const inMemoryEngine: ConformingEngine = {
  cannot: { restart: gone, crash: gone, outage: 'there is no engine underneath that could fail' },
  async makeHarness() {
    const opened: EventStore[] = [];
    return {
      async open(options) {
        const store = new InMemoryEventStore(options);
        opened.push(store);
        return store;
      },
      openAfterCrash: () => Promise.reject(new Error(gone)),
      outage: () => Promise.reject(new Error('nothing underneath')),
      async dispose() {
        for (const store of opened) await store.close();
      },
    };
  },
};

export const sqliteEngine: ConformingEngine = {
  cannot: {},
  async makeHarness() {
    const folder = newFolder();
    const file = join(folder.path, 'conformance.log.db');
    const opened: EventStore[] = [];
    const open = async (options: { file: string; now?: () => number }) => {
      const store = await SqliteEventStore.open(options);
      opened.push(store);
      return store;
    };
    return {
      open: (options = {}) => open({ ...options, file }),
      // What a killed process leaves is what is in its files: the kernel holds every byte it has written.
      openAfterCrash: () => {
        const found = join(folder.path, 'found.log.db');
        for (const part of ['', '-wal', '.head'])
          if (existsSync(file + part)) copyFileSync(file + part, found + part);
        return open({ file: found });
      },
      // Another program, a backup say, that keeps the file locked for longer than a writer waits.
      async outage(during) {
        const other = new DatabaseSync(file);
        other.exec('BEGIN IMMEDIATE');
        try {
          await during();
        } finally {
          other.exec('ROLLBACK');
          other.close();
        }
      },
      async dispose() {
        for (const store of opened) await store.close();
        folder.remove();
      },
    };
  },
};
