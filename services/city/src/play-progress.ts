import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

interface Kept {
  /** 00:00 Asia/Shanghai of the first day of the story. */
  readonly storyStart: string;
  /** What the story's clock showed when it was last saved. */
  readonly clock: string;
  /** How many steps of the script are done for good. */
  readonly played: number;
}

/** How far a play is that goes into services of their own, kept in a file beside them. */
export class PlayProgress {
  readonly #file: string;
  #kept: Kept;

  private constructor(file: string, kept: Kept) {
    this.#file = file;
    this.#kept = kept;
  }

  /** What the file says, or a play from the beginning. */
  static open(file: string, newStoryStart: () => Date): PlayProgress {
    if (existsSync(file)) return new PlayProgress(file, JSON.parse(readFileSync(file, 'utf8')) as Kept);
    const start = newStoryStart().toISOString();
    return new PlayProgress(file, { storyStart: start, clock: start, played: 0 });
  }

  get storyStart(): Date {
    return new Date(this.#kept.storyStart);
  }

  get clock(): Date {
    return new Date(this.#kept.clock);
  }

  get played(): number {
    return this.#kept.played;
  }

  /** Whole or not at all. */
  save({ clock, played }: { readonly clock: Date; readonly played: number }): void {
    this.#kept = { ...this.#kept, clock: clock.toISOString(), played };
    writeFileSync(`${this.#file}.new`, `${JSON.stringify(this.#kept)}\n`, { flush: true });
    renameSync(`${this.#file}.new`, this.#file);
  }
}
