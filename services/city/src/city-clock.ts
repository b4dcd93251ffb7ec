import type { Clock } from '@linli/service-kit';

export interface CityClockOptions {
  /** What the clock shows at the start: where the city's story stopped. */
  readonly startsAt: Date;
  /** Minutes of the story to a minute of real time, until the story has caught up with the real time. */
  readonly pace: number;
  /** Real time in milliseconds since 1970 UTC. */
  readonly realNow?: () => number;
}

/**
 * The time the embedded city lives in. It starts in the past, where the real requests begin, runs `pace` times as fast
 * as the real time until it has caught up, and is the real time from then on. Never ahead of it, never backwards.
 */
export class CityClock implements Clock {
  readonly #start: number;
  readonly #realStart: number;
  readonly #pace: number;
  readonly #realNow: () => number;

  constructor({ startsAt, pace, realNow = Date.now }: CityClockOptions) {
    this.#realNow = realNow;
    this.#realStart = realNow();
    this.#start = Math.min(startsAt.getTime(), this.#realStart);
    this.#pace = pace;
  }

  now(): Date {
    const real = this.#realNow();
    return new Date(Math.min(real, this.#start + (real - this.#realStart) * this.#pace));
  }

  /** How many times as fast as the real time the clock runs now. */
  get rate(): number {
    return this.now().getTime() < this.#realNow() ? this.#pace : 1;
  }
}
