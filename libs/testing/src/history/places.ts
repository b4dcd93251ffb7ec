/** Where a note stands, as a counterexample cites it. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** Places as numbers that fit a column. */
export class Places {
  readonly #files: string[] = [];

  file(name: string): number {
    return this.#files.push(name) - 1;
  }

  static of(file: number, line: number): number {
    return file * 0x1_0000_0000 + line;
  }

  /** The one note stands in front of the other in the same file; of two files nothing is known. */
  static isBefore(one: number, other: number): boolean {
    return one < other && Math.floor(one / 0x1_0000_0000) === Math.floor(other / 0x1_0000_0000);
  }

  resolve(place: number): Place {
    const file = Math.floor(place / 0x1_0000_0000);
    return { file: this.#files[file] ?? '?', line: place - file * 0x1_0000_0000 };
  }
}
