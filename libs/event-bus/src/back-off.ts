export interface BackOff {
  /** Milliseconds before the first repetition. */
  readonly firstMs: number;
  /** No wait is longer than this. */
  readonly maxMs: number;
}

export const defaultBackOff: BackOff = { firstMs: 100, maxMs: 5_000 };

/** Doubles from `firstMs` to `maxMs`; `attempts` counts from 1. */
export function backOffMs(backOff: BackOff, attempts: number): number {
  return Math.min(backOff.maxMs, backOff.firstMs * 2 ** Math.min(attempts - 1, 30));
}

/** Resolves after the time or as soon as the signal is aborted; never rejects. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    signal.addEventListener('abort', finish);
  });
}
