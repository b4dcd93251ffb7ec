import type { DatabaseSync } from 'node:sqlite';

/** Sources are stored by number, since every row names one; ties are still broken by name. */
export class Sources {
  readonly #db: DatabaseSync;
  #ids = new Map<string, number>();
  #names = new Map<number, string>();

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** For the writer, within its transaction. */
  idFor(name: string): number {
    const known = this.idOf(name);
    if (known !== undefined) return known;
    this.#db.prepare('INSERT INTO sources (name) VALUES (?)').run(name);
    return this.idOf(name) as number;
  }

  idOf(name: string): number | undefined {
    if (!this.#ids.has(name)) this.#refresh();
    return this.#ids.get(name);
  }

  nameOf(id: number): string {
    if (!this.#names.has(id)) this.#refresh();
    return this.#names.get(id) as string;
  }

  /** Every source with its place in the order of names; asked anew, since a source may have come meanwhile. */
  ranks(): readonly { readonly id: number; readonly rank: number }[] {
    this.#refresh();
    return [...this.#ids].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, id], rank) => ({ id, rank }));
  }

  /** A rolled back transaction may have taken a new number with it. */
  forget(): void {
    this.#ids.clear();
    this.#names.clear();
  }

  #refresh(): void {
    const rows = this.#db.prepare('SELECT id, name FROM sources').all() as unknown as {
      id: number;
      name: string;
    }[];
    this.#ids = new Map(rows.map((row) => [row.name, row.id]));
    this.#names = new Map(rows.map((row) => [row.id, row.name]));
  }
}
