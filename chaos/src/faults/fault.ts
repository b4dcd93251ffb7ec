import { setTimeout } from 'node:timers/promises';

/** What a fault did to the city, as it was seen from outside. */
export interface Injury {
  /** False when it did nothing: then the run has proved nothing by it. */
  readonly harmed: boolean;
  /** `process 4711 was gone, 4760 has taken its place` */
  readonly seen: string;
}

/** One thing that goes wrong. */
export interface Fault {
  /** `kill -9 operations` */
  readonly name: string;
  /** What kind of fault it is one of: a run goes through the kinds before it repeats one. */
  readonly kind: string;
  /** Parts of the city it takes hold of, or is watched by; no two faults hold one at a time. */
  readonly touches: readonly string[];
  /** How long it holds before it is undone. */
  readonly holdMs: number;
  /** Makes it happen; what it answers undoes it, and resolves with what it did when the part answers again. */
  begin(): Promise<() => Promise<Injury>>;
}

/** Waits, or less when the signal comes first. */
export async function hold(milliseconds: number, signal: AbortSignal): Promise<void> {
  await setTimeout(milliseconds, undefined, { signal }).catch(() => undefined);
}
