import type { Random, Recorder } from '@linli/testing/history';
import { type Fault, hold } from './fault.ts';
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

/** A fault that could not be undone: the part does not work again. */
export interface Unhealed {
  readonly name: string;
  readonly reason: string;
}

/** Plays rounds of faults until the time is over, and undoes each. Answers what would not heal. */
export async function playFaults(options: PlayOptions): Promise<readonly Unhealed[]> {
  const { menu, random, recorder, totalMs, brisk, say, signal } = options;
  const until = performance.now() + totalMs;
  const unhealed: Unhealed[] = [];
  let count = 0;

  async function play(fault: Fault): Promise<void> {
    count += 1;
    const about = { kind: 'fault', fault: String(count), what: fault.name } as const;
    say(`fault ${count}: ${fault.name}`);
    recorder.note('faults', { ...about, phase: 'begin' });
    const began = performance.now();
    try {
      const undo = await fault.begin();
      await hold(fault.holdMs, signal);
      await undo();
    } catch (error) {
      unhealed.push({ name: fault.name, reason: error instanceof Error ? error.message : String(error) });
    }
    recorder.note('faults', { ...about, phase: 'heal' });
    say(`fault ${about.fault} is over after ${((performance.now() - began) / 1_000).toFixed(1)} s`);
  }

  for (const { faults, pauseMs } of rounds(menu, random, totalMs, brisk)) {
    const left = until - performance.now();
    if (signal.aborted || left <= 0) break;
    await Promise.all(faults.filter(({ holdMs }) => holdMs <= left + 5_000).map(play));
    await hold(pauseMs, signal);
  }
  return unhealed;
}
