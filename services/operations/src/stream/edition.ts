import { randomUUID } from 'node:crypto';
import type { Shown } from './cursor.ts';

export interface EditionOptions {
  /** The generation of the view whose lines are shown; undefined where there is but one. */
  readonly generation: () => number | undefined;
  /** Events of the view that are parked: lines that may come in behind what has been shown. */
  readonly parked: () => number;
}

/**
 * Which feed a screen is shown: lines come in behind its place when parked events are applied late, or another generation
 * takes over. A screen that is there is told; one that is away is found out by its cursor when it comes back.
 */
export class Edition {
  readonly #options: EditionOptions;
  /** Of this process: what another has applied late meanwhile, nobody here knows. */
  readonly #process = randomUUID().slice(0, 8);
  #changes = 0;

  constructor(options: EditionOptions) {
    this.#options = options;
  }

  /** Lines have come in behind what has been shown. */
  change(): void {
    this.#changes += 1;
  }

  /** What a cursor says of it now. Where nothing is parked, nothing can come in behind the cursor. */
  now(): Shown {
    const { generation: current, parked } = this.#options;
    const generation = current();
    return {
      ...(generation === undefined ? {} : { generation }),
      ...(parked() === 0 ? {} : { edition: this.#name }),
    };
  }

  /** What a screen with this cursor has been shown may lack lines that are there now. */
  hasChangedSince({ generation, edition }: Shown): boolean {
    return (
      (generation !== undefined && generation !== this.#options.generation()) ||
      (edition !== undefined && edition !== this.#name)
    );
  }

  get #name(): string {
    return `${this.#process}.${this.#changes}`;
  }
}
