import { DatabaseSync } from 'node:sqlite';
import mongoose from 'mongoose';
import { cityBoard } from '../read-models/city-board.ts';
import type { Recorded, Target } from './documents.ts';

/** Takes documents as they are: no history, no checkpoint, no guard. */
export interface BareSink {
  insert(documents: readonly Recorded[]): Promise<void>;
  close(): Promise<void>;
}

export async function openSink(target: Target): Promise<BareSink> {
  if (target.kind === 'sqlite') return sqliteSink(target.file);
  if (target.kind === 'mongo') return mongoSink(target.url);
  return { insert: async () => undefined, close: async () => undefined };
}

const { collections } = cityBoard;

/** A table and the declared indexes for each collection, the store's own settings, a transaction for each call. */
function sqliteSink(file: string): BareSink {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -32768');
  database.exec('PRAGMA wal_autocheckpoint = 16000');
  const inserts = new Map(
    collections.map(({ name, fields, indexes }) => {
      const columns = Object.keys(fields);
      database.exec(
        `CREATE TABLE "${name}" (key TEXT NOT NULL, source TEXT NOT NULL, position INTEGER NOT NULL,
           recorded_at INTEGER NOT NULL, ${columns.map((field) => `"${field}", `).join('')} body TEXT,
           PRIMARY KEY (key, source, position))`,
      );
      indexes.forEach((index, n) => {
        const list = index.map((field) => `"${field}"`).join(', ');
        database.exec(`CREATE INDEX "${name}-${n}" ON "${name}" (${list})`);
      });
      const values = Array.from({ length: columns.length + 5 }, () => '?').join(', ');
      const statement = database.prepare(`INSERT INTO "${name}" VALUES (${values})`);
      return [name, { statement, columns }] as const;
    }),
  );
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  return {
    async insert(documents) {
      begin.run();
      for (const [source, { collection, key, position, recordedAt, fields, body }] of documents) {
        const insert = inserts.get(collection);
        const lifted = insert?.columns.map((field) => fields[field] ?? null) ?? [];
        insert?.statement.run(key, source, position, recordedAt, ...lifted, body);
      }
      commit.run();
    },
    close: async () => database.close(),
  };
}

/** A collection and the declared indexes for each collection, journalled by a majority as the store's writes are. */
async function mongoSink(url: string): Promise<BareSink> {
  const connection = mongoose.createConnection();
  await connection.openUri(url, { autoCreate: false, autoIndex: false });
  const db = connection.getClient().db(new URL(url).pathname.slice(1), {
    writeConcern: { w: 'majority', journal: true },
  });
  for (const { name, indexes } of collections) {
    await db.createCollection(name);
    for (const index of indexes)
      await db.collection(name).createIndex(Object.fromEntries(index.map((field) => [`fields.${field}`, 1])));
  }
  return {
    async insert(documents) {
      for (const { name } of collections) {
        const own = documents.filter(([, { collection }]) => collection === name);
        if (own.length === 0) continue;
        const rows = own.map(([source, { key, position, recordedAt, fields, body }]) => ({
          _id: `${key}:${source}:${position}` as never,
          ...{ key, source, position, recordedAt, fields, body },
        }));
        await db.collection(name).insertMany(rows, { ordered: false });
      }
    },
    close: () => connection.destroy(),
  };
}
