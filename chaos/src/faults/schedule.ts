import type { Random } from '@linli/testing/history';
import type { Fault } from './fault.ts';

/** Faults that begin together; the next round comes when all of them are undone and a pause is over. */
export interface Round {
  readonly faults: readonly Fault[];
  readonly pauseMs: number;
}

/**
 * The rounds of a run, from its seed alone: every kind of fault once by itself, in an order of chance, for the first half
 * of the time; then mixed, two or three of different parts at a time. Without an end: whoever plays it stops when the time
 * is over.
 */
export function* rounds(
  menu: readonly Fault[],
  random: Random,
  totalMs: number,
  brisk: boolean,
): Generator<Round> {
  const pauseMs = () => (brisk ? 1_000 + random.below(2_000) : 3_000 + random.below(7_000));
  const kinds = shuffled([...new Set(menu.map(({ kind }) => kind))], random);
  let spent = 0;
  for (const kind of kinds) {
    if (spent > totalMs / 2) break;
    const fault = random.pick(menu.filter((one) => one.kind === kind));
    const round = { faults: [fault], pauseMs: pauseMs() };
    // A part that was killed takes some seconds until it works again.
    spent += fault.holdMs + round.pauseMs + 4_000;
    yield round;
  }
  // Kinds that there was no time for alone come first.
  let waiting = kinds.slice();
  for (;;) {
    const wanted = 2 + random.below(2);
    const faults: Fault[] = [];
    const later: string[] = [];
    for (let tries = 0; faults.length < wanted && tries < 20; tries += 1) {
      const due = waiting.pop();
      const kind = due ?? random.pick(kinds);
      const fault = random.pick(menu.filter((one) => one.kind === kind));
      const isFree = faults.every(({ touches }) => touches.every((part) => !fault.touches.includes(part)));
      if (isFree) faults.push(fault);
      else if (due !== undefined) later.unshift(due);
    }
    waiting = [...waiting, ...later];
    yield { faults, pauseMs: pauseMs() };
  }
}

function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  const left = [...items];
  return items.map(() => left.splice(random.below(left.length), 1)[0] as Item);
}
