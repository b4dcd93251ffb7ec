import type { FollowOptions, LogPage, ReadAllOptions } from './event-store.ts';

/** What following needs of a log: pages, and to be told that its head may have moved. */
export interface FollowedLog {
  readAll(options: ReadAllOptions): Promise<LogPage>;
  /** Resolves as soon as the head may be past `position`, or the signal is aborted; rejects when the log is closed. */
  pastPosition(position: number, signal: AbortSignal): Promise<void>;
}

const defaultBatchSize = 500;

/**
 * The log from a position on, for ever. One cursor serves catching up and the tail, so there is no seam between them at
 * which an event could be lost or repeated. While the consumer works on a page the next one is already being read.
 */
export async function* followLog(log: FollowedLog, options: FollowOptions): AsyncGenerator<LogPage, void> {
  const { signal, filter } = options;
  const limit = options.batchSize ?? defaultBatchSize;
  const readAfter = (after: number) => log.readAll(filter ? { after, limit, filter } : { after, limit });
  let after = options.after;
  let next = readAfter(after);
  while (!signal.aborted) {
    const page = await next;
    if (signal.aborted) return;
    const moved = page.position > after;
    after = page.position;
    if (after < page.head) {
      next = readAfter(after);
      // The page read ahead is awaited in the next round, or dropped with its error when the consumer leaves.
      next.catch(() => undefined);
      yield page;
      continue;
    }
    if (moved) yield page;
    await log.pastPosition(after, signal);
    if (signal.aborted) return;
    next = readAfter(after);
  }
}

/** Those who wait for the head of a log to move on. */
export class HeadWatch {
  #head: number;
  #failure: Error | undefined;
  readonly #waiting = new Set<{
    readonly position: number;
    readonly resolve: () => void;
    readonly reject: (error: Error) => void;
  }>();

  constructor(head: number) {
    this.#head = head;
  }

  get head(): number {
    return this.#head;
  }

  /** Tells the new head to all who wait for a position before it. */
  moveTo(head: number): void {
    if (head <= this.#head) return;
    this.#head = head;
    for (const waiter of this.#waiting) {
      if (waiter.position >= head) continue;
      this.#waiting.delete(waiter);
      waiter.resolve();
    }
  }

  /** Nothing will come any more: everyone who waits, and whoever comes later, gets this error. */
  fail(error: Error): void {
    this.#failure ??= error;
    for (const waiter of this.#waiting) waiter.reject(this.#failure);
    this.#waiting.clear();
  }

  /** Resolves when the head is past the position or the signal is aborted. */
  past(position: number, signal: AbortSignal): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure);
    if (this.#head > position || signal.aborted) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const waiter = {
        position,
        resolve: () => {
          signal.removeEventListener('abort', aborted);
          resolve();
        },
        reject: (error: Error) => {
          signal.removeEventListener('abort', aborted);
          reject(error);
        },
      };
      const aborted = () => {
        this.#waiting.delete(waiter);
        resolve();
      };
      signal.addEventListener('abort', aborted, { once: true });
      this.#waiting.add(waiter);
    });
  }
}
