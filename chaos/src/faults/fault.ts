/** One thing that goes wrong. */
export interface Fault {
  /** `kill -9 operations` */
  readonly name: string;
  /** What kind of fault it is one of: a run goes through the kinds before it repeats one. */
  readonly kind: string;
  /** Parts of the city it takes hold of; no two faults hold one at a time. */
  readonly touches: readonly string[];
  /** How long it holds before it is undone. */
  readonly holdMs: number;
  /** Makes it happen; what it answers undoes it, and resolves when the part works again as far as it can tell. */
  begin(): Promise<() => Promise<void>>;
}

/** Waits, or less when the signal comes first. */
export function hold(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
  });
}
