import type { DatabaseSync } from 'node:sqlite';
import {
  type AsOf,
  InvalidRequest,
  SchemaMismatch,
  type TakenOver,
  UnknownGeneration,
  type ViewRef,
  type ViewSchema,
  type ViewState,
} from '../document-store.ts';
import { canonical, type DeclaredCollection, declaredCollections } from '../schema.ts';

/** One generation as the file holds it: its tables are named by `id`, so that a dropped one is never met again. */
export interface StoredGeneration {
  readonly id: number;
  readonly ref: ViewRef;
  readonly collections: ReadonlyMap<string, StoredCollection>;
}

export interface StoredCollection extends DeclaredCollection {
  /** Table of the versions in force. */
  readonly current: string;
  /** Table of the superseded versions. */
  readonly history: string;
}

export const momentsTable = (id: number): string => `g${id}_moments`;
export const column = (field: string): string => `"f_${field}"`;

/** Finds generations by view and number; keeps what it has read of them. */
export class Generations {
  readonly #db: DatabaseSync;
  readonly #known = new Map<number, StoredGeneration>();

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  find(ref: ViewRef): StoredGeneration {
    const row = this.#db
      .prepare('SELECT id, schema FROM generations WHERE view = ? AND generation = ? AND dropped = 0')
      .get(ref.view, ref.generation) as { id: number; schema: string } | undefined;
    if (!row) throw new UnknownGeneration(ref);
    let stored = this.#known.get(row.id);
    if (!stored) {
      stored = describe(row.id, ref, JSON.parse(row.schema) as ViewSchema);
      this.#known.set(row.id, stored);
    }
    return stored;
  }

  collection(generation: StoredGeneration, name: string): StoredCollection {
    const collection = generation.collections.get(name);
    if (collection) return collection;
    const known = [...generation.collections.keys()].join(', ');
    throw new InvalidRequest(`${generation.ref.view} has no collection ${name}; it has ${known}`);
  }

  /** What the generation has of an elder one, and the number of that one's tables. */
  takenOver({ id }: Pick<StoredGeneration, 'id'>): (TakenOver & { readonly elderId: number }) | undefined {
    const row = this.#db
      .prepare(
        'SELECT elder_id, elder, collections, positions, complete FROM taken_over WHERE generation_id = ?',
      )
      .get(id) as
      | { elder_id: number; elder: number; collections: string; positions: string; complete: number }
      | undefined;
    return (
      row && {
        elderId: row.elder_id,
        from: row.elder,
        collections: JSON.parse(row.collections) as string[],
        positions: JSON.parse(row.positions) as AsOf,
        complete: row.complete === 1,
      }
    );
  }

  state(view: string): ViewState {
    const alias = this.#db.prepare('SELECT active, previous FROM aliases WHERE view = ?').get(view) as
      { active: number; previous: number | null } | undefined;
    const rows = this.#db
      .prepare(
        'SELECT id, generation, schema FROM generations WHERE view = ? AND dropped = 0 ORDER BY generation',
      )
      .all(view) as unknown as { id: number; generation: number; schema: string }[];
    const taken = rows.flatMap((row): [number, TakenOver][] => {
      const found = this.takenOver(row);
      if (!found) return [];
      const { elderId: _, ...of } = found;
      return [[row.generation, of]];
    });
    return {
      view,
      ...(alias && { active: alias.active }),
      ...(alias?.previous != null && { previous: alias.previous }),
      generations: rows.map((row) => row.generation),
      schemas: Object.fromEntries(rows.map((row) => [row.generation, JSON.parse(row.schema) as ViewSchema])),
      ...(taken.length > 0 && { taken: Object.fromEntries(taken) }),
    };
  }

  /** Within the caller's transaction. */
  ensure(ref: ViewRef, schema: ViewSchema): void {
    const text = canonical(schema);
    const row = this.#db
      .prepare('SELECT schema FROM generations WHERE view = ? AND generation = ? AND dropped = 0')
      .get(ref.view, ref.generation) as { schema: string } | undefined;
    if (row) {
      if (row.schema !== text) throw new SchemaMismatch(ref);
      return;
    }
    const { lastInsertRowid } = this.#db
      .prepare('INSERT INTO generations (view, generation, schema) VALUES (?, ?, ?)')
      .run(ref.view, ref.generation, text);
    const id = Number(lastInsertRowid);
    this.#db.exec(
      `CREATE TABLE ${momentsTable(id)} (source INTEGER NOT NULL, recorded_at INTEGER NOT NULL,
         first INTEGER NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (source, recorded_at)) WITHOUT ROWID`,
    );
    for (const collection of describe(id, ref, JSON.parse(text) as ViewSchema).collections.values()) {
      for (const statement of tablesOf(collection)) this.#db.exec(statement);
    }
  }
}

function describe(id: number, ref: ViewRef, schema: ViewSchema): StoredGeneration {
  const collections = declaredCollections(schema).map((declared, n): [string, StoredCollection] => [
    declared.schema.name,
    { ...declared, current: `g${id}_c${n}`, history: `g${id}_h${n}` },
  ]);
  return { id, ref, collections: new Map(collections) };
}

/**
 * `current` holds the version in force of each key and source, or a row without body once the document has gone: the row
 * is also what its history hangs on, so that a key's text is stored once. `history` holds each superseded version with
 * the half-open interval of positions [from_pos, to_pos) in which it was in force. Its one index files an interval under
 * `level` = floor(log2(length)) and `bucket` = floor(from_pos / 2^level), see `../interval.ts`.
 */
function tablesOf({ schema, fields, current, history }: StoredCollection): string[] {
  const columns = fields
    .map((field) => `${column(field)} ${schema.fields[field] === 'integer' ? 'INTEGER' : 'TEXT'}, `)
    .join('');
  const statements = [
    `CREATE TABLE ${current} (id INTEGER PRIMARY KEY, key TEXT NOT NULL, source INTEGER NOT NULL,
       position INTEGER NOT NULL, recorded_at INTEGER NOT NULL, ${columns} body TEXT)`,
    `CREATE UNIQUE INDEX ${current}_key ON ${current} (key, source)`,
    ...schema.indexes.map(
      (names, n) =>
        `CREATE INDEX ${current}_i${n} ON ${current}
           (${names.map((name) => (name === 'position' ? 'position' : column(name))).join(', ')})
           WHERE body IS NOT NULL`,
    ),
  ];
  if (schema.immutable) return statements;
  return [
    ...statements,
    `CREATE TABLE ${history} (id INTEGER PRIMARY KEY, doc INTEGER NOT NULL, source INTEGER NOT NULL,
       level INTEGER NOT NULL, bucket INTEGER NOT NULL, from_pos INTEGER NOT NULL, to_pos INTEGER NOT NULL,
       recorded_at INTEGER NOT NULL, ${columns} body TEXT NOT NULL)`,
    `CREATE UNIQUE INDEX ${history}_interval ON ${history} (source, level, bucket, doc)`,
  ];
}
