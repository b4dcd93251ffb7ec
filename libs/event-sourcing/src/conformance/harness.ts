import type { EventStore } from '../event-store.ts';

/** What a case may ask of an engine besides the port itself. */
export type Ability = 'restart' | 'crash' | 'outage' | 'clock' | 'counted positions';

/** One log to try a store on; each case gets its own. */
export interface EventStoreHarness {
  /**
   * Opens the log: empty the first time, with what was recorded after `close` (ability `restart`). Recorded time comes from
   * `now` (ability `clock`). Positions count the events from 1 on (ability `counted positions`), or only increase.
   */
  open(options?: { readonly now?: () => number }): Promise<EventStore>;
  /** The log as it would be found if the process were killed at this moment (ability `crash`). */
  openAfterCrash(): Promise<EventStore>;
  /** Runs `during` while the engine can take no appends (ability `outage`). */
  outage(during: () => Promise<void>): Promise<void>;
  /** Closes every store it has opened and removes the log. */
  dispose(): Promise<void>;
}

/** An engine under test. */
export interface ConformingEngine {
  readonly makeHarness: () => Promise<EventStoreHarness>;
  /** What the engine cannot do by its nature, and why; the cases that need it say so in their test's name. */
  readonly cannot: Readonly<Partial<Record<Ability, string>>>;
}

/** One promise of the port as something to run. It rejects with an `AssertionError` where the promise is broken. */
export interface ConformanceCase {
  /** A sentence, unique in the suite. */
  readonly name: string;
  readonly needs?: readonly Ability[];
  readonly run: (harness: EventStoreHarness) => Promise<void>;
}
