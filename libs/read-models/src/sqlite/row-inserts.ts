import type { StatementSync } from 'node:sqlite';
import type { Scalar } from '../document-store.ts';
import { SQLITE_CONSTRAINT, sqliteCode } from './data-file.ts';
import type { Statements } from './statements.ts';

/** Rows to one statement: crossing into SQLite costs as much as inserting a small row. */
const rowsPerStatement = 16;

/**
 * Inserts rows of one table several to a statement. `into` is everything up to VALUES, `then` what follows the rows.
 * A row that breaks a constraint is named by its number to `refused`, whose error is thrown in place of SQLite's.
 */
export class RowInserts {
  readonly #many: StatementSync;
  readonly #one: StatementSync;
  readonly #width: number;
  readonly #refused: ((row: number) => Error) | undefined;
  #values: Scalar[] = [];
  #rows = 0;

  constructor(
    statements: Statements,
    sql: { readonly into: string; readonly width: number; readonly then?: string },
    refused?: (row: number) => Error,
  ) {
    const row = `(${Array.from({ length: sql.width }, () => '?').join(', ')})`;
    const statement = (rows: number) =>
      statements.of(
        `${sql.into} VALUES ${Array.from({ length: rows }, () => row).join(', ')} ${sql.then ?? ''}`,
      );
    this.#many = statement(rowsPerStatement);
    this.#one = statement(1);
    this.#width = sql.width;
    this.#refused = refused;
  }

  /** The values of a row, one after the other, `width` of them. */
  add(...values: readonly Scalar[]): void {
    for (const value of values) this.#values.push(value);
    this.#rows += 1;
    if (this.#rows % rowsPerStatement > 0) return;
    try {
      this.#many.run(...this.#values);
      this.#values = [];
    } catch (error) {
      if (!this.#refused || sqliteCode(error) !== SQLITE_CONSTRAINT) throw error;
      this.#oneByOne(this.#rows - rowsPerStatement);
    }
  }

  end(): void {
    this.#oneByOne(this.#rows - this.#values.length / this.#width);
  }

  #oneByOne(first: number): void {
    const values = this.#values;
    this.#values = [];
    for (let n = 0; n * this.#width < values.length; n += 1) {
      try {
        this.#one.run(...values.slice(n * this.#width, (n + 1) * this.#width));
      } catch (error) {
        throw (sqliteCode(error) === SQLITE_CONSTRAINT && this.#refused?.(first + n)) || error;
      }
    }
  }
}
