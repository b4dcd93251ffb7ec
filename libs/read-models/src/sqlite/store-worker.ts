import type { DatabaseSync } from 'node:sqlite';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { ViewRef } from '../document-store.ts';
import { applyCommit } from './write-commit.ts';
import { openForReading, openForWriting } from './data-file.ts';
import { faultOf } from './faults.ts';
import { Generations } from './generations.ts';
import type { Request, RequestKind, Response, StoreRequests, StoreThreadOptions } from './messages.ts';
import {
  findFacets,
  getFacets,
  loadFacets,
  readCheckpoints,
  readMomentAt,
  readParked,
  readPositionAt,
} from './read-queries.ts';
import { retireSlice } from './retire.ts';
import { Sources } from './sources.ts';
import { Statements } from './statements.ts';
import { beginTakeOver, copySlice } from './take-over.ts';

/** One connection to the data file on a thread of its own: the event loop never waits for a disk. */

const { file, role } = workerData as StoreThreadOptions;
const port = parentPort as MessagePort;

type Handlers = {
  [Kind in RequestKind]?: (args: StoreRequests[Kind]['args']) => StoreRequests[Kind]['answer'] | void;
};

function handlersOf(db: DatabaseSync): Handlers {
  const connection = {
    db,
    statements: new Statements(db, 300),
    generations: new Generations(db),
    sources: new Sources(db),
  };

  function inTransaction<T>(begin: string, work: () => T): T {
    db.exec(begin);
    try {
      const result = work();
      db.exec('COMMIT');
      return result;
    } catch (error) {
      // A full disk may have ended the transaction already.
      if (db.isTransaction) db.exec('ROLLBACK');
      connection.sources.forget();
      throw error;
    }
  }
  const write = <T>(work: () => T) => inTransaction('BEGIN IMMEDIATE', work);
  const read = <T>(work: () => T) => inTransaction('BEGIN', work);

  const reading: Handlers = {
    checkpoints: ({ ref }) => read(() => JSON.stringify(readCheckpoints(connection, ref))),
    load: ({ ref, collection, source, keys, at }) =>
      read(() => loadFacets(connection, ref, collection, { source, keys, at })),
    get: ({ ref, collection, key, asOf }) => read(() => getFacets(connection, ref, collection, key, asOf)),
    find: ({ ref, collection, query }) => read(() => findFacets(connection, ref, collection, query)),
    positionAt: ({ ref, source, moment }) => read(() => readPositionAt(connection, ref, source, moment)),
    momentAt: ({ ref, source, position }) => read(() => readMomentAt(connection, ref, source, position)),
    parked: ({ ref }) => read(() => JSON.stringify(readParked(connection, ref))),
    state: ({ view }) => read(() => JSON.stringify(connection.generations.state(view))),
    close: () => {
      connection.statements.clear();
      db.close();
    },
  };
  if (role === 'reader') return reading;

  function markDropped(ref: ViewRef): void {
    db.prepare('UPDATE generations SET dropped = 1 WHERE view = ? AND generation = ? AND dropped = 0').run(
      ref.view,
      ref.generation,
    );
  }

  return {
    ...reading,
    ensure: ({ ref, schema }) => write(() => connection.generations.ensure(ref, schema)),
    takeOver: ({ ref, schema, from, collections }) =>
      write(() => beginTakeOver(connection, ref, schema, from, collections)),
    copy: ({ ref, step }) => write(() => copySlice(connection, ref, step)),
    commit: (commit) => write(() => applyCommit(connection, commit)),
    activate: ({ ref }) => {
      write(() => {
        connection.generations.find(ref);
        const { active, generations } = connection.generations.state(ref.view);
        if (active === ref.generation) return;
        db.prepare('INSERT OR REPLACE INTO aliases (view, active, previous) VALUES (?, ?, ?)').run(
          ref.view,
          ref.generation,
          active ?? null,
        );
        // What is younger than both is still being filled.
        const youngest = Math.max(ref.generation, active ?? 0);
        for (const generation of generations) {
          if (generation < youngest && generation !== ref.generation && generation !== active) {
            markDropped({ view: ref.view, generation });
          }
        }
      });
      retireLater();
    },
    drop: ({ ref }) => {
      write(() => {
        markDropped(ref);
        db.prepare('DELETE FROM aliases WHERE view = ? AND active = ?').run(ref.view, ref.generation);
        db.prepare('UPDATE aliases SET previous = NULL WHERE view = ? AND previous = ?').run(
          ref.view,
          ref.generation,
        );
      });
      retireLater();
    },
  };
}

const db = role === 'writer' ? tryOpen(openForWriting) : tryOpen(openForReading);
const handlers = db && handlersOf(db);
let retiring = false;

function tryOpen(open: (file: string) => DatabaseSync): DatabaseSync | undefined {
  try {
    const opened = open(file);
    port.postMessage({ id: 0, answer: undefined } satisfies Response);
    return opened;
  } catch (error) {
    port.postMessage({ id: 0, fault: faultOf(error, file) } satisfies Response);
    return undefined;
  }
}

function retireLater(): void {
  if (retiring || !db) return;
  retiring = true;
  // A turn of the event loop between two slices lets commits that have come meanwhile go first.
  setImmediate(() => {
    retiring = false;
    if (!db.isOpen) return;
    try {
      if (retireSlice(db)) retireLater();
    } catch {
      // Disk full or busy: the generation stays marked and is tried again at the next drop or start.
    }
  });
}

port.on('message', ({ id, kind, args }: Request) => {
  try {
    const handle = handlers?.[kind] as ((args: unknown) => unknown) | undefined;
    if (!handle) throw new Error(`the ${role} of ${file} does not answer ${kind}`);
    port.postMessage({ id, answer: handle(args) } satisfies Response);
    if (kind === 'close') port.close();
  } catch (error) {
    port.postMessage({ id, fault: faultOf(error, file) } satisfies Response);
  }
});

if (role === 'writer') retireLater();
