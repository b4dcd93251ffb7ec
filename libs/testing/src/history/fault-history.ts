import type { FaultNote } from './notes.ts';

export interface Fault {
  readonly fault: string;
  readonly what: string;
  readonly beganAt: number;
  healedAt: number | undefined;
  readonly place: number;
}

/** When which faults held. */
export class FaultHistory {
  readonly faults: Fault[] = [];

  note({ fault, phase, what, mono }: FaultNote, place: number): void {
    if (phase === 'begin') {
      this.faults.push({ fault, what, beganAt: mono, healedAt: undefined, place });
      return;
    }
    const begun = this.faults.findLast((known) => known.fault === fault && known.healedAt === undefined);
    if (begun !== undefined) begun.healedAt = mono;
  }

  /** Whether any fault held at some moment between these. */
  heldBetween(from: number, to: number): boolean {
    return this.faults.some(({ beganAt, healedAt = Infinity }) => beganAt <= to && healedAt >= from);
  }

  /** The moment from which no fault held any more; undefined when there was none or one has not been healed. */
  get overAt(): number | undefined {
    if (this.faults.length === 0) return undefined;
    const last = Math.max(...this.faults.map(({ healedAt = Infinity }) => healedAt));
    return last === Infinity ? undefined : last;
  }
}
