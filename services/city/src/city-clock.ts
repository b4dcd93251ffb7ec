import type { Clock } from '@linli/service-kit';

export interface CityClockOptions {
  /** What the clock shows at the start: where the city's story stopped. */
  readonly startsAt: Date;
  /** Minutes of the story to a minute of real time, until the story has caught up with the real time. */
  readonly pace: number;
  /** Until then the clock runs at `hurriedPace` at least: the quiet hours before the first morning. */
  readonly hurryUntil?: Date;
  /** Real time in milliseconds since 1970 UTC. */
  readonly realNow?: () => number;
}

/** Half an hour a second. */
export const hurriedPace = 1_800;

/**
 * The time the embedded city lives in. It starts in the past, where the real requests begin, runs `pace` times as fast
 * as the real time until it has caught up, and is the real time from then on. Never ahead of it, never backwards.
 */
export class CityClock implements Clock {
  readonly #start: number;
  readonly #realStart: number;
  readonly #pace: number;
  /** How long, in real milliseconds, the hurry lasts; and what the clock shows when it is over. */
  readonly #hurry: { readonly pace: number; readonly lasts: number; readonly until: number };
  readonly #realNow: () => number;

  constructor({ startsAt, pace, hurryUntil, realNow = Date.now }: CityClockOptions) {
    this.#realNow = realNow;
    this.#realStart = realNow();
    this.#start = Math.min(startsAt.getTime(), this.#realStart);
    this.#pace = pace;
    const until = Math.max(this.#start, hurryUntil?.getTime() ?? this.#start);
    const hurried = Math.max(pace, hurriedPace);
    this.#hurry = { pace: hurried, lasts: (until - this.#start) / hurried, until };
  }

  now(): Date {
    const real = this.#realNow();
    const elapsed = real - this.#realStart;
    const story =
      elapsed < this.#hurry.lasts
        ? this.#start + elapsed * this.#hurry.pace
        : this.#hurry.until + (elapsed - this.#hurry.lasts) * this.#pace;
    return new Date(Math.min(real, story));
  }

  /** How many times as fast as the real time the clock runs now. */
  get rate(): number {
    const real = this.#realNow();
    if (this.now().getTime() >= real) return 1;
    return real - this.#realStart < this.#hurry.lasts ? this.#hurry.pace : this.#pace;
  }
}
