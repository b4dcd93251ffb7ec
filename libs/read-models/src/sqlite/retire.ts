import type { DatabaseSync } from 'node:sqlite';

/** Rows deleted at a time: a few milliseconds, so that commits wait no longer. */
const sliceRows = 5_000;

/**
 * Removes the tables of dropped generations a slice at a time, between commits: dropping a table of a million rows in
 * one statement would keep the writer for as long as it takes to visit all its pages. Returns whether more is to do.
 */
export function retireSlice(db: DatabaseSync): boolean {
  const generation = db.prepare('SELECT id FROM generations WHERE dropped = 1 LIMIT 1').get() as
    { id: number } | undefined;
  if (!generation) return false;
  const { id } = generation;
  db.exec('BEGIN IMMEDIATE');
  try {
    const object = db
      .prepare(
        `SELECT type, name FROM sqlite_schema WHERE name GLOB ? AND (type = 'table' OR type = 'index')
           ORDER BY type, name LIMIT 1`,
      )
      .get(`g${id}_*`) as { type: 'table' | 'index'; name: string } | undefined;
    if (!object) {
      for (const table of ['parked', 'checkpoints', 'taken_over', 'applied_late']) {
        db.prepare(`DELETE FROM ${table} WHERE generation_id = ?`).run(id);
      }
      db.prepare('DELETE FROM generations WHERE id = ?').run(id);
    } else if (object.type === 'index') {
      db.exec(`DROP INDEX ${object.name}`);
    } else if (!deleteSlice(db, object.name)) {
      db.exec(`DROP TABLE ${object.name}`);
    }
    db.exec('COMMIT');
  } catch (error) {
    db.exec('ROLLBACK');
    throw error;
  }
  return true;
}

function deleteSlice(db: DatabaseSync, table: string): boolean {
  const key = table.endsWith('_moments') ? '(source, recorded_at)' : 'id';
  const columns = key.replace(/[()]/g, '');
  return (
    db
      .prepare(`DELETE FROM ${table} WHERE ${key} IN (SELECT ${columns} FROM ${table} LIMIT ${sliceRows})`)
      .run().changes > 0
  );
}
