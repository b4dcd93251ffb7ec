import { refuse, type Refusal } from '@linli/event-sourcing';
import {
  boundsMeet,
  boundsOf,
  crossingsOf,
  mergedRing,
  overlapOf,
  separatedByEdge,
  type Ring,
} from './geometry.ts';

/**
 * What one decision may spend on geometry. A unit is what clipping takes for one position, 0.02 to 0.07 ms of one core
 * where it was measured; whatever takes more would keep the process from everybody else for a tenth of a second.
 */
const MOST_EFFORT = 1_000;
/** Comparisons of two edges that take as long as clipping one position. */
const EDGES_A_UNIT = 10_000;
/** Clipping takes as long for one crossing of two edges as for so many positions. */
const UNITS_A_CROSSING = 4;

/** The geometry of one decision: it refuses what would take too long, before it takes it. */
export interface Survey {
  /** Square metres that two rings have in common. */
  overlap(a: Ring, b: Ring, field: string): number | Refusal;
  /** The one ring around all; undefined when they do not make one piece without a hole. */
  merged(rings: readonly Ring[], field: string): Ring | Refusal | undefined;
}

export function survey(): Survey {
  let left = MOST_EFFORT;

  function spend(units: number, field: string): Refusal | undefined {
    left -= units;
    if (left >= 0) return undefined;
    const message =
      'the outlines have too many positions to be compared at once; draw them plainer or do it in steps';
    return refuse('R-32', 'too-many-positions', message, field);
  }

  return {
    overlap(a, b, field) {
      if (!boundsMeet(boundsOf(a), boundsOf(b))) return 0;
      const tooMuch = spend((3 * a.length * b.length) / EDGES_A_UNIT, field);
      if (tooMuch) return tooMuch;
      if (separatedByEdge(a, b)) return 0;
      const units = a.length + b.length + UNITS_A_CROSSING * crossingsOf(a, b);
      return spend(units, field) ?? overlapOf(a, b);
    },
    merged(rings, field) {
      const positions = rings.reduce((sum, ring) => sum + ring.length, 0);
      const tooMuch = spend(positions, field);
      if (tooMuch) return tooMuch;
      const crossings = rings.reduce(
        (sum, ring, i) => rings.slice(i + 1).reduce((more, other) => more + crossingsOf(ring, other), sum),
        0,
      );
      return spend(UNITS_A_CROSSING * crossings, field) ?? mergedRing(rings);
    },
  };
}
