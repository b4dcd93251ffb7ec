import type { Random, Recorder } from '@linli/testing/history';
import { type Fault, hold, type Injury } from './fault.ts';
import { rounds } from './schedule.ts';

export interface PlayOptions {
  readonly menu: readonly Fault[];
  readonly random: Random;
  readonly recorder: Recorder;
  readonly totalMs: number;
  readonly brisk: boolean;
  readonly say: (line: string) => void;
  /** Ends the run early; what is under way is undone. */
  readonly signal: AbortSignal;
}

/** A fault that was made, by the number it has in the notes. */
export interface PlayedFault extends Injury {
  readonly fault: string;
  readonly name: string;
  readonly kind: string;
}

/** A fault that could not be undone: the part does not work again. */
export interface Unhealed {
  readonly name: string;
  readonly reason: string;
}

export interface Played {
  readonly faults: readonly PlayedFault[];
  readonly unhealed: readonly Unhealed[];
}

/** Longer than any undoing waits by itself. */
const undoneWithinMs = 150_000;

/** Plays rounds of faults until the time is over, and undoes each. Answers what each did, and what would not heal. */
export async function playFaults(options: PlayOptions): Promise<Played> {
  const { menu, random, recorder, totalMs, brisk, say, signal } = options;
  const until = performance.now() + totalMs;
  const played: PlayedFault[] = [];
  const unhealed: Unhealed[] = [];
  let count = 0;

  async function play({ name, kind, holdMs, begin }: Fault): Promise<void> {
    count += 1;
    const fault = String(count);
    const about = { kind: 'fault', fault, what: name } as const;
    say(`fault ${fault}: ${name}`);
    recorder.note('faults', { ...about, phase: 'begin' });
    const began = performance.now();
    let outcome: string;
    try {
      const undo = await begin();
      await hold(holdMs, signal);
      const injury = await within(undo(), undoneWithinMs);
      // One that was broken off may have had no time to do harm.
      if (!signal.aborted) played.push({ fault, name, kind, ...injury });
      outcome = injury.seen;
    } catch (error) {
      outcome = error instanceof Error ? error.message : String(error);
      unhealed.push({ name, reason: outcome });
    }
    recorder.note('faults', { ...about, phase: 'heal' });
    say(`fault ${fault} is over after ${((performance.now() - began) / 1_000).toFixed(1)} s: ${outcome}`);
  }

  for (const { faults, pauseMs } of rounds(menu, random, totalMs, brisk)) {
    const left = until - performance.now();
    if (signal.aborted || left <= 0) break;
    await Promise.all(faults.filter(({ holdMs }) => holdMs <= left + 5_000).map(play));
    await hold(pauseMs, signal);
  }
  return { faults: played, unhealed };
}

async function within<Answer>(work: Promise<Answer>, boundMs: number): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not undone after ${boundMs / 1_000} s`)), boundMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
