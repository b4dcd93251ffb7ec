import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** Prepared statements by their text; the ones not asked for longest are let go beyond the limit. */
export class Statements {
  readonly #db: DatabaseSync;
  readonly #limit: number;
  readonly #prepared = new Map<string, StatementSync>();

  constructor(db: DatabaseSync, limit: number) {
    this.#db = db;
    this.#limit = limit;
  }

  of(sql: string): StatementSync {
    let statement = this.#prepared.get(sql);
    if (statement) {
      this.#prepared.delete(sql);
    } else {
      statement = this.#db.prepare(sql);
      if (this.#prepared.size >= this.#limit) {
        this.#prepared.delete(this.#prepared.keys().next().value as string);
      }
    }
    this.#prepared.set(sql, statement);
    return statement;
  }

  clear(): void {
    this.#prepared.clear();
  }
}
