import { type BackOff, backOffMs, pause } from './back-off.ts';
import type { EventBatch } from './event-bus.ts';

export interface DeliveryOptions {
  handle(batch: EventBatch): Promise<void>;
  /** So many batches may be under way. */
  readonly ahead: number;
  readonly backOff: BackOff;
  /** Aborted: a batch that is refused is not tried again. Whoever gives the batches ends them himself. */
  readonly signal: AbortSignal;
  /** True while nothing is under way and the next batch is awaited. */
  onWaiting(waiting: boolean): void;
  onFinished(batch: EventBatch): void;
  /** The oldest batch under way was refused, for the so-manieth time. */
  onRefused(error: unknown, attempts: number): void;
}

interface Handed {
  readonly batch: EventBatch;
  /** The error of a refused batch, undefined of a finished one. */
  done: Promise<unknown>;
}

/**
 * Hands the batches of one source over in order, again and again from the first that is refused. Resolves when they end
 * and all are finished, or when a refused one is given up because of the signal; rejects when getting them fails. In all
 * cases nothing is under way any more.
 */
export async function deliverInOrder(
  batches: AsyncIterator<EventBatch, void>,
  options: DeliveryOptions,
): Promise<void> {
  const { ahead, backOff, signal } = options;
  const underWay: Handed[] = [];

  /** Never rejects: the error is the answer, so that nobody has to be there when it comes. */
  function handOver(batch: EventBatch): Promise<unknown> {
    return options.handle(batch).then(
      () => undefined,
      (error: unknown) => error ?? new Error('refused without a reason'),
    );
  }

  /** Awaits the oldest batch under way; false when it is given up. */
  async function settle(): Promise<boolean> {
    for (let attempts = 1; ; attempts += 1) {
      const [oldest] = underWay as [Handed];
      const error = await oldest.done;
      if (error === undefined) {
        underWay.shift();
        options.onFinished(oldest.batch);
        return true;
      }
      options.onRefused(error, attempts);
      await Promise.all(underWay.map(({ done }) => done));
      await pause(backOffMs(backOff, attempts), signal);
      if (signal.aborted) return false;
      for (const handed of underWay) handed.done = handOver(handed.batch);
    }
  }

  try {
    for (;;) {
      const next = batches.next();
      // What is under way is finished as it comes, also when no batch does for a long time.
      while (underWay.length > 0 && !(await comesFirst(next, underWay))) {
        if (!(await settle())) return;
      }
      options.onWaiting(underWay.length === 0);
      const result = await next;
      options.onWaiting(false);
      if (result.done) break;
      underWay.push({ batch: result.value, done: handOver(result.value) });
      while (underWay.length >= ahead) if (!(await settle())) return;
    }
    while (underWay.length > 0) if (!(await settle())) return;
  } finally {
    options.onWaiting(false);
    await Promise.all(underWay.map(({ done }) => done));
  }
}

/** Whether the next batch is there before the oldest under way is done. */
async function comesFirst(next: Promise<unknown>, [oldest]: readonly Handed[]): Promise<boolean> {
  return Promise.race([next.then(() => true), (oldest as Handed).done.then(() => false)]);
}
