import type { FaultHistory } from './fault-history.ts';
import type { Findings } from './findings.ts';
import type { LagNote } from './notes.ts';

/** How long a consumer took to catch up after the last fault was healed. */
export interface Recovery {
  readonly consumer: string;
  /** Milliseconds; undefined when it never did while it was watched. */
  readonly tookMs: number | undefined;
}

/** One fault, how long it held, and how long everybody took to catch up after it. Milliseconds. */
export interface FaultRecovery {
  /** Its name in the notes. */
  readonly fault: string;
  readonly what: string;
  /** Of the monotonic clock. */
  readonly beganAt: number;
  /** Undefined when it was never healed. */
  readonly heldMs: number | undefined;
  /** Undefined when somebody never did while it was watched. */
  readonly tookMs: number | undefined;
}

interface Sample {
  readonly mono: number;
  readonly lag: number;
  readonly place: number;
}

/** P15: once no fault holds any more, each consumer's lag is zero at some moment within the bound. */
export class RecoveryCheck {
  readonly #faults: FaultHistory;
  readonly #samples = new Map<string, Sample[]>();
  #lastMono = 0;

  constructor(faults: FaultHistory) {
    this.#faults = faults;
  }

  /** Any note at all tells that somebody was still watching. */
  saw(mono: number): void {
    if (mono > this.#lastMono) this.#lastMono = mono;
  }

  lag({ consumer, lag, mono }: LagNote, place: number): void {
    const samples = this.#samples.get(consumer);
    if (samples) samples.push({ mono, lag, place });
    else this.#samples.set(consumer, [{ mono, lag, place }]);
  }

  /** Per fault, when the last of all consumers was without lag for the first time after it was healed. */
  afterEach(): readonly FaultRecovery[] {
    return this.#faults.faults.map(({ fault, what, beganAt, healedAt }) => {
      if (healedAt === undefined) return { fault, what, beganAt, heldMs: undefined, tookMs: undefined };
      const took = [...this.#samples.values()].map(
        (samples) => samples.find(({ mono, lag }) => mono >= healedAt && lag === 0)?.mono ?? Infinity,
      );
      const last = Math.max(healedAt, ...took);
      return {
        fault,
        what,
        beganAt,
        heldMs: healedAt - beganAt,
        tookMs: last === Infinity ? undefined : last - healedAt,
      };
    });
  }

  check(boundMs: number, findings: Findings): readonly Recovery[] {
    const overAt = this.#faults.overAt;
    if (overAt === undefined) return [];
    return [...this.#samples].map(([consumer, samples]) => {
      const after = samples.filter(({ mono }) => mono >= overAt).sort((one, other) => one.mono - other.mono);
      const caughtUp = after.find(({ lag }) => lag === 0);
      const tookMs = caughtUp && caughtUp.mono - overAt;
      if (tookMs !== undefined && tookMs <= boundMs) {
        findings.checked('P15', 'recoveries');
        return { consumer, tookMs };
      }
      const last = after.at(-1);
      // Notes that end before the bound does decide nothing.
      if (tookMs !== undefined || this.#lastMono >= overAt + boundMs) {
        findings.broken('P15', {
          place: caughtUp?.place ?? last?.place ?? (samples.at(-1) as Sample).place,
          expected: `${consumer} without lag within ${boundMs} ms after the last fault`,
          seen: caughtUp
            ? `caught up after ${Math.round(caughtUp.mono - overAt)} ms`
            : last
              ? `a lag of ${last.lag} events after ${Math.round(last.mono - overAt)} ms`
              : 'no word of its lag since then',
        });
      }
      return { consumer, tookMs };
    });
  }
}
