import type { SourceId } from '@linli/event-bus';

interface Waiter {
  readonly source: SourceId;
  readonly position: number;
  finish(reached: boolean): void;
}

/** Those who wait for a source to reach a position, each within a time. */
export class Waiters {
  readonly #waiting = new Set<Waiter>();

  wait(source: SourceId, position: number, timeoutMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const waiter: Waiter = {
        source,
        position,
        finish: (reached) => {
          clearTimeout(timer);
          this.#waiting.delete(waiter);
          resolve(reached);
        },
      };
      const timer = setTimeout(() => waiter.finish(false), timeoutMs);
      this.#waiting.add(waiter);
    });
  }

  reached(source: SourceId, position: number): void {
    for (const waiter of [...this.#waiting]) {
      if (waiter.source === source && position >= waiter.position) waiter.finish(true);
    }
  }

  /** Nothing more will be reached. */
  giveUp(): void {
    for (const waiter of [...this.#waiting]) waiter.finish(false);
  }
}
