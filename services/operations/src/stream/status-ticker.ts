import type { OperationsStatus } from '../api.ts';
import type { StreamHub } from './stream-hub.ts';

/** Tells the screens about once a second how the views stand, when that is something new. */
export class StatusTicker {
  readonly #timer: NodeJS.Timeout;
  #told = '';

  constructor(hub: StreamHub, status: () => OperationsStatus, everyMs = 1_000) {
    this.#timer = setInterval(() => {
      if (hub.size === 0) return;
      const { sources, parked, rebuild, clock } = status();
      // The time alone is nothing new: screens have a clock of their own that runs at this rate.
      const news = JSON.stringify([sources, parked, rebuild, clock.rate]);
      if (news === this.#told) return;
      this.#told = news;
      hub.announce();
    }, everyMs);
    this.#timer.unref();
  }

  close(): void {
    clearInterval(this.#timer);
  }
}
